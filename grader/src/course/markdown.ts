/** The few things of a handout that the contract looks at: headings and fenced snippets. */

export interface Snippet {
  /** First word after the fence: `ts`, `sh`. */
  readonly language: string;
  /** What follows it: `solution/worker.ts`. */
  readonly info: string;
  readonly code: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

export interface Heading {
  /** 1 for `#`. */
  readonly level: number;
  readonly title: string;
  readonly line: number;
}

export interface Handout {
  readonly headings: readonly Heading[];
  readonly snippets: readonly Snippet[];
}

export function readHandout(markdown: string): Handout {
  const headings: Heading[] = [];
  const snippets: Snippet[] = [];
  let open: { fence: string; indent: number; info: string; line: number; code: string[] } | undefined;
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    const fence = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(text);
    if (open === undefined) {
      const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(text);
      if (heading) headings.push({ level: heading[1]?.length ?? 0, title: heading[2] ?? "", line: index + 1 });
      if (fence)
        open = {
          fence: fence[2] ?? "",
          indent: fence[1]?.length ?? 0,
          info: (fence[3] ?? "").trim(),
          line: index + 1,
          code: [],
        };
    } else if (fence?.[2]?.startsWith(open.fence) && (fence[3] ?? "").trim() === "") {
      const [language = "", ...rest] = open.info.split(/\s+/);
      snippets.push({ language, info: rest.join(" "), code: open.code.join("\n"), line: open.line });
      open = undefined;
    } else {
      // A fence in a list is indented, and so is what it holds.
      open.code.push(text.slice(0, open.indent).trim() === "" ? text.slice(open.indent) : text);
    }
  }
  return { headings, snippets };
}

/** The prose alone; lines stay where they are. */
export function withoutSnippets(markdown: string): string {
  return markdown.replace(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2\s*$/gm, (snippet) => snippet.replace(/[^\n]/g, ""));
}

/** True where the lines of the snippet stand one after the other in the file, however far they are indented there. */
export function standsIn(snippet: string, file: string): boolean {
  return placeIn(snippet, file) !== undefined;
}

/** The first line of the file, from 0, at which the snippet's lines stand one after the other, however far indented. */
export function placeIn(snippet: string, file: string): number | undefined {
  const wanted = shape(snippet.split(/\r?\n/));
  const lines = file.split(/\r?\n/);
  const count = wanted.length;
  const start = lines.findIndex((_, index) => {
    const candidate = shape(lines.slice(index, index + count));
    return candidate.length === count && candidate.every((line, place) => line === wanted[place]);
  });
  return start === -1 ? undefined : start;
}

/** Lines without the indentation that they have in common, and without blanks at their ends. */
function shape(lines: readonly string[]): string[] {
  const trimmed = lines.map((line) => line.trimEnd());
  const indents = trimmed.filter((line) => line !== "").map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return trimmed.map((line) => line.slice(common));
}
