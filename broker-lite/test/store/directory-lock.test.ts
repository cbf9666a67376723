import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory } from "../../src/store/directory-lock.ts";

const MODULE = fileURLToPath(new URL("../../src/store/directory-lock.ts", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one at a time, and nothing is left of it", async () => {
  const lock = await lockDirectory(folder);
  expect(lock).toBeDefined();
  expect(await lockDirectory(folder)).toBeUndefined();
  await lock?.release();
  expect(readdirSync(folder)).toEqual([]);
  const next = await lockDirectory(folder);
  expect(next).toBeDefined();
  await next?.release();
});

test.each([
  ["in the directory", ""],
  ["beside it, where its path is too long for a socket", "long".repeat(30)],
])("another process has it, until it is killed (%s)", async (_where, name) => {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const holder = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--input-type=module",
      "--eval",
      `const { lockDirectory } = await import(${JSON.stringify(MODULE)});
       const lock = await lockDirectory(${JSON.stringify(directory)});
       console.log(lock === undefined ? "refused" : "locked");
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [said] = (await once(holder.stdout, "data")) as [Buffer];
  expect(said.toString().trim()).toBe("locked");
  expect(await lockDirectory(directory)).toBeUndefined();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const lock = await lockDirectory(directory);
  expect(lock).toBeDefined();
  await lock?.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("of many at the same time never two have it", async () => {
  for (let round = 0; round < 10; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    const locks = await Promise.all(Array.from({ length: 6 }, () => lockDirectory(folder)));
    const held = locks.filter((lock) => lock !== undefined);
    expect(held.length).toBeLessThan(2);
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await Promise.all(held.map((lock) => lock.release()));
  }
  expect(readdirSync(folder)).toEqual([]);
});

// A pipe has no file on Windows.
test.runIf(process.platform !== "win32")("a file of that name that is no lock is left alone", async () => {
  const file = join(folder, "broker-lite.lock.old");
  writeFileSync(file, "mine");
  const lock = await lockDirectory(folder);
  expect(lock).toBeDefined();
  await lock?.release();
  expect(existsSync(file)).toBe(true);
});
