import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { discover } from "../../src/submission/discover.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const NAMES = ["new-task", "worker"];

async function problems(folder: string, fallback?: string): Promise<readonly string[]> {
  const found = await discover(folder, NAMES, fallback);
  return found.problems.map((problem) => `${problem.kind}: ${problem.message.en}`);
}

test("programs are found by their base names, whatever their ending; helpers are none", async () => {
  const { programs, problems: none } = await discover(join(FIXTURES, "found"), NAMES);
  expect(programs.map(({ name, file }) => [name, file])).toEqual([
    ["new-task", "new-task.ts"],
    ["worker", "worker.js"],
  ]);
  expect(none).toEqual([]);
});

describe("what is missing is named, and what was found instead", () => {
  test("an empty folder", async () => {
    expect(await problems(join(FIXTURES, "empty"))).toEqual([
      "missing: There is no program 'new-task' (new-task.ts, .js, .mjs or .py). Found instead: no programs at all.",
      "missing: There is no program 'worker' (worker.ts, .js, .mjs or .py). Found instead: no programs at all.",
    ]);
  });

  test("a name that is nearly right", async () => {
    const [first] = await problems(join(FIXTURES, "misnamed"));
    expect(first).toBe(
      "missing: There is no program 'new-task' (new-task.ts, .js, .mjs or .py). Found instead: new_task.js. Should new_task.js be called new-task.js?",
    );
  });

  test("a program that is there twice", async () => {
    expect(await problems(join(FIXTURES, "doubled"))).toContain(
      "ambiguous: The program 'worker' is there more than once (worker.js, worker.py). Keep one of them.",
    );
  });

  test("a folder that is none", async () => {
    const folder = join(FIXTURES, "nowhere");
    expect(await problems(folder)).toEqual([
      `unreadable: The folder ${folder} can't be read: there is no such folder.`,
    ]);
    const file = join(FIXTURES, "found", "worker.js");
    expect(await problems(file)).toEqual([`unreadable: The folder ${file} can't be read: it is not a folder.`]);
  });

  test.skipIf(process.platform === "win32")("a folder that is a link", async () => {
    const folder = await mkdtemp(join(tmpdir(), "link-"));
    const link = join(folder, "submission");
    await symlink(join(FIXTURES, "found"), link);
    expect(await problems(link)).toEqual([
      `unreadable: The folder ${link} can't be read: it is a link; give the folder itself.`,
    ]);
    await rm(folder, { recursive: true });
  });
});

test("a missing program is taken from the fallback, one that is there is not", async () => {
  const { programs, problems: left } = await discover(
    join(FIXTURES, "misnamed"),
    ["new_task", "worker"],
    join(FIXTURES, "found"),
  );
  expect(programs.map(({ name, folder }) => [name, folder])).toEqual([
    ["new_task", join(FIXTURES, "misnamed")],
    ["worker", join(FIXTURES, "found")],
  ]);
  expect(left).toEqual([]);
  expect(await problems(join(FIXTURES, "doubled"), join(FIXTURES, "found"))).toHaveLength(1);
});
