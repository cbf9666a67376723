/** A process that ends in the middle of a grading, without a word to the grader. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = fileURLToPath(new URL("../fixtures/programs/grade-and-exit.mts", import.meta.url));

/** Processes whose environment names this folder; where the system doesn't show environments, none. */
function processesOf(folder: string): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/u.test(name) && readFileSync(`/proc/${name}/environ`, "utf8").includes(`${folder}/grader-`);
    } catch {
      return false;
    }
  });
}

test.skipIf(process.platform === "win32").each(["exit", "signal"])(
  "%s: no process and no folder is left",
  async (how) => {
    const temporary = await mkdtemp(join(tmpdir(), "leave-"));
    const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", PROGRAM, how], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: "ignore",
    });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect([code, signal]).toEqual(how === "exit" ? [130, null] : [null, "SIGTERM"]);
    // What was killed needs a moment to be gone; the test's timeout bounds it.
    while (processesOf(temporary).length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await readdir(temporary)).filter((name) => name.startsWith("grader-"))).toEqual([]);
    await rm(temporary, { recursive: true });
  },
);
