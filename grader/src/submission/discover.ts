/** Finds the programs of a submission by their base names. Reads names only; follows no links. */
import { constants } from "node:fs";
import { access, lstat, readdir } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { Problem } from "../score/report.ts";

/** In the order in which they are named to the learner. */
export const PROGRAM_ENDINGS = [".ts", ".js", ".mjs", ".py"] as const;
export type ProgramEnding = (typeof PROGRAM_ENDINGS)[number];

export interface FoundProgram {
  readonly name: string;
  /** Name of the file in the submission's folder. */
  readonly file: string;
  readonly folder: string;
  readonly ending: ProgramEnding;
}

export interface Discovery {
  readonly programs: readonly FoundProgram[];
  readonly problems: readonly Problem[];
}

/**
 * @param names base names of the lesson's programs
 * @param fallbackFolder where a program that is missing is taken from
 */
export async function discover(folder: string, names: readonly string[], fallbackFolder?: string): Promise<Discovery> {
  const own = await discoverIn(folder, names);
  if (fallbackFolder === undefined) return own;
  const absent = own.problems.flatMap((problem) =>
    problem.kind === "missing" && problem.program !== undefined ? [problem.program] : [],
  );
  const other = await discoverIn(fallbackFolder, absent);
  return {
    programs: [...own.programs, ...other.programs],
    problems: [...own.problems.filter((problem) => problem.kind !== "missing"), ...other.problems],
  };
}

async function discoverIn(folder: string, names: readonly string[]): Promise<Discovery> {
  const files = await listFiles(folder);
  if (!Array.isArray(files)) return { programs: [], problems: names.length === 0 ? [] : [files as Problem] };
  const programs: FoundProgram[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const candidates = PROGRAM_ENDINGS.filter((ending) => files.includes(name + ending));
    const [ending, another] = candidates;
    if (ending === undefined) problems.push(missing(name, files));
    else if (another !== undefined) problems.push(ambiguous(name, candidates));
    else programs.push({ name, file: name + ending, folder, ending });
  }
  return { programs, problems };
}

/** Names of the plain files of a folder, or why it can't be read. */
async function listFiles(folder: string): Promise<readonly string[] | Problem> {
  const problem = await whyUnreadable(folder);
  if (problem !== undefined) return problem;
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();
}

/** Undefined for a folder that can be read. */
export async function whyUnreadable(folder: string): Promise<Problem | undefined> {
  try {
    const about = await lstat(folder);
    if (about.isSymbolicLink()) {
      return unreadable(folder, "it is a link; give the folder itself", "它是一个链接；请直接给出文件夹本身");
    }
    if (!about.isDirectory()) return unreadable(folder, "it is not a folder", "它不是文件夹");
    await access(folder, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT") return unreadable(folder, "there is no such folder", "没有这个文件夹");
    return unreadable(folder, code, code);
  }
}

function unreadable(folder: string, en: string, zh: string): Problem {
  return {
    kind: "unreadable",
    file: "",
    line: 0,
    column: 0,
    message: { en: `The folder ${folder} can't be read: ${en}.`, "zh-CN": `无法读取文件夹 ${folder}：${zh}。` },
  };
}

function missing(name: string, files: readonly string[]): Problem {
  const sources = files.filter((file) => (PROGRAM_ENDINGS as readonly string[]).includes(extname(file)));
  const found = sources.length === 0 ? undefined : sources.join(", ");
  const close = sources.find((file) => simplified(basename(file, extname(file))) === simplified(name));
  const hint =
    close === undefined
      ? { en: "", zh: "" }
      : {
          en: ` Should ${close} be called ${name}${extname(close)}?`,
          zh: `${close} 是否应改名为 ${name}${extname(close)}？`,
        };
  return {
    kind: "missing",
    file: "",
    line: 0,
    column: 0,
    program: name,
    message: {
      en: `There is no program '${name}' (${name}.ts, .js, .mjs or .py). Found instead: ${found ?? "no programs at all"}.${hint.en}`,
      "zh-CN": `缺少程序 '${name}'（${name}.ts、.js、.mjs 或 .py）。找到的文件：${found ?? "没有任何程序"}。${hint.zh}`,
    },
  };
}

function ambiguous(name: string, endings: readonly ProgramEnding[]): Problem {
  const files = endings.map((ending) => name + ending).join(", ");
  return {
    kind: "ambiguous",
    file: name + (endings[0] ?? ""),
    line: 0,
    column: 0,
    program: name,
    message: {
      en: `The program '${name}' is there more than once (${files}). Keep one of them.`,
      "zh-CN": `程序 '${name}' 存在多份（${files}）。请只保留一份。`,
    },
  };
}

/** Names that differ only in case or in how words are joined: `newTask`, `new_task`, `New-Task`. */
function simplified(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, "");
}
