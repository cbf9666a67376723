/** The command as it is typed, on lesson 1 of this course. How strangers' programs are kept in is tested elsewhere; here they are our own. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseCsv } from "../../src/csv.ts";
import { tar, zip } from "./archives.ts";

vi.setConfig({ testTimeout: 240_000 });

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const MAIN = join(REPOSITORY, "grader", "src", "cli", "main.ts");

let folder: string;
let submissions: string;
let out: string;
/** Where the command puts what is private to it. */
let temporary: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cl-"));
  [submissions, out, temporary] = [join(folder, "in"), join(folder, "out"), join(folder, "t")];
  await mkdir(submissions);
  await mkdir(temporary);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...typed: string[]): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended> } {
  const { CI: _ci, BROKER: _broker, INIT_CWD: _directory, FORCE_COLOR: _colour, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", import.meta.resolve("tsx"), MAIN, "class", submissions, "--out", out, ...typed],
    {
      cwd: REPOSITORY,
      env: { ...environment, LC_ALL: "en_US.UTF-8", TMPDIR: temporary, TEMP: temporary },
    },
  );
  child.stdin.end();
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (data: string) => (stdout += data));
  child.stderr.setEncoding("utf8").on("data", (data: string) => (stderr += data));
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { child, ended };
}

async function gradeClass(...typed: string[]): Promise<Ended> {
  return await start("--lesson", "1", "--sandbox", "none", "--seed", "5", ...typed).ended;
}

async function programs(kind: "solution" | "starter", remark: string): Promise<{ name: string; content: string }[]> {
  const from = join(REPOSITORY, "lessons", "01-hello", kind);
  const names = (await readdir(from)).filter((name) => name.endsWith(".ts"));
  return await Promise.all(
    names.map(async (name) => ({ name, content: `${await readFile(join(from, name), "utf8")}// ${remark}\n` })),
  );
}

async function handIn(name: string, files: readonly { name: string; content: string }[]): Promise<void> {
  await mkdir(join(submissions, name));
  for (const file of files) await writeFile(join(submissions, name, file.name), file.content);
}

async function table(name: string): Promise<readonly (readonly string[])[]> {
  return parseCsv(await readFile(join(out, name), "utf8"));
}

/** The loader of TypeScript keeps what it has translated there. */
async function leftovers(): Promise<readonly string[]> {
  return (await readdir(temporary)).filter((name) => !name.startsWith("tsx-"));
}

async function results(): Promise<ReadonlyMap<string, number>> {
  const place = join(out, "state", "results");
  const names = (await readdir(place)).filter((name) => name.endsWith(".result"));
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(place, name))).mtimeMs] as const)),
  );
}

describe("a class", () => {
  test("costs each bad submission itself only, says why, and grades the others", async () => {
    await handIn("=1+1", await programs("solution", "formula"));
    await writeFile(join(submissions, "王小明.tar.gz"), gzipSync(await tar(await programs("starter", "wang"))));
    await writeFile(join(submissions, "<img src=x onerror=alert(1)>.zip"), zip(await programs("solution", "img")));
    await mkdir(join(submissions, "empty"));
    await writeFile(join(submissions, "evil.zip"), zip([{ name: "../send.ts", content: "x" }]));
    await writeFile(join(submissions, "nested.zip"), zip([{ name: "inner.zip", content: "x" }]));
    await handIn("twin", await programs("solution", "one"));
    await writeFile(join(submissions, "twin.zip"), zip(await programs("solution", "two")));
    const roster = join(folder, "roster.csv");
    await writeFile(
      roster,
      "id,name,email\nempty,+Ada,ada@example.org\n王小明,王小明,wang@example.org\nabsent,Nobody,n@example.org\n",
    );
    const { code, stderr, stdout } = await gradeClass("--roster", roster);
    expect(code).toBe(2);
    expect(stderr).toContain("evil [evil.zip]: The archive holds the name '../send.ts'");
    expect(stderr).toContain("nested [nested.zip]: There is an archive inside the archive");
    expect(stderr).toContain("empty (+Ada) [empty]: It is empty");
    expect(stderr).toContain("More than one submission has the id twin: twin, twin.zip");
    expect(stdout).toContain("3 graded, 2 of them passed; 5 not judged (see above); 1 handed in nothing.");
    const [, ...rows] = await table("gradebook.csv");
    const short = rows.map(([id, name, email, lesson, status, score]) =>
      [id, name, email, lesson, status, score].join("|"),
    );
    expect(short.map((line) => line.replace(/fail\|\d+$/u, "fail|some")).toSorted()).toEqual(
      [
        "'=1+1|'=1+1||01-hello|pass|100",
        "<img src=x onerror=alert(1)>|<img src=x onerror=alert(1)>||01-hello|pass|100",
        "absent|Nobody|n@example.org|01-hello|missing|",
        "empty|'+Ada|ada@example.org|01-hello|refused|",
        "evil|evil||01-hello|refused|",
        "nested|nested||01-hello|refused|",
        "twin|twin||01-hello|duplicate|",
        "twin|twin||01-hello|duplicate|",
        "王小明|王小明|wang@example.org|01-hello|fail|some",
      ].toSorted(),
    );
    const page = await readFile(join(out, "index.html"), "utf8");
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//u);
    expect((await table("canvas.csv"))[1]?.slice(0, 6)).toEqual(["Points Possible", "", "", "", "", "100"]);
    expect((await table("moodle.csv"))[0]?.slice(0, 4)).toEqual(["Identifier", "Full name", "Email address", "Grade"]);
    expect(await leftovers()).toEqual([]);
  });

  test("goes on after kill -9 without grading anything twice, and has nothing to do a third time", async () => {
    for (const name of ["a", "b", "c", "d"]) await handIn(name, await programs("solution", name));
    const { child, ended } = start("--lesson", "1", "--sandbox", "none", "--seed", "5", "--jobs", "1");
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.startsWith("graded 2 of 4")) child.kill("SIGKILL");
    });
    expect((await ended).signal).toBe("SIGKILL");
    const before = await results();
    expect(before.size).toBeGreaterThanOrEqual(2);
    const again = await gradeClass();
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain(`Going on: ${before.size} of 4 were graded before.`);
    const after = await results();
    for (const [name, time] of before) expect(after.get(name)).toBe(time);
    expect(
      (await table("gradebook.csv")).slice(1).map(([id, , , , status, score]) => `${id} ${status} ${score}`),
    ).toEqual(["a pass 100", "b pass 100", "c pass 100", "d pass 100"]);
    const third = await gradeClass();
    expect(third.stdout).toContain("Going on: 4 of 4 were graded before.");
    expect(await results()).toEqual(after);
    // What the killed one left was removed by the next.
    expect(await leftovers()).toEqual([]);
  });

  test("interrupted by Ctrl+C says what is kept; another seed in the same folder is refused", async () => {
    for (const name of ["a", "b", "c"]) await handIn(name, await programs("solution", name));
    const { child, ended } = start("--lesson", "1", "--sandbox", "none", "--seed", "5", "--jobs", "1");
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.startsWith("graded 1 of 3")) child.kill("SIGINT");
    });
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Interrupted: \d of 3 are graded and kept\. The same command goes on from there\./u);
    expect(await leftovers()).toEqual([]);
    const other = await gradeClass("--seed", "6");
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("was begun with seed 5, not 6");
  });

  test("that is none, or can't be found, is a clear line", async () => {
    expect(await gradeClass()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no submission in") as string,
    });
    const missing = await start("extra").ended;
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("one word too many") as string });
  });
});
