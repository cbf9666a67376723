import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import type * as Net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { lockDirectory } from "../../src/store/directory-lock.ts";

/** Where there can be no sockets; nowhere unless a test says so. */
const fileSystem = vi.hoisted(() => ({ withoutSockets: "\0" }));

vi.mock("node:net", async (importOriginal) => {
  const net = await importOriginal<typeof Net>();
  return {
    ...net,
    createServer: (listener: (socket: Net.Socket) => void) => {
      const server = net.createServer(listener);
      const listen = server.listen.bind(server) as (options: Net.ListenOptions) => Net.Server;
      return Object.assign(server, {
        listen: (options: Net.ListenOptions) => {
          if (options.path?.startsWith(fileSystem.withoutSockets) !== true) return listen(options);
          const refusal = Object.assign(new Error("operation not permitted"), { code: "EPERM" });
          queueMicrotask(() => server.emit("error", refusal));
          return server;
        },
      });
    },
  };
});

const MODULE = fileURLToPath(new URL("../../src/store/directory-lock.ts", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-lock-"));
});

afterEach(() => {
  fileSystem.withoutSockets = "\0";
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
  onTestFinished(() => void holder.kill("SIGKILL"));
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

// There it is a pipe, wherever the directory is.
test.runIf(process.platform !== "win32")(
  "where there can be no sockets in the directory, the lock is outside",
  async () => {
    fileSystem.withoutSockets = realpathSync(folder);
    const lock = await lockDirectory(folder);
    expect(lock).toBeDefined();
    expect(readdirSync(folder)).toEqual([]);
    expect(await lockDirectory(folder)).toBeUndefined();
    await lock?.release();
    const next = await lockDirectory(folder);
    expect(next).toBeDefined();
    await next?.release();
  },
);

// A pipe has no file on Windows.
test.runIf(process.platform !== "win32")("a file of that name that is no lock is left alone", async () => {
  const file = join(folder, "broker-lite.lock.old");
  writeFileSync(file, "mine");
  const lock = await lockDirectory(folder);
  expect(lock).toBeDefined();
  await lock?.release();
  expect(existsSync(file)).toBe(true);
});
