/**
 * What TypeScript's own checker says of the programs: shown, never scored. Runs as a process of its own beside the grading, at low
 * priority, with settings of the course whatever the learner's tsconfig says.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../score/report.ts";
import type { FoundProgram } from "./discover.ts";

/** Beyond this the checker is given up: what it says is help, not a verdict. */
const DEADLINE_MS = 30_000;

/**
 * @param packages folders from which packages are looked for that the course doesn't have
 * @returns problems by the folder that the file lies in; empty where there is nothing to check or the checker could not be run
 */
export async function checkTypes(
  programs: readonly FoundProgram[],
  workFolder: string,
  signal: AbortSignal,
  packages: readonly string[] = [],
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const files = [
    ...new Set(
      programs.filter((program) => program.ending === ".ts").map((program) => join(program.folder, program.file)),
    ),
  ];
  if (files.length === 0) return new Map();
  const folder = join(workFolder, "types");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings(files, packages)));
  const output = await run(join(folder, "tsconfig.json"), signal);
  return parse(output, folder, programs);
}

/** Where the course's own packages lie, for submissions elsewhere. */
const PACKAGES = [
  fileURLToPath(new URL("../../../node_modules", import.meta.url)),
  fileURLToPath(new URL("../../node_modules", import.meta.url)),
];

function settings(files: readonly string[], packages: readonly string[]): object {
  const places = [...packages.flatMap(packageFolders), ...PACKAGES];
  return {
    compilerOptions: {
      target: "es2023",
      lib: ["es2023"],
      module: "preserve",
      moduleResolution: "bundler",
      moduleDetection: "force",
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
      strict: true,
      noImplicitAny: false,
      useUnknownInCatchVariables: false,
      types: ["node"],
      typeRoots: PACKAGES.map((folder) => join(folder, "@types")),
      paths: { "*": places.map((folder) => join(folder, "*")) },
    },
    files,
  };
}

/** Folders named node_modules from this folder upwards. */
function packageFolders(folder: string): readonly string[] {
  const own = join(folder, "node_modules");
  return dirname(folder) === folder ? [own] : [own, ...packageFolders(dirname(folder))];
}

function run(project: string, signal: AbortSignal): Promise<string> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  return new Promise((done) => {
    const child = spawn(process.execPath, [compiler, "--project", project, "--pretty", "false", "--singleThreaded"], {
      cwd: dirname(project),
      stdio: ["ignore", "pipe", "ignore"],
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
      windowsHide: true,
    });
    if (child.pid !== undefined) lowerPriority(child.pid);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.once("error", () => done(""));
    child.once("close", () => done(output));
  });
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or this system does not let us: it only takes its share then.
  }
}

/** Lines such as `../worker.ts(3,7): error TS2322: Type 'string' is not …`; indented ones go on from the line before. */
function parse(
  output: string,
  folder: string,
  programs: readonly FoundProgram[],
): ReadonlyMap<string, readonly Problem[]> {
  const problems = new Map<string, Problem[]>();
  const folders = [...new Set(programs.map((program) => program.folder))].toSorted(
    (one, other) => other.length - one.length,
  );
  for (const line of output.split(/\r?\n/u)) {
    const found = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/u.exec(line);
    if (found === null) continue;
    const [, file = "", row = "0", column = "0", code = "", words = ""] = found;
    const path = resolve(folder, file);
    const owner = folders.find((each) => isInside(path, each));
    if (owner === undefined) continue;
    const list = problems.get(owner) ?? [];
    problems.set(owner, list);
    list.push({
      kind: "type",
      file: relative(owner, path),
      line: Number(row),
      column: Number(column),
      message: {
        en: `TypeScript finds a mistake here: ${words} The program was run all the same.`,
        "zh-CN": `TypeScript 在这里发现错误：${words} 程序仍然照常运行。`,
      },
      detail: `${code}: ${words}`,
    });
  }
  return problems;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
