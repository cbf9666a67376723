/** From a folder to programs that can be started: copies the sources, finds the programs, compiles them, and says what is wrong. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { limitsWith, type SubmissionLimits } from "../sandbox/limits.ts";
import type { Problem } from "../score/report.ts";
import { compile } from "./compile.ts";
import { discover, whyUnreadable, type FoundProgram } from "./discover.ts";
import { gather } from "./gather.ts";
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
  /** In the copy of the sources. */
  readonly found: readonly FoundProgram[];
  /** Folders from which the learner's own packages are looked for. */
  readonly packages: readonly string[];
}

export interface PrepareOptions {
  /** Base names of the lesson's programs. */
  readonly names: readonly string[];
  /** Of the run, private. */
  readonly workFolder: string;
  readonly index: number;
  /** The usual ones unless said. */
  readonly limits?: SubmissionLimits;
  /** Somebody else's: nothing but the course's packages is used, and files with other names elsewhere are refused. */
  readonly untrusted?: boolean;
  /** How programs are started where they run; on this machine unless said. */
  readonly runtime?: Runtime;
}

/** What a program is started with, and where it sees its submission. */
export interface Runtime {
  readonly node: string;
  readonly python: string;
  /** Path at which programs see the submission's folder; its own unless said. */
  readonly folder?: string;
}

const SOURCES = "sources";
const FALLBACK = "fallback";
const PROGRAMS = "programs";

export async function prepare(source: SubmissionSource, options: PrepareOptions): Promise<Prepared> {
  const { names, workFolder, index, limits = limitsWith(), untrusted = false } = options;
  const runtime = options.runtime ?? { node: process.execPath, python: pythonCommand() };
  const original = resolve(source.folder);
  const folder = join(workFolder, "submissions", String(index));
  await mkdir(join(folder, PROGRAMS), { recursive: true });
  const sources = join(folder, SOURCES);
  const shownFolders: [string, string][] = [];
  const seenAs = (path: string): string => (runtime.folder ?? folder) + path.slice(folder.length);
  const { id } = source;

  const unreadable = await whyUnreadable(original);
  if (unreadable !== undefined)
    return {
      submission: { id, folder, programs: {}, problems: [unreadable], shownFolders },
      found: [],
      packages: [],
    };
  const refused = await gather(original, sources, { limits, untrusted, names });
  shownFolders.push([seenAs(sources), original]);
  let fallback: string | undefined;
  if (source.fallbackFolder !== undefined) {
    fallback = join(folder, FALLBACK);
    await gather(resolve(source.fallbackFolder), fallback, { limits, untrusted: false, names });
    shownFolders.push([seenAs(fallback), resolve(source.fallbackFolder)]);
  }

  const { programs: found, problems } = await discover(sources, names, fallback);
  // A program that was refused is not missing as well.
  const all: Problem[] = [
    ...refused,
    ...problems.filter(({ kind, program }) => kind !== "missing" || !refused.some((each) => each.program === program)),
  ];
  const packages = untrusted ? [] : [original];
  const programs: Record<string, RunnableProgram> = {};
  await Promise.all(
    found.map(async (program) => {
      const place = { file: program.file, folder: seenAs(program.folder) };
      if (program.ending === ".py") {
        const script = seenAs(join(program.folder, program.file));
        programs[program.name] = { ...place, command: runtime.python, arguments: ["-u", script] };
        return;
      }
      const compiled = await compile(program, join(folder, PROGRAMS), packages);
      all.push(...compiled.problems);
      if (compiled.output === undefined) return;
      const preload = process.platform === "win32" ? ["--import", WINDOWS_SIGNALS] : [];
      programs[program.name] = {
        ...place,
        digest: createHash("sha256")
          .update(await readFile(compiled.output))
          .digest("hex"),
        command: runtime.node,
        arguments: ["--enable-source-maps", ...preload, seenAs(compiled.output)],
      };
    }),
  );
  return { submission: { id, folder, programs, problems: all, shownFolders }, found, packages };
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
