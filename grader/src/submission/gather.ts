/**
 * Copies a submission's source files, and nothing else of it, into a clean folder: no settings of tools, no packages, no links. What runs is the copy.
 */
import { constants } from "node:fs";
import { mkdir, open, opendir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { LimitName } from "../evidence/evidence.ts";
import { limitText, type SubmissionLimits } from "../sandbox/limits.ts";
import type { Problem } from "../score/report.ts";
import type { Text } from "../text.ts";
import { PROGRAM_ENDINGS } from "./discover.ts";

const SOURCE_ENDINGS: readonly string[] = [...PROGRAM_ENDINGS, ".mts", ".cts", ".cjs", ".json"];
/** Data as well as settings end in .json; these are settings, for tools that are not the submission's to set. */
const SETTINGS = /^(package|package-lock|npm-shrinkwrap|[jt]sconfig.*|deno|bunfig|nodemon|\..*)\.json$/iu;
/** Programs and tests of tools, never of a lesson: `vitest.config.ts`. */
const TOOL_SETTINGS = /\.(config|setup|workspace)\.[cm]?[jt]s$|^(conftest|sitecustomize|usercustomize)\.py$/iu;
const SKIPPED_FOLDERS = new Set(["node_modules", "__pycache__"]);
const DEEPEST_FOLDER = 8;
/** Beyond this many entries a folder is no submission. */
const MOST_ENTRIES = 20_000;

export interface GatherOptions {
  readonly limits: SubmissionLimits;
  /** A file that has another name elsewhere may be anybody's: it is refused in somebody else's submission. */
  readonly untrusted: boolean;
  /** Base names of the lesson's programs, to say which can't be run. */
  readonly names: readonly string[];
}

/**
 * @param from the submission; a folder that can be read
 * @param to made here
 * @returns what was refused, and why
 */
export async function gather(from: string, to: string, options: GatherOptions): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const used = { files: 0, bytes: 0, entries: 0 };
  const { limits, untrusted, names } = options;

  const refuse = (file: string, message: Text): void => {
    const name = basename(file, extname(file));
    const isProgram = !file.includes("/") && names.includes(name);
    problems.push({ kind: "refused", file, line: 0, column: 0, message, ...(isProgram ? { program: name } : {}) });
  };

  /** @returns false where nothing more is to be looked at */
  async function walk(folder: string, depth: number): Promise<boolean> {
    await mkdir(join(to, folder), { recursive: true });
    for await (const entry of await opendir(join(from, folder))) {
      used.entries += 1;
      if (used.entries > MOST_ENTRIES) return overTheLimit(refuse, TOO_MANY_ENTRIES);
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name.startsWith(".") || SKIPPED_FOLDERS.has(entry.name) || depth === DEEPEST_FOLDER) continue;
        if (!(await walk(path, depth + 1))) return false;
      } else if (entry.isFile()) {
        if (isSource(entry.name) && !(await copy(path))) return false;
      } else if (isSource(entry.name) || entry.isSymbolicLink()) {
        // A link to packages is as good as none: they are taken from the course.
        if (!SKIPPED_FOLDERS.has(entry.name)) refuse(path, entry.isSymbolicLink() ? IS_LINK : IS_NO_FILE);
      }
    }
    return true;
  }

  /** What the name stood for may have changed since it was listed: what was opened counts. */
  async function copy(path: string): Promise<boolean> {
    const file = await openPlainly(join(from, path));
    if (typeof file === "string") {
      refuse(path, file === "ELOOP" ? IS_LINK : cannotBeRead(file));
      return true;
    }
    try {
      const about = await file.stat();
      if (!about.isFile()) refuse(path, IS_NO_FILE);
      else if (untrusted && about.nlink > 1) refuse(path, IS_HARD_LINK);
      else {
        used.files += 1;
        used.bytes += about.size;
        if (used.files > limits.sourceFiles) return overTheLimit(refuse, tooMuch("sourceFiles", limits));
        if (used.bytes > limits.sourceMiB * 2 ** 20) return overTheLimit(refuse, tooMuch("sourceMiB", limits));
        const buffer = Buffer.alloc(about.size);
        const { bytesRead } = await file.read(buffer, 0, about.size, 0);
        await writeFile(join(to, path), buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
    return true;
  }

  await walk("", 0);
  return problems;
}

function isSource(name: string): boolean {
  if (name.startsWith(".") || SETTINGS.test(name) || TOOL_SETTINGS.test(name)) return false;
  return SOURCE_ENDINGS.includes(extname(name));
}

/** Follows no link and waits for no pipe. @returns the code of the error where it can't be opened */
async function openPlainly(path: string): Promise<Awaited<ReturnType<typeof open>> | string> {
  // Windows has neither.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number };
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

function overTheLimit(refuse: (file: string, message: Text) => void, message: Text): false {
  refuse("", message);
  return false;
}

function tooMuch(name: LimitName, limits: SubmissionLimits): Text {
  const limit = limitText(name, limits);
  return {
    en: `The submission is ${limit.en}. What came after that was left out.`,
    "zh-CN": `这份作业${limit["zh-CN"]}。其余文件没有读取。`,
  };
}

const TOO_MANY_ENTRIES: Text = {
  en: `There are more than ${MOST_ENTRIES} files in this folder. Give the folder with the lesson's programs alone; what came after that was left out.`,
  "zh-CN": `这个文件夹中的文件超过 ${MOST_ENTRIES} 个。请只给出包含本课程序的文件夹；其余文件没有读取。`,
};

const IS_LINK: Text = {
  en: "This is a link. Put the file itself into the folder.",
  "zh-CN": "这是一个链接。请把文件本身放进文件夹。",
};

const IS_HARD_LINK: Text = {
  en: "This file has a second name somewhere else (a hard link). Put a copy of the file into the folder.",
  "zh-CN": "这个文件在别处还有另一个名字（硬链接）。请把文件的副本放进文件夹。",
};

const IS_NO_FILE: Text = {
  en: "This is no plain file. Put a plain file into the folder.",
  "zh-CN": "这不是普通文件。请把普通文件放进文件夹。",
};

function cannotBeRead(code: string): Text {
  return { en: `This file can't be read (${code}).`, "zh-CN": `无法读取这个文件（${code}）。` };
}
