import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csvText, parseCsv } from "../../src/csv.ts";
import { findSubmissions, type FoundSubmission } from "../../src/classroom/submissions/learners.ts";
import { matchRoster, readRoster, RosterError } from "../../src/classroom/submissions/roster.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "learners-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function found(names: readonly string[]): Promise<readonly FoundSubmission[]> {
  for (const name of names) {
    if (name.endsWith("/")) await mkdir(join(folder, name));
    else await writeFile(join(folder, name), "");
  }
  return await findSubmissions(folder);
}

function short(submissions: readonly FoundSubmission[]): readonly string[] {
  return submissions.map(
    ({ learner, items }) => `${learner.id} | ${learner.name} | ${items.map(({ name }) => name).join(" ")}`,
  );
}

describe("names in the folder of a class", () => {
  test("a folder or an archive for each learner; other files are nobody's", async () => {
    expect(
      short(await found(["bob/", "alice.zip", "carol.tar.gz", "roster.csv", ".DS_Store", "__MACOSX/", "notes.txt"])),
    ).toEqual(["alice | alice | alice.zip", "bob | bob | bob", "carol | carol | carol.tar.gz"]);
  });

  test("what Moodle hands out: folders, or files side by side", async () => {
    const names = [
      "Ada Lovelace_1234_assignsubmission_file_/",
      "王小明_1235_assignsubmission_file/",
      "Grace Hopper_1236_assignsubmission_file_send.ts",
      "Grace Hopper_1236_assignsubmission_file_receive.ts",
      "Ada Lovelace_1234_assignsubmission_onlinetext_/",
    ];
    expect(short(await found(names))).toEqual([
      "1234 | Ada Lovelace | Ada Lovelace_1234_assignsubmission_file_",
      "1235 | 王小明 | 王小明_1235_assignsubmission_file",
      "1236 | Grace Hopper | receive.ts send.ts",
    ]);
  });

  test("what Canvas hands out: archives and files, late ones and such as were handed in again", async () => {
    const names = [
      "lovelaceada_77_901_work.zip",
      "hoppergrace_LATE_78_902_send.ts",
      "hoppergrace_78_903_new-task-2.ts",
    ];
    expect(short(await found(names))).toEqual([
      "77 | lovelaceada | work.zip",
      "78 | hoppergrace | new-task.ts send.ts",
    ]);
  });

  test("numbers are sorted by their value, and two entries with one id stay two", async () => {
    expect(short(await found(["10/", "9/", "9.zip"]))).toEqual(["9 | 9 | 9", "9 | 9 | 9.zip", "10 | 10 | 10"]);
  });
});

describe("a roster", () => {
  test("gives names and addresses by id, address, login or name, and says who is missing and who is strange", async () => {
    const submissions = await found(["7/", "grace@example.org/", "lovelaceada_77_901_work.zip", "ghost/"]);
    const roster = readRoster(
      "id,name,email\n7,Wang Xiaoming,wang@example.org\nu2,Grace Hopper,grace@example.org\nu3,Ada Lovelace,\nu4,Alan Turing,alan@example.org\n",
    );
    const { submissions: matched, absent, strangers } = matchRoster(submissions, roster);
    expect(matched.map(({ learner }) => `${learner.id} ${learner.name}`).toSorted()).toEqual([
      "7 Wang Xiaoming",
      "ghost ghost",
      "u2 Grace Hopper",
      "u3 Ada Lovelace",
    ]);
    expect(absent.map(({ id }) => id)).toEqual(["u4"]);
    expect(strangers).toEqual(["ghost"]);
  });

  test("may be what Canvas or Moodle exports", () => {
    const canvas = readRoster(
      'Student,ID,SIS User ID,SIS Login ID,Section,Essay\n"    Points Possible",,,,,10\n"Lovelace, Ada",77,s1,ada,A,\n',
    );
    expect(canvas).toEqual([{ id: "77", name: "Lovelace, Ada", sisId: "s1", login: "ada", section: "A" }]);
    const moodle = readRoster("Identifier;Full name;Email address\nParticipant 1234;Ada Lovelace;ada@example.org\n");
    expect(moodle).toEqual([{ id: "1234", name: "Ada Lovelace", email: "ada@example.org" }]);
  });

  test("a name that two have is nobody's", async () => {
    const roster = readRoster("id,name\n1,Li Wei\n2,Li Wei\n");
    const { strangers } = matchRoster(await found(["Li Wei/"]), roster);
    expect(strangers).toEqual(["Li Wei"]);
  });

  test("with an id twice, or without ids, is refused in words", () => {
    expect(() => readRoster("id,name\n1,A\n2,B\n1,C\n")).toThrow(RosterError);
    expect(() => readRoster("id,name\n1,A\n2,B\n1,C\n")).toThrow("the id 1 twice, in its rows 2 and 4");
    expect(() => readRoster("A,B\n1,2\n")).toThrow("a line of headings with a column `id`");
  });
});

describe("tables", () => {
  test("no cell is a formula, whatever a learner is called", () => {
    for (const name of ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "|x", "%0A"]) {
      const [cell = ""] = parseCsv(csvText([[name]]))[0] ?? [];
      expect(cell).toMatch(/^'/u);
    }
    expect(csvText([["-1.5", -2, "a-b"]])).toBe("-1.5,-2,a-b\r\n");
  });

  test("what is written is read again", () => {
    const row = ['say "hi"', "a,b", "two\nlines", "中文", "x;y"];
    expect(parseCsv(csvText([["a", "b", "c", "d", "e"], row]))[1]).toEqual(row);
  });
});
