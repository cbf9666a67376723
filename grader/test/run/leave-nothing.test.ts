/** A process that ends in the middle of a grading, without a word to the grader. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { testsRealRabbitmq } from "../support/real-rabbitmq.ts";
import { killRegisteredGroups } from "../../src/stage/process-group.ts";

vi.setConfig({ testTimeout: 240_000 });

const PROGRAM = fileURLToPath(new URL("../fixtures/programs/grade-and-exit.mts", import.meta.url));

/** Processes whose environment names such a path; where the system doesn't show environments, none. */
function processesOf(path: string): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/u.test(name) && readFileSync(`/proc/${name}/environ`, "utf8").includes(path);
    } catch {
      return false;
    }
  });
}

const isWindows = process.platform === "win32";
const tested: string[] = [];

afterAll(async () => {
  for (const temporary of tested) {
    // Killed without a word, the grader could end nothing that a submission started.
    for (const name of await readdir(temporary)) killRegisteredGroups(join(temporary, name, "processes"));
    await rm(temporary, { recursive: true });
  }
});

/** Grades in a process of its own until that ends. */
async function gradeAndEnd(
  how: string,
  broker: string,
): Promise<{ readonly temporary: string; readonly end: unknown }> {
  const temporary = await mkdtemp(join(tmpdir(), "leave-"));
  tested.push(temporary);
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", PROGRAM, how, broker], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: "ignore",
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { temporary, end: code ?? signal };
}

/** What was killed needs a moment to be gone; the test's timeout bounds it. */
async function untilNoProcessOf(folder: string): Promise<void> {
  while (processesOf(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe.skipIf(isWindows)("nothing is left behind", () => {
  test.each([
    ["lite", "exit", 130],
    ["lite", "signal", "SIGTERM"],
  ])("on %s: %s", async (broker, how, expected) => {
    const { temporary, end } = await gradeAndEnd(how, broker);
    expect(end).toBe(expected);
    await untilNoProcessOf(`${temporary}/grader-`);
    expect((await readdir(temporary)).filter((name) => name.startsWith("grader-"))).toEqual([]);
  });
});

describe.runIf(testsRealRabbitmq())("nothing is left of a private RabbitMQ (with REAL_RABBITMQ=1)", () => {
  test.each([
    ["local", "exit", 130],
    ["local", "signal", "SIGTERM"],
  ])("on %s: %s", async (broker, how, expected) => {
    const { temporary, end } = await gradeAndEnd(how, broker);
    expect(end).toBe(expected);
    await untilNoProcessOf(`${temporary}/grader-`);
    expect((await readdir(temporary)).filter((name) => name.startsWith("grader-"))).toEqual([]);
  });

  test("not even when the grader is killed", async () => {
    const { temporary, end } = await gradeAndEnd("killed", "local");
    expect(end).toBe("SIGKILL");
    await untilNoProcessOf(`RABBITMQ_FOLDER=${temporary}`);
    const files = await readdir(temporary, { recursive: true });
    expect(files.filter((name) => name.includes("rabbitmq-1"))).toEqual([]);
  });
});
