/** What the contract asks of a lesson's prose: both languages alike, snippets that are real, commands that exist. Pure. */
import type { Finding } from "./finding.ts";
import { type Handout, readHandout, type Snippet, standsIn } from "./markdown.ts";
import { say } from "../text.ts";
import { texts } from "./texts.ts";

export interface HandoutSources {
  /** README.md and README.zh-CN.md; undefined where there is none. */
  readonly english: string | undefined;
  readonly chinese: string | undefined;
  /** Text of a file by its path below the lesson's folder; undefined where there is none. */
  readonly lessonFile: (path: string) => string | undefined;
  /** Whether a line of shell can be typed; see `commandExists`. */
  readonly commandExists: (command: string) => boolean;
}

const ENGLISH = "README.md";
const CHINESE = "README.zh-CN.md";

export function handoutFindings(sources: HandoutSources): readonly Finding[] {
  const { english, chinese } = sources;
  const findings: Finding[] = [];
  if (english === undefined) findings.push({ where: ENGLISH, what: texts.fileMissing });
  if (chinese === undefined) findings.push({ where: CHINESE, what: texts.fileMissing });
  if (english !== undefined && chinese !== undefined)
    findings.push(...languagesAlike(readHandout(english), readHandout(chinese)));
  // Snippets are the same in both, or it was said above: one language is enough to look at.
  if (english !== undefined)
    findings.push(...readHandout(english).snippets.flatMap((snippet) => snippetFindings(snippet, sources)));
  return findings;
}

function languagesAlike(english: Handout, chinese: Handout): Finding[] {
  const findings: Finding[] = [];
  const headingCount = Math.max(english.headings.length, chinese.headings.length);
  for (let index = 0; index < headingCount; index += 1) {
    const [one, other] = [english.headings[index], chinese.headings[index]];
    if (one?.level === other?.level) continue;
    const what = texts.headingsDiffer(index + 1, headingShown(one), headingShown(other));
    findings.push({ where: `${CHINESE}:${other?.line ?? 1}`, what });
    // What follows is shifted: one finding says it.
    break;
  }
  const snippetCount = Math.max(english.snippets.length, chinese.snippets.length);
  for (let index = 0; index < snippetCount; index += 1) {
    const [one, other] = [english.snippets[index], chinese.snippets[index]];
    if (snippetShown(one) === snippetShown(other)) continue;
    const what = texts.snippetsDiffer(index + 1, snippetShown(one), snippetShown(other));
    findings.push({ where: `${CHINESE}:${other?.line ?? 1}`, what });
    break;
  }
  return findings;
}

const PROGRAM_LANGUAGES = new Set(["ts", "js", "typescript", "javascript"]);
const SHELL_LANGUAGES = new Set(["sh", "bash", "shell"]);

function snippetFindings(snippet: Snippet, sources: HandoutSources): Finding[] {
  const where = `${ENGLISH}:${snippet.line}`;
  if (SHELL_LANGUAGES.has(snippet.language)) {
    return commandsOf(snippet.code).flatMap((command) => [
      ...(sources.commandExists(command) ? [] : [{ where, what: texts.commandUnknown(command) }]),
      ...(isTypedEverywhere(command) ? [] : [{ where, what: texts.commandNotPortable(command) }]),
    ]);
  }
  if (!PROGRAM_LANGUAGES.has(snippet.language)) return [];
  if (snippet.info === "") return [{ where, what: texts.snippetWithoutFile }];
  const file = sources.lessonFile(snippet.info);
  if (file === undefined) return [{ where, what: texts.snippetFileMissing(snippet.info) }];
  return standsIn(snippet.code, file) ? [] : [{ where, what: texts.snippetNotInFile(snippet.info, snippet.code) }];
}

/** PowerShell and cmd know no variables before a command, and cmd no single quotes. */
function isTypedEverywhere(command: string): boolean {
  return !/^[A-Za-z_]\w*=/.test(command) && !command.includes("'");
}

/** Lines of a shell snippet that are commands: without comments, prompts, and with continued lines joined. */
export function commandsOf(code: string): readonly string[] {
  return (
    code
      .replace(/\s*\\\r?\n\s*/g, " ")
      // What stands in quotes neither ends a command nor begins a comment.
      .replace(/"[^"\n]*"|'[^'\n]*'/g, (quoted) => quoted.replace(/[#&|;]/g, "_"))
      .split(/\r?\n/)
      .map((line) =>
        line
          .replace(/(^|\s)#.*$/, "")
          .replace(/^\s*\$\s+/, "")
          .trim(),
      )
      .filter((line) => line !== "")
      .flatMap((line) => line.split(/\s*(?:&&|\|\||;|\|)\s*/))
      .map((command) => command.replace(/\s*&$/, ""))
  );
}

function headingShown(heading: { readonly level: number; readonly title: string } | undefined): string {
  return heading === undefined ? say(texts.nothing, "en") : `"${"#".repeat(heading.level)} ${heading.title}"`;
}

function snippetShown(snippet: Snippet | undefined): string {
  return snippet === undefined
    ? say(texts.nothing, "en")
    : `\`\`\`${snippet.language} ${snippet.info}\n${snippet.code}`;
}
