/** From a folder to programs that can be started: finds, compiles, and says what is wrong with it. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Problem } from "../score/report.ts";
import { compile } from "./compile.ts";
import { discover, type FoundProgram } from "./discover.ts";
import { pythonCommand } from "./python.ts";
import type { PreparedSubmission, RunnableProgram } from "./submission.ts";

export interface SubmissionSource {
  readonly id: string;
  readonly folder: string;
  /** Where a program that is missing is taken from. */
  readonly fallbackFolder?: string;
}

export interface Prepared {
  readonly submission: PreparedSubmission;
  readonly found: readonly FoundProgram[];
}

/** @param workFolder of the run, private; compiled programs are put below it */
export async function prepare(
  source: SubmissionSource,
  names: readonly string[],
  workFolder: string,
  index: number,
): Promise<Prepared> {
  const folder = resolve(source.folder);
  const { programs: found, problems } = await discover(folder, names, source.fallbackFolder);
  const outputFolder = join(workFolder, "programs", String(index));
  await mkdir(outputFolder, { recursive: true });
  const programs: Record<string, RunnableProgram> = {};
  const all: Problem[] = [...problems];
  await Promise.all(
    found.map(async (program) => {
      if (program.ending === ".py") {
        programs[program.name] = pythonProgram(program);
        return;
      }
      const compiled = await compile(program, outputFolder);
      all.push(...compiled.problems);
      if (compiled.output !== undefined) programs[program.name] = nodeProgram(program, compiled.output);
    }),
  );
  return { submission: { id: source.id, folder, programs, problems: all }, found };
}

function nodeProgram(program: FoundProgram, output: string): RunnableProgram {
  const preload = process.platform === "win32" ? ["--import", WINDOWS_SIGNALS] : [];
  return {
    file: program.file,
    command: process.execPath,
    arguments: ["--enable-source-maps", ...preload, output],
    folder: program.folder,
  };
}

function pythonProgram(program: FoundProgram): RunnableProgram {
  return {
    file: program.file,
    command: pythonCommand(),
    arguments: ["-u", join(program.folder, program.file)],
    folder: program.folder,
  };
}

/** Windows has no signals: the grader sends a message instead, and this turns it into what Ctrl+C would do. */
const WINDOWS_SIGNALS = `data:text/javascript,${encodeURIComponent(`
process.on("message", (message) => {
  const signal = message?.graderSignal;
  if (signal !== "SIGINT" && signal !== "SIGTERM") return;
  if (!process.emit(signal, signal)) process.exit(1);
});
process.channel?.unref();
`)}`;
