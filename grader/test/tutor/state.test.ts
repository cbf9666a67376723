import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openState } from "../../src/tutor/state.ts";
import { report } from "../report/sample-report.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "course-state-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe("what the course remembers", () => {
  it("is there the next time, lesson by lesson", async () => {
    await openState(root).write("02-work-queues", {
      report: report(),
      hintLevels: { "ack-after-work": 2 },
      digest: "d",
    });
    const kept = await openState(root).read("02-work-queues");
    expect(kept).toEqual({
      report: JSON.parse(JSON.stringify(report())),
      hintLevels: { "ack-after-work": 2 },
      digest: "d",
    });
    expect(await openState(root).read("03-pubsub")).toEqual({ hintLevels: {} });
  });

  it.each([
    ["nothing", ""],
    ["half of it", '{"format":1,"report":{"schemaVer'],
    ["something else", "[1,2,3]"],
    ["null", "null"],
    ["another format", '{"format":99,"hintLevels":{"a":1}}'],
    ["a report without its parts", '{"format":1,"report":{"schemaVersion":1},"hintLevels":{}}'],
    [
      "a report of another version",
      JSON.stringify({ format: 1, report: { ...report(), schemaVersion: 2 }, hintLevels: {} }),
    ],
    ["checks that are none", JSON.stringify({ format: 1, report: { ...report(), checks: [null] }, hintLevels: {} })],
  ])("counts as not there where its file holds %s", async (_what, text) => {
    await mkdir(join(root, ".course", "lessons"), { recursive: true });
    await writeFile(join(root, ".course", "lessons", "02-work-queues.json"), text);
    expect(await openState(root).read("02-work-queues")).toEqual({ hintLevels: {} });
  });

  it("drops hint levels that can't be, and keeps the others", async () => {
    await mkdir(join(root, ".course", "lessons"), { recursive: true });
    await writeFile(
      join(root, ".course", "lessons", "x.json"),
      '{"format":1,"hintLevels":{"a":2,"b":7,"c":"1","d":null}}',
    );
    expect(await openState(root).read("x")).toEqual({ hintLevels: { a: 2 } });
  });

  it("is replaced whole, and leaves no draft behind", async () => {
    const state = openState(root);
    await Promise.all([state.write("a", { hintLevels: { x: 1 } }), state.write("b", { hintLevels: { y: 2 } })]);
    expect((await readdir(join(root, ".course", "lessons"))).toSorted()).toEqual(["a.json", "b.json"]);
  });

  it("says why it could not be written, and goes on", async () => {
    await writeFile(join(root, ".course"), "a file where a folder should be");
    expect(await openState(root).write("a", { hintLevels: {} })).toMatch(/^E/);
    expect(await openState(root).read("a")).toEqual({ hintLevels: {} });
    expect(await readFile(join(root, ".course"), "utf8")).toBe("a file where a folder should be");
  });
});
