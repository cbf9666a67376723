import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { isIdle } from "../../src/stage/idle.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Says a word when it is where it is to be seen. */
async function started(code: string): Promise<number | undefined> {
  const child = spawn(process.execPath, ["-e", `process.stdout.write("x");${code}`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child.pid;
}

/** Looks until it sees what it wants to, or far too long: a process needs a moment to come to rest, or to begin. */
async function untilIdle(pid: number | undefined, wanted: boolean): Promise<boolean> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (isIdle(pid) === wanted) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

describe.skipIf(process.platform !== "linux")("where the system tells (Linux)", { timeout: 240_000 }, () => {
  test("a process that waits is idle", async () => {
    expect(await untilIdle(await started("process.stdin.resume()"), true)).toBe(true);
  });

  test("one that computes is not, and neither is one whose child does", async () => {
    const busy = await started("for (;;);");
    expect(await untilIdle(busy, false)).toBe(true);
    expect([isIdle(busy), isIdle(busy), isIdle(busy)]).toEqual([false, false, false]);
    const parent = await started(
      'require("child_process").spawn(process.execPath, ["-e", "process.stdin.on(\'end\', () => process.exit()).resume(); (function spin() { const end = Date.now() + 20; while (Date.now() < end); setImmediate(spin); })()"], { stdio: ["pipe", "ignore", "ignore"] })',
    );
    expect(await untilIdle(parent, false)).toBe(true);
  });
});

test("nothing is known of a process that is not there, so nobody waits for it", () => {
  expect(isIdle(undefined)).toBe(true);
  expect(isIdle(2 ** 22 + 1)).toBe(true);
});
