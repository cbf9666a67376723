/**
 * Turns each TypeScript or JavaScript program into one plain file that node runs at once, in a folder outside the submission. Helpers
 * and packages are bundled: it starts faster than tsx and than many small files, and nothing depends on where the submission lies.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Message } from "esbuild";
import type { Problem } from "../score/report.ts";
import type { FoundProgram } from "./discover.ts";
import { importGuard, OUTSIDE } from "./imports.ts";
import { apart } from "../text.ts";

export interface CompiledProgram {
  readonly program: FoundProgram;
  /** Undefined where it doesn't compile. */
  readonly output?: string;
  readonly problems: readonly Problem[];
}

/** CommonJS packages ask for node's own modules by `require`, which a plain ES module doesn't have. */
const BANNER = `import { createRequire as createRequireOfProgram } from "node:module"; const require = createRequireOfProgram(import.meta.url);`;

/** Packages are looked for from here upwards: those of the course. */
const OWN_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @param outputFolder made by the caller, private to this submission
 * @param packages folders from which packages are looked for that the course doesn't have
 */
export async function compile(
  program: FoundProgram,
  outputFolder: string,
  packages: readonly string[] = [],
): Promise<CompiledProgram> {
  const source = join(program.folder, program.file);
  const output = join(outputFolder, `${program.name}.mjs`);
  try {
    await build({
      entryPoints: [source],
      outfile: output,
      absWorkingDir: program.folder,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      banner: { js: BANNER },
      sourcemap: "linked",
      sourcesContent: false,
      plugins: [importGuard(program.folder, [...packages, OWN_FOLDER])],
      // The course's settings, whatever a tsconfig.json of the submission says.
      tsconfigRaw: { compilerOptions: { target: "es2023" } },
      loader: { ".node": "copy" },
      logLevel: "silent",
      logLimit: 20,
    } satisfies Parameters<typeof build>[0]);
    return { program, output, problems: [] };
  } catch (error) {
    const problems = messagesOf(error).map((message) => problemOf(program, message));
    if (problems.length === 0) throw error;
    return { program, problems };
  }
}

function messagesOf(error: unknown): readonly Message[] {
  if (error instanceof Error && "errors" in error && Array.isArray(error.errors)) return error.errors as Message[];
  return [];
}

function problemOf(program: FoundProgram, message: Message): Problem {
  const { location, text } = message;
  const file = location?.file ?? program.file;
  const line = location?.line ?? 0;
  // esbuild counts columns from 0, in bytes of the line.
  const column = location === null ? 0 : characters(location.lineText, location.column) + 1;
  return {
    kind: "syntax",
    file,
    line,
    column,
    message: inWords(text, location?.lineText),
    detail: text,
    program: program.name,
  };
}

function characters(line: string, bytes: number): number {
  return Buffer.from(line, "utf8").subarray(0, bytes).toString("utf8").length;
}

/** What esbuild says most often to beginners, said in both languages; anything else is quoted. */
function inWords(text: string, line: string | undefined): Problem["message"] {
  if (text.startsWith(OUTSIDE)) {
    const path = text.slice(OUTSIDE.length);
    return {
      en: `'${path}' lies outside the submission's folder, and only what is in it can be imported. Copy what you need into the folder.`,
      "zh-CN": `'${path}' 在作业文件夹之外，只能导入文件夹之内的文件。请把需要的文件复制到文件夹中。`,
    };
  }
  const unresolved = /^Could not resolve "(.*)"$/u.exec(text)?.[1];
  if (unresolved?.startsWith(".") === true) {
    return { en: `There is no file '${unresolved}' to import.`, "zh-CN": `要导入的文件 '${unresolved}' 不存在。` };
  }
  if (unresolved !== undefined) {
    return { en: `The package '${unresolved}' is not installed.`, "zh-CN": `软件包 '${unresolved}' 没有安装。` };
  }
  const here =
    line === undefined ? { en: "", zh: "" } : { en: ` In this line: ${line.trim()}`, zh: `在这一行：${line.trim()}` };
  const expected = /^Expected (.+?) but found (.+?)$/u.exec(text);
  if (expected !== null) {
    const [wanted, found] = [part(expected[1]), part(expected[2])];
    return {
      en: `Syntax error: ${wanted.en} should stand here, but there is ${found.en}.${here.en}`,
      "zh-CN": `语法错误：${apart("此处应为", wanted.zh)}，${apart("却是", found.zh)}。${here.zh}`,
    };
  }
  const unexpected = /^Unexpected "?(.+?)"?$/u.exec(text)?.[1];
  if (unexpected === "end of file") {
    return {
      en: "Syntax error: the file ends too early. A bracket, a quote or a brace is not closed.",
      "zh-CN": "语法错误：文件过早结束。有括号、引号或花括号没有闭合。",
    };
  }
  if (unexpected !== undefined) {
    return {
      en: `Syntax error: '${unexpected}' can't stand here.${here.en}`,
      "zh-CN": `语法错误：此处不能出现 '${unexpected}'。${here.zh}`,
    };
  }
  if (text === "Unterminated string literal") {
    return {
      en: `Syntax error: a text is not closed with a quote.${here.en}`,
      "zh-CN": `语法错误：字符串没有用引号闭合。${here.zh}`,
    };
  }
  return { en: `It does not compile: ${text}.${here.en}`, "zh-CN": `无法编译：${text}。${here.zh}` };
}

/** esbuild quotes characters of the program, and names kinds of them without quotes. */
function part(words = ""): { readonly en: string; readonly zh: string } {
  if (words === "end of file") return { en: "the end of the file", zh: "文件结尾" };
  if (words === "identifier") return { en: "a name", zh: "一个名称" };
  const quoted = /^"(.*)"$/u.exec(words)?.[1];
  return quoted === undefined ? { en: words, zh: ` ${words} ` } : { en: `'${quoted}'`, zh: ` '${quoted}' ` };
}
