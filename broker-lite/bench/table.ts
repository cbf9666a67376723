/** Rows of text as a table for a terminal or as Markdown. Pure. */

export type Row = readonly string[];

/** Numbers stand right, the first column left. */
export function terminalTable(head: Row, rows: readonly Row[]): string {
  const widths = widthsOf(head, rows);
  const line = (row: Row): string =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join("  ");
  const ruler = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(head), ruler, ...rows.map(line)].map((text) => text.trimEnd()).join("\n");
}

export function markdownTable(head: Row, rows: readonly Row[]): string {
  const widths = widthsOf(head, rows);
  const line = (row: Row): string =>
    `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join(" | ")} |`;
  const ruler = widths.map((width, index) => (index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(ruler), ...rows.map(line)].join("\n");
}

function widthsOf(head: Row, rows: readonly Row[]): number[] {
  return head.map((cell, index) => Math.max(3, cell.length, ...rows.map((row) => row[index]?.length ?? 0)));
}

/** `1,234`, `12.3`, `1.23`; a dash for what is not known. */
export function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "–" : number(bytes / 1024 ** 2);
}
