/** The command line as it is typed, on a course of one real lesson in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Report } from "../../src/score/report.ts";

// Programs are started many times; how fast that is, is the machine's business.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const main = join(repository, "grader", "src", "cli", "main.ts");
const SUBMISSION = "lessons/01-hello/submission";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "course-"));
  await writeFile(join(root, "package.json"), '{"private":true}');
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  const lesson = join(repository, "lessons", "01-hello");
  await mkdir(join(root, "lessons"));
  await cp(lesson, join(root, "lessons", "01-hello"), {
    recursive: true,
    filter: (path) => !/[\\/](submission[^\\/]*|node_modules|\.turbo)$/.test(path),
  });
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

function start(...typed: string[]) {
  const {
    CI: _ci,
    NO_COLOR: _noColor,
    FORCE_COLOR: _forceColor,
    BROKER: _broker,
    INIT_CWD: _directory,
    ...environment
  } = process.env;
  return spawn(process.execPath, ["--conditions=source", "--import", import.meta.resolve("tsx"), main, ...typed], {
    cwd: root,
    env: { ...environment, LC_ALL: "en_US.UTF-8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function type(...typed: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(...typed);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => (stdout += data));
  child.stderr.setEncoding("utf8").on("data", (data: string) => (stderr += data));
  const [code]: (number | null)[] = await once(child, "close");
  return { code: code ?? null, stdout, stderr };
}

describe("a report that can't be written where it should", () => {
  // Node's own way of making folders never comes back from /proc.
  const nowhere = process.platform === "linux" ? "/proc/x/y.csv" : "package.json/y.csv";

  it.each(["package.json/x.csv", nowhere])("is said, and takes no other away: %s", async (file) => {
    await rm(join(root, "reports"), { recursive: true, force: true });
    const typed = ["--format", `csv=${file}`, "--format", "json=reports/all/grade.json"];
    const { code, stderr } = await type("grade", "1", "lessons/01-hello/solution", ...typed);
    expect(stderr).toContain(`${file} could not be written`);
    expect(code).toBe(2);
    const report = JSON.parse(await readFile(join(root, "reports/all/grade.json"), "utf8")) as Report;
    expect(report.score).toBe(100);
  });
});

describe("a learner's way through a lesson, without a terminal", () => {
  it("begins with the starter, and never overwrites it afterwards", async () => {
    const first = await type("lesson", "1");
    expect(first).toMatchObject({ code: 1 });
    expect(first.stdout).toContain(`The starter is now in ${SUBMISSION}`);
    expect(first.stdout).toMatch(/more to pass \(80 needed\)/);
    const send = join(root, SUBMISSION, "send.ts");
    const mine = `${await readFile(send, "utf8")}// mine\n`;
    await writeFile(send, mine);
    const second = await type("lesson", "1");
    expect(second.stdout).not.toContain("The starter is now in");
    expect(await readFile(send, "utf8")).toBe(mine);
  });

  it("goes on with hints that are remembered, and the wire of the last run", async () => {
    expect((await type("lesson", "1", "hint")).stdout).toContain("2 · a pointer");
    expect((await type("lesson", "1", "hint")).stdout).toContain("3 · code");
    const wire = await type("lesson", "1", "wire");
    expect(wire).toMatchObject({ code: 0 });
    expect(wire.stdout).toMatch(/#\d+ +\d+ ms send +→ connection\.open/);
  });

  it("shows the solution only after a pass, or when asked to all the same", async () => {
    const refused = await type("lesson", "1", "diff");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("The solution is offered after a pass");
    const given = await type("lesson", "1", "diff", "--give-up");
    expect(given).toMatchObject({ code: 0 });
    expect(given.stdout).toMatch(/^-\/\/ mine$/m);
  });

  it("passes with the solution, and says so in the list", async () => {
    await cp(join(root, "lessons/01-hello/solution"), join(root, SUBMISSION), { recursive: true, force: true });
    const passed = await type("lesson", "1", "once");
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.stdout).toContain("✓ 100/100");
    expect((await type("lesson")).stdout).toMatch(/✓ 1 Hello +100\/100/);
    expect((await type("lesson", "1", "diff")).stdout).toContain("send.ts: the same");
  });

  it("is begun afresh only on purpose, with a dated copy", async () => {
    expect(await type("lesson", "1", "reset")).toMatchObject({ code: 2, stdout: "" });
    expect(await type("lesson", "1", "reset", "--yes")).toMatchObject({ code: 0 });
    const kept = (await readdir(join(root, "lessons/01-hello"))).filter((name) =>
      /^submission\.\d{4}-\d\d-\d\d-\d{6}$/.test(name),
    );
    expect(kept).toHaveLength(1);
    expect((await type("lesson", "1", "hint")).stderr).toContain("There is no verdict yet");
  });
});

describe("grade", () => {
  it("gives exactly one Report as JSON, the same again with the same seed", async () => {
    const { code, stdout } = await type("grade", "1", "lessons/01-hello/solution", "--format", "json", "--seed", "11");
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({
      schemaVersion: 1,
      seed: 11,
      score: 100,
      status: "pass",
      lesson: { folder: "01-hello" },
    });
  });

  it("speaks the language that it is asked to", async () => {
    const { stdout } = await type("grade", "hello", "lessons/01-hello/solution", "--lang", "zh-CN");
    expect(stdout).toContain("通过（需要 80 分）");
  });

  it("says which program is missing and what was found instead, and ends with 2", async () => {
    await mkdir(join(root, "lacking"), { recursive: true });
    await writeFile(join(root, "lacking", "sender.ts"), "export {};");
    const lacking = await type("grade", "1", "lacking");
    expect(lacking.code).toBe(2);
    expect(lacking.stdout).toContain("'send'");
    expect(lacking.stdout).toContain("sender.ts");
  });

  it("says that a broker can't be reached, and ends with 2", async () => {
    const { code, stdout, stderr } = await type(
      "grade",
      "1",
      "lessons/01-hello/solution",
      "--broker",
      "amqp://guest:guest@127.0.0.1:9",
    );
    expect(code).toBe(2);
    expect(stdout + stderr).toContain("127.0.0.1:9");
  });

  it.each([
    [["grade", "7", "."], 'There is no lesson "7". There are: 1 (01-hello).'],
    [["grade", "1"], "Which lesson, and which folder?"],
    [["grade", "1", "nowhere"], "There is no folder nowhere."],
    [["grade", "1", "package.json"], "package.json is a file"],
    [["lesson", "1", "hunt"], '"hunt" is no word of a lesson'],
    [["grdae"], 'There is no command "grdae"'],
  ])("refuses %j in a clear line, with 2", async (typed, line) => {
    const { code, stdout, stderr } = await type(...typed);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(line);
    expect(stderr).not.toContain("    at ");
  });
});

describe.skipIf(process.platform === "win32")("Ctrl+C", () => {
  it("ends a grading with 130, and leaves nothing behind", async () => {
    const child = start("grade", "1", "lessons/01-hello/starter");
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (data: string) => {
      stderr += data;
      // A scenario is running, and programs with it.
      if (stderr.includes("grading lesson 1: ")) child.kill("SIGINT");
    });
    // Whatever was started shares its stderr: it closes when all are gone.
    const [code] = await once(child, "close");
    expect(code).toBe(130);
    expect(stderr).not.toContain("    at ");
  });
});
