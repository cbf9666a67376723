import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { begin, beginAfresh, FolderError, hasBegun } from "../../src/tutor/submission-folder.ts";

let lesson: string;
beforeEach(async () => {
  lesson = await mkdtemp(join(tmpdir(), "lesson-"));
  await mkdir(join(lesson, "starter", "helpers"), { recursive: true });
  await writeFile(join(lesson, "starter", "worker.ts"), "starter");
  await writeFile(join(lesson, "starter", "helpers", "pause.ts"), "pause");
});
afterEach(async () => {
  await rm(lesson, { recursive: true, force: true });
});

async function refusal(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FolderError);
  return error instanceof FolderError ? error.text.en : "";
}

describe("beginning a lesson", () => {
  it("copies the starter with all that is in it, once", async () => {
    expect(await hasBegun(lesson, "submission")).toBe(false);
    await begin(lesson, "submission");
    expect(await hasBegun(lesson, "submission")).toBe(true);
    expect(await readFile(join(lesson, "submission", "helpers", "pause.ts"), "utf8")).toBe("pause");
    expect((await readdir(lesson)).toSorted()).toEqual(["starter", "submission"]);
  });

  it("never overwrites what is there", async () => {
    await mkdir(join(lesson, "submission"));
    await writeFile(join(lesson, "submission", "worker.ts"), "mine");
    expect(await refusal(begin(lesson, "submission"))).toContain("could not be copied");
    expect(await readFile(join(lesson, "submission", "worker.ts"), "utf8")).toBe("mine");
    expect((await readdir(lesson)).toSorted()).toEqual(["starter", "submission"]);
  });

  it("says what is in the way of the folder", async () => {
    await writeFile(join(lesson, "submission"), "a file");
    expect(await refusal(hasBegun(lesson, "lessons/02/submission"))).toContain("lessons/02/submission is a file");
  });

  it("does not follow a link", async () => {
    await mkdir(join(lesson, "elsewhere"));
    await symlink(join(lesson, "elsewhere"), join(lesson, "submission"), "junction");
    expect(await refusal(hasBegun(lesson, "submission"))).toContain("is a link");
    expect(await readdir(join(lesson, "elsewhere"))).toEqual([]);
  });
});

describe("beginning afresh", () => {
  const now = new Date(2026, 10, 21, 9, 30, 5);

  it("keeps what was there under a dated name", async () => {
    await begin(lesson, "submission");
    await writeFile(join(lesson, "submission", "worker.ts"), "mine");
    await writeFile(join(lesson, "submission", "notes.txt"), "notes");
    const kept = await beginAfresh(lesson, "submission", now);
    expect(kept).toBe("submission.2026-11-21-093005");
    expect(await readFile(join(lesson, kept, "worker.ts"), "utf8")).toBe("mine");
    expect(await readFile(join(lesson, kept, "notes.txt"), "utf8")).toBe("notes");
    expect(await readFile(join(lesson, "submission", "worker.ts"), "utf8")).toBe("starter");
  });

  it("keeps two copies of the same second apart", async () => {
    await begin(lesson, "submission");
    await beginAfresh(lesson, "submission", now);
    expect(await beginAfresh(lesson, "submission", now)).toBe("submission.2026-11-21-093005-2");
    expect((await readdir(lesson)).toSorted()).toEqual([
      "starter",
      "submission",
      "submission.2026-11-21-093005",
      "submission.2026-11-21-093005-2",
    ]);
  });
});
