/** Comma-separated values as RFC 4180 has them, read and written. A cell that a spreadsheet would take for a formula is written as text. */

/** What makes a spreadsheet compute: also after spaces, which some of them take away. */
const FORMULA = /^\s*[=+\-@\t\r|%]/u;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/u;

export type Cell = string | number | undefined;

/** Lines end as spreadsheets and learning platforms expect. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

export function csvCell(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  // oxlint-disable-next-line no-control-regex -- other control characters have no business in a table
  const text = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, " ");
  const guarded = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/u.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Rows of cells; commas, semicolons or tabs, whichever the first line has most of. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const content = text.replace(/^\ufeff/u, "");
  const [first = ""] = content.split("\n", 1);
  const separator = [",", ";", "\t"].toSorted((one, other) => count(first, other) - count(first, one))[0] ?? ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = "";
  };
  const endRow = (): void => {
    endCell();
    if (row.some((each) => each !== "")) rows.push(row);
    row = [];
  };
  for (let index = 0; index < content.length; index += 1) {
    const character = content[index] ?? "";
    if (quoted) {
      if (character !== '"') cell += character;
      else if (content[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (character === separator) endCell();
    else if (character === "\n") endRow();
    else if (character !== "\r") cell += character;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
