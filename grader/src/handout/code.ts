/**
 * Code as it stands on paper: taken from the file that it names, at the place where it stands there now, and set so that
 * keywords, strings and comments differ in black and white.
 */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import yaml from "highlight.js/lib/languages/yaml";
import { placeIn } from "../course/markdown.ts";
import { escapeHtml } from "../escape-html.ts";
import { html, type Html, raw } from "./html.ts";

hljs.registerLanguage("ts", typescript);
hljs.registerLanguage("sh", bash);
hljs.registerLanguage("json", json);
hljs.registerLanguage("yaml", yaml);

export interface Excerpt {
  /** Path as the reader knows it: `solution/worker.ts`. */
  readonly file: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Lines of the file, without the indentation that they share. */
  readonly code: string;
}

/**
 * The lines of a file that a snippet shows.
 * @throws Error where they stand there no longer: a handout never shows code that is not in the file
 */
export function excerpt(file: string, text: string, snippet: string): Excerpt {
  const lines = text.split(/\r?\n/);
  const count = snippet.split(/\r?\n/).length;
  const start = placeIn(snippet, text);
  if (start === undefined) throw new Error(`${file} has no such lines:\n${snippet}`);
  return { file, firstLine: start + 1, lastLine: start + count, code: dedent(lines.slice(start, start + count)) };
}

/**
 * The lines of a file from the one that holds `from`.
 * @throws Error where no line does, or several do: the place must be clear
 */
export function excerptFrom(file: string, text: string, from: string, count = 1): Excerpt {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, index) => (line.includes(from) ? [index] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1)
    throw new Error(`${file}: ${starts.length} lines hold "${from}"; it must be one`);
  return { file, firstLine: start + 1, lastLine: start + count, code: dedent(lines.slice(start, start + count)) };
}

export function excerptBlock({ file, firstLine, lastLine, code }: Excerpt): Html {
  const lines = firstLine === lastLine ? `${firstLine}` : `${firstLine}–${lastLine}`;
  return html`<figure class="code">
    <figcaption>${file}:${lines}</figcaption>
    ${codeBlock(code, "ts")}
  </figure>`;
}

export function codeBlock(code: string, language: string): Html {
  return raw(`<pre><code class="language-${escapeHtml(language)}">${highlight(code, language)}</code></pre>`);
}

/** One line in running text. */
export function codeLine(code: string): Html {
  return raw(`<code>${highlight(code, "ts")}</code>`);
}

function highlight(code: string, language: string): string {
  return hljs.getLanguage(language) === undefined ? escapeHtml(code) : hljs.highlight(code, { language }).value;
}

function dedent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd()).join("\n");
}
