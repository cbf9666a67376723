/**
 * Grades every cheat that we know, all in one grading, as a teacher grades submissions of others; and a right submission afterwards. What each came to
 * is written into CHEATS.md, which must say the same every time.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, cp, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { renderTerminal } from "../../src/report/terminal.ts";
import { createGrader, type Grader } from "../../src/run/grade.ts";
import { limitsWith } from "../../src/sandbox/limits.ts";
import { NOBODY } from "../../src/sandbox/plan.ts";
import { openSandbox } from "../../src/sandbox/sandbox.ts";
import type { Report } from "../../src/score/report.ts";
import type { Lesson } from "../../src/lesson.ts";
import { CHEATS, type Cheat } from "./cheats.ts";

vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

const ATTACKS = fileURLToPath(new URL("attacks/", import.meta.url));
const LESSON = fileURLToPath(new URL("../../../lessons/01-hello/", import.meta.url));
const PROGRAMS = ["send", "receive"];
const SECRET = "what-nobody-may-see-7c1f";
/** Stands in the command lines of processes that cheats leave behind; another run's are not these. */
const MARKER = `OUTLIVES-ITS-RUN-${randomUUID()}`;
const LIMITS = {
  cpuSeconds: 2,
  memoryMiB: 256,
  processes: 60,
  outputMiB: 4,
  amqpMiB: 4,
  fileMiB: 4,
  diskMiB: 8,
  submissionSeconds: 120,
};
/** What deadlines of a scenario come to at most, with the limits above. */
const LONGEST_MS = 300_000;

/** Runs as nobody, where that can be had, as cheats do: whoever kills what it may kills this. */
let bystander: ChildProcess | undefined;
let temporary = "";
let canary = "";
let unavailable: string | undefined;
let grader: Grader;
let reports: ReadonlyMap<string, Report> = new Map();
let empty: Report | undefined;
let after: Report | undefined;
let tookMs = 0;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "cheats-"));
  unavailable = await whyNoBwrap();
  if (unavailable !== undefined) {
    // Where bubblewrap was installed for this, a skip would hide that it stopped working.
    if (process.env["NEEDS_BWRAP"] !== undefined) throw new Error(unavailable);
    return;
  }
  await chmod(temporary, 0o755);
  canary = join(temporary, "canary");
  await makeCanary();
  bystander = spawn("sleep", ["1000"], { stdio: "ignore", ...(process.getuid?.() === 0 ? { uid: NOBODY } : {}) });
  const { lesson } = (await import(join(LESSON, "lesson.ts"))) as { lesson: Lesson };
  const folders = await Promise.all(CHEATS.map(handIn));
  const nothing = await handInFiles(
    "does-nothing",
    Object.fromEntries(PROGRAMS.map((name) => [`${name}.ts`, "export {};\n"])),
  );
  vi.stubEnv("GRADER_SECRET", SECRET);
  grader = createGrader();
  const common = {
    lesson,
    lessonFolder: LESSON,
    broker: "lite",
    seed: 1,
    untrusted: true,
    sandbox: "bwrap",
    limits: LIMITS,
  } as const;
  const startedAt = performance.now();
  const graded = await grader.grade({
    ...common,
    submissions: [
      { id: "does-nothing", folder: nothing },
      ...CHEATS.map(({ name }, index) => ({ id: name, folder: folders[index] ?? "" })),
    ],
    concurrency: 4,
  });
  tookMs = performance.now() - startedAt;
  empty = graded[0];
  reports = new Map(graded.map((report) => [report.submission, report]));
  [after] = await grader.grade({ ...common, submissions: [{ id: "right", folder: join(LESSON, "solution") }] });
});

afterAll(async () => {
  bystander?.kill("SIGKILL");
  await grader?.close();
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true, force: true });
});

async function whyNoBwrap(): Promise<string | undefined> {
  try {
    await openSandbox({ choice: "bwrap", untrusted: true, limits: limitsWith(), workFolder: temporary, hidden: [] });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** World-writable and full of what a cheat would like to have: nothing but the sandbox keeps anybody away from it. */
async function makeCanary(): Promise<void> {
  await mkdir(join(canary, "lessons", "01-hello"), { recursive: true });
  await cp(join(LESSON, "solution"), join(canary, "lessons", "01-hello", "solution"), { recursive: true });
  for (const file of [
    "secret",
    "secret.js",
    "secret.json",
    "lessons/01-hello/secret",
    "lessons/01-hello/solution/secret",
  ])
    await writeFile(join(canary, file), JSON.stringify(SECRET));
  await chmod(canary, 0o777);
}

async function handInFiles(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(temporary, "submissions", name);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text.replaceAll("/canary", canary).replaceAll("OUTLIVES-ITS-RUN", MARKER));
  }
  return folder;
}

async function handIn(cheat: Cheat, index: number): Promise<string> {
  const { attack, files = {} } = cheat;
  const source = attack === undefined ? "" : await readFile(join(ATTACKS, attack), "utf8");
  const programs = attack === undefined ? [] : PROGRAMS.map((name) => [name + extname(attack), source]);
  const folder = await handInFiles(`cheat-${index}`, { ...files, ...Object.fromEntries(programs) });
  const solution = join(canary, "lessons", "01-hello", "solution");
  if (cheat.name === "links-to-a-solution") {
    await symlink(join(solution, "send.ts"), join(folder, "send.ts"));
    await link(join(solution, "receive.ts"), join(folder, "receive.ts"));
    execFileSync("mkfifo", [join(folder, "helper.ts")]);
  }
  if (cheat.name === "is-enormous") {
    await writeFile(join(folder, "send.ts"), "");
    await truncate(join(folder, "send.ts"), 2 ** 30);
  }
  return folder;
}

function reportOf(cheat: Cheat): Report {
  const report = reports.get(cheat.name);
  if (report === undefined) throw new Error(`there is no report of ${cheat.name}`);
  return report;
}

function earned(report: Report | undefined): readonly string[] {
  return (report?.checks ?? []).filter(({ points }) => points > 0).map(({ id }) => id);
}

/** Everything that any program printed, or that was said of it. */
function printed(report: Report): string {
  return JSON.stringify([report.programs.map(({ stdout, stderr }) => [stdout, stderr]), report.problems]);
}

function processesNaming(marker: string): readonly string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/u.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(marker);
    } catch {
      return false;
    }
  });
}

const needsBwrap = (skip: (reason: string) => void): void => {
  if (unavailable !== undefined) skip(`bubblewrap can't be used here: ${unavailable}`);
};

describe.each(CHEATS.map((cheat) => [cheat.attempt, cheat] as const))("a submission that %s", (_attempt, cheat) => {
  test("earns nothing, sees nothing, and is stopped by what should stop it", ({ skip }) => {
    needsBwrap(skip);
    const report = reportOf(cheat);
    expect(report.sandbox).toBe("bwrap");
    expect(report.error).toBeUndefined();
    const allowed = [...earned(empty), ...(cheat.earns ?? [])];
    expect(earned(report).filter((id) => !allowed.includes(id))).toEqual([]);
    expect(report.status).toBe("fail");
    expect(printed(report)).not.toContain(SECRET);
    expect(printed(report)).not.toMatch(/TAKEN OVER|GOT IN|POISONED/u);
    const ends = whatEnded(report);
    const wanted = cheat.ends ?? [];
    expect(wanted.length === 0 || wanted.some((end) => ends.includes(end)), `ended by ${ends.join(", ")}`).toBe(true);
    for (const place of cheat.problems ?? []) expect(places(report)).toContain(place);
  });
});

/** Limits and deadlines that ended programs. */
function whatEnded(report: Report): readonly string[] {
  return report.programs.flatMap(({ limit, exit }) => [limit?.name ?? "", exit?.cause ?? ""]);
}

function places(report: Report): readonly string[] {
  return report.problems.map(({ file, line }) => (line > 0 ? `${file}:${line}` : file));
}

describe("all of them together", () => {
  test("touch nothing outside, end nobody else, and leave no process behind", async ({ skip }) => {
    needsBwrap(skip);
    expect(existsSync(join(canary, "stolen"))).toBe(false);
    expect((await readdir(canary)).toSorted()).toEqual(["lessons", "secret", "secret.js", "secret.json"]);
    expect(processesNaming(MARKER)).toEqual([]);
    expect(bystander).toMatchObject({ exitCode: null, signalCode: null });
    expect(readFileSync(`/proc/${bystander?.pid}/stat`, "utf8")).toContain("(sleep) S");
    for (const name of ["tsx-0/index.js", "node_modules/amqplib"]) expect(existsSync(join(tmpdir(), name))).toBe(false);
  });

  test("end within their deadlines", ({ skip }) => {
    needsBwrap(skip);
    expect(tookMs).toBeLessThan(LONGEST_MS);
  });

  test("change nothing for the next submission", ({ skip }) => {
    needsBwrap(skip);
    expect(after).toMatchObject({ status: "pass", score: 100, sandbox: "bwrap", problems: [] });
  });

  test("do nothing to whoever reads the report", ({ skip }) => {
    needsBwrap(skip);
    for (const report of reports.values()) {
      const shown = renderTerminal(report, { language: "en", columns: 80, colour: false }) + renderJson(report);
      // oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test("are told in CHEATS.md", async ({ skip }) => {
    needsBwrap(skip);
    const rows = CHEATS.map((cheat) => [cheat.attempt, cheat.stop, told(cheat)]);
    const table = markdownTable([["what it tries", "what stops it", "what the report says"], ...rows]);
    await expect(`${HEAD}${table}`).toMatchFileSnapshot("../../CHEATS.md");
  });
});

/** What is the same each time: which limit ends a fork bomb first is a race. */
function told(cheat: Cheat): string {
  const { ends = [], problems = [] } = cheat;
  const limits = ends.filter((end) => end !== "deadline");
  const said = [
    ...(ends.includes("deadline") ? ["ended by a deadline"] : []),
    ...(limits.length === 0 ? [] : [`over a limit: ${limits.map((name) => `\`${name}\``).join(" or ")}`]),
    ...(problems.length === 0
      ? []
      : [`refused: ${problems.map((place) => (place === "" ? "the folder" : `\`${place}\``)).join(", ")}`]),
  ];
  return said.length === 0 ? "nothing earned" : said.join("; ");
}

const HEAD = `# Cheats, and what stops them

Written by \`grader/test/cheats/cheats.test.ts\`, which hands each of them in, grades them as a teacher does (\`--untrusted\`, bubblewrap), and fails where
one earns a point that an empty program does not earn, reads or writes anything outside its folder, outlives its run, or changes the verdict of the next
submission. The programs are in \`grader/test/cheats/attacks/\`.

`;

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/** As the formatter has it: columns as wide as their widest cell. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [head = "", ...body] = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return head + line(widths.map((width) => "-".repeat(width))) + body.join("");
}
