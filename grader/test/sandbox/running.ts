/** Runs small programs in a sandbox for tests, without a lesson or a broker. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgramRecord } from "../../src/evidence/evidence.ts";
import { limitsWith, type SubmissionLimits } from "../../src/sandbox/limits.ts";
import { openSandbox, type SandboxChoice } from "../../src/sandbox/sandbox.ts";
import { LiveStage } from "../../src/stage/live-stage.ts";
import { killRegisteredGroups } from "../../src/stage/process-group.ts";
import { prepare } from "../../src/submission/prepare.ts";

export interface Laboratory {
  readonly stage: LiveStage;
  /** Runs a program to its end. */
  run(name: string, given?: readonly string[]): Promise<ProgramRecord>;
  close(): Promise<void>;
}

const NOBODY_LISTENS = 1;

/**
 * @param sources by file name
 * @param port where its broker is
 */
export async function openLaboratory(
  choice: SandboxChoice,
  sources: Readonly<Record<string, string>>,
  changes: Partial<SubmissionLimits> = {},
  port = NOBODY_LISTENS,
): Promise<Laboratory> {
  const workFolder = await mkdtemp(join(tmpdir(), "laboratory-"));
  const registryFolder = join(workFolder, "processes");
  const folder = join(workFolder, "handed-in");
  await mkdir(folder);
  await Promise.all(Object.entries(sources).map(([file, text]) => writeFile(join(folder, file), text)));
  const limits = limitsWith(changes);
  const { plan, runtime } = await openSandbox({ choice, untrusted: true, limits, workFolder, hidden: [] });
  const names = Object.keys(sources).map((file) => file.slice(0, file.lastIndexOf(".")));
  const { submission } = await prepare(
    { id: "s", folder },
    { names, workFolder, index: 0, limits, untrusted: true, runtime },
  );
  const stage = await LiveStage.open({
    scenario: "test",
    submission,
    address: { host: "127.0.0.1", port, tls: false, user: "u", password: "p", vhost: "v" },
    seed: 1,
    lesson: "99-laboratory",
    workFolder,
    registryFolder,
    delayMaximumMs: 0,
    sandbox: plan,
    limits,
    restart: () => Promise.resolve(),
    signal: new AbortController().signal,
  });
  return {
    stage,
    run: async (name, given = []) => {
      const program = stage.start(name, { arguments: given });
      await program.untilExit({ deadlineMs: 60_000 });
      const record = stage.evidence().programs.at(-1);
      if (record === undefined) throw new Error("it left no record");
      return record;
    },
    close: async () => {
      await stage.close();
      killRegisteredGroups(registryFolder);
      await rm(workFolder, { recursive: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** Undefined where this level works here. */
export async function whyNot(choice: "bwrap" | "docker"): Promise<string | undefined> {
  try {
    await (await openLaboratory(choice, {})).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
