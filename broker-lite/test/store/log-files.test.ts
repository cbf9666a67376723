/** What is reported as written has been flushed; who waits for the flush depends on how long the last ones took. */
import * as fs from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FLUSH_WAITED_FOR_MAXIMUM_MS } from "../../src/limits.ts";

const { disk, noted } = vi.hoisted(() => {
  const state = { calls: [] as string[], now: 0, flushMs: 0 };
  return {
    disk: state,
    noted:
      <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
      (...args: A): R => {
        state.calls.push(name);
        if (name.startsWith("fdatasync")) state.now += state.flushMs;
        return call(...args);
      },
  };
});

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return {
    ...original,
    writeSync: noted("writeSync", original.writeSync as (...args: unknown[]) => number),
    fdatasyncSync: noted("fdatasyncSync", original.fdatasyncSync),
    write: Object.assign(noted("write", original.write as (...args: unknown[]) => void), {
      [Symbol.for("nodejs.util.promisify.custom")]: (...args: unknown[]) => {
        disk.calls.push("write");
        const [descriptor, bytes, offset, length, at] = args as [number, Buffer, number, number, number];
        return Promise.resolve({ bytesWritten: original.writeSync(descriptor, bytes, offset, length, at) });
      },
    }),
    fdatasync: noted("fdatasync", original.fdatasync as (...args: unknown[]) => void),
  };
});

const { filesOnDisk } = await import("../../src/store/log-files.ts");

/** So many flushes without a slow one, and the disk counts as quick. */
const QUICK_IN_A_ROW = 20;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-files-"));
  vi.spyOn(performance, "now").mockImplementation(() => disk.now);
  disk.calls.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

test("a quick disk's flush is waited for, a slow one's is left to another thread, and all are flushed", async () => {
  const file = await filesOnDisk(folder).open(1);
  let at = 0;
  const append = async (text: string): Promise<string> => {
    disk.calls.length = 0;
    const written = file.append(Buffer.from(text), at);
    at += text.length;
    const inThisTurn = [...disk.calls];
    await written;
    return `${inThisTurn.join(" ")} then ${disk.calls.slice(inThisTurn.length).join(" ")}`;
  };
  const later = "write then fdatasync";
  const atOnce = "writeSync fdatasyncSync then ";

  expect(await append("unknown, ")).toBe(later);
  disk.flushMs = 0;
  for (let count = 0; count < QUICK_IN_A_ROW; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await append("quick, ");
  }
  expect(await append("quick, ")).toBe(atOnce);
  disk.flushMs = FLUSH_WAITED_FOR_MAXIMUM_MS * 1.5;
  expect(await append("slow once, ")).toBe(atOnce);
  expect(await append("slow, ")).toBe(later);
  file.close();
  expect(fs.readFileSync(join(folder, "0000000001.log"), "utf8")).toBe(
    `unknown, ${"quick, ".repeat(QUICK_IN_A_ROW + 1)}slow once, slow, `,
  );
});
