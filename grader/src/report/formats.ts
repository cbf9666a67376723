/** The formats that a report is written in, by name. Owns the list; what each looks like is in a file of its own. */
import { withoutHidden } from "../score/visibility.ts";
import type { Report } from "../score/report.ts";
import type { Language } from "../text.ts";
import { renderClassroom50 } from "./classroom50.ts";
import { renderCsv } from "./csv.ts";
import { renderGradescope } from "./gradescope.ts";
import { renderHtml } from "./html/page.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderTerminal } from "./terminal.ts";

export interface RenderOptions {
  readonly language: Language;
  /** Whether hidden criteria show what was done and seen. */
  readonly showHidden: boolean;
  /** Width of the terminal; 80 unless said. */
  readonly columns?: number;
  /** False unless said. */
  readonly colour?: boolean;
  /** What to type to grade with the same random values. */
  readonly repeatCommand?: string;
  /** The solution's report with the same seed: what it did is shown beside what the submission did. */
  readonly solution?: Report;
  /** Where the classroom's runner says who hands in what; the process's own unless said. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** When it was graded; now unless said. */
  readonly gradedAt?: Date;
}

export interface Format {
  /** Of a file of it, without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** Text, with a line feed at its end where people may read it. */
  render(report: Report, options: RenderOptions): string;
}

export const FORMAT_NAMES = [
  "terminal",
  "json",
  "junit",
  "markdown",
  "html",
  "csv",
  "gradescope",
  "classroom50",
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  terminal: format("txt", "text/plain", (report, { columns = 80, colour = false, language, repeatCommand }) =>
    renderTerminal(report, { columns, colour, language, ...(repeatCommand === undefined ? {} : { repeatCommand }) }),
  ),
  json: format("json", "application/json", renderJson),
  junit: format("xml", "application/xml", renderJunit),
  markdown: format("md", "text/markdown", renderMarkdown),
  html: format("html", "text/html", renderHtml),
  csv: format("csv", "text/csv", renderCsv),
  gradescope: format("json", "application/json", renderGradescope),
  classroom50: format("json", "application/json", renderClassroom50),
};

/** Hidden criteria are hidden here, before any format sees the report. */
function format(extension: string, mediaType: string, render: Format["render"]): Format {
  return {
    extension,
    mediaType,
    render: (report, options) => {
      const { solution, showHidden } = options;
      if (showHidden) return render(report, options);
      return render(withoutHidden(report), {
        ...options,
        ...(solution === undefined ? {} : { solution: withoutHidden(solution) }),
      });
    },
  };
}
