/**
 * The templates for classrooms, run as far as they run without their hosts: the same environment, folders, exit codes and files.
 * What is installed from the network is .ci/student-pack's to try.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NO_SANDBOX = { SANDBOX: "--sandbox none" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "classroom-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A shell as a host starts one: nothing in its environment but what the host says. */
function bash(
  script: readonly string[],
  environment: Readonly<Record<string, string>>,
  directory = folder,
): Promise<Ended> {
  const child = spawn("bash", [...script], {
    cwd: directory,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, LANG: "C.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** A learner's repository with these programs in its lessons. */
async function learner(lessons: Readonly<Record<string, "solution" | "starter">>): Promise<string> {
  const repository = join(folder, "learner");
  for (const [lesson, programs] of Object.entries(lessons))
    await cp(join(root, "lessons", lesson, programs), join(repository, "lessons", lesson, "submission"), {
      recursive: true,
    });
  await mkdir(repository, { recursive: true });
  // What learners may put into their repository to be taken for the course.
  await writeFile(join(repository, "package.json"), JSON.stringify({ name: "mine", scripts: { grade: "true" } }));
  for (const lesson of Object.keys(lessons)) {
    await writeFile(join(repository, "lessons", lesson, "lesson.ts"), 'throw new Error("a forged lesson");');
    await mkdir(join(repository, "lessons", lesson, "hidden"));
    await writeFile(join(repository, "lessons", lesson, "hidden", "forged.test.ts"), 'throw new Error("forged");');
  }
  return repository;
}

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

async function workflow(): Promise<{
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: {
    readonly grade: {
      readonly permissions?: unknown;
      readonly "timeout-minutes": number;
      readonly steps: readonly Step[];
    };
  };
}> {
  return parse(await readFile(join(root, "classroom", "github", "grade.yml"), "utf8"));
}

describe("GitHub Actions", () => {
  it("may read and nothing else, starts at a push of the learner's own, and leaves no token behind", async () => {
    const { on, permissions, jobs } = await workflow();
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.grade.permissions).toBeUndefined();
    expect(Object.keys(on)).toEqual(["push", "workflow_dispatch"]);
    const checkouts = jobs.grade.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual([false, false]);
    const course = checkouts.find((step) => step.with?.["path"] === "course");
    expect(course?.with).toMatchObject({
      repository: "${{ env.COURSE_REPOSITORY }}",
      ref: "${{ env.COURSE_VERSION }}",
    });
    // No expression in a shell line: a branch's name could end it and begin another.
    for (const { run = "" } of jobs.grade.steps) expect(run).not.toContain("${{");
    expect(jobs.grade["timeout-minutes"]).toBeLessThanOrEqual(30);
    const secrets = JSON.stringify(jobs.grade.steps).match(/secrets\.\w+/g);
    expect(secrets).toEqual(["secrets.COURSE_DEPLOY_KEY"]);
  });

  it(
    "grades with the course's own copy, writes a summary and JUnit, and tells by its exit code",
    { timeout: 240_000 },
    async () => {
      const { jobs } = await workflow();
      const grade = jobs.grade.steps.find(({ id }) => id === "grade");
      await learner({ "01-hello": "solution", "02-work-queues": "starter" });
      await symlink(root, join(folder, "course"));
      const host = {
        GITHUB_ACTIONS: "true",
        CI: "true",
        GITHUB_WORKSPACE: folder,
        GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
        ...NO_SANDBOX,
      };
      const both = await bash(["-e", "-c", grade?.run ?? ""], host);
      expect(both).toMatchObject({ code: 1 });
      const summary = await readFile(host.GITHUB_STEP_SUMMARY, "utf8");
      expect(summary).toContain("100");
      expect(summary).toContain("Lesson 2");
      expect((await readdir(join(folder, "reports"))).toSorted()).toEqual(
        [1, 2].flatMap((number) => ["html", "json", "md", "xml"].map((ending) => `lesson-${number}.${ending}`)),
      );
      expect(await readFile(join(folder, "reports", "lesson-2.xml"), "utf8")).toContain("<testsuite");
      expect(await bash(["-e", "-c", grade?.run ?? ""], { ...host, LESSONS: "1" })).toMatchObject({ code: 0 });
    },
  );

  it("says so where a lesson that is due was not begun, and where nothing was", async () => {
    const { jobs } = await workflow();
    const run = jobs.grade.steps.find(({ id }) => id === "grade")?.run ?? "";
    await learner({});
    await symlink(root, join(folder, "course"));
    const due = await bash(["-e", "-c", run], { ...NO_SANDBOX, LESSONS: "3" });
    expect(due).toMatchObject({ code: 1, output: expect.stringContaining("Lesson 3 is due and not begun") });
    const nothing = await bash(["-e", "-c", run], NO_SANDBOX);
    expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining("Nothing was graded") });
  });
});

describe("GitLab", () => {
  it(
    "grades in the project's folder from a clone of the course, and keeps the token from the programs",
    { timeout: 240_000 },
    async () => {
      const { grade } = parse(await readFile(join(root, "classroom", "gitlab", "gitlab-ci.yml"), "utf8"));
      expect(grade.artifacts).toMatchObject({ when: "always", reports: { junit: "reports/*.xml" } });
      expect(grade.script).toHaveLength(1);
      expect(grade.script[0]).toContain("-u COURSE_TOKEN");
      const project = await learner({ "03-pubsub": "solution" });
      await symlink(root, join(folder, "course"));
      const ended = await bash(
        ["-e", "-c", grade.script.join("\n")],
        {
          CI: "true",
          GITLAB_CI: "true",
          CI_PROJECT_DIR: project,
          COURSE_FOLDER: folder,
          COURSE_TOKEN: "user:secret",
          ...NO_SANDBOX,
        },
        project,
      );
      expect(ended).toMatchObject({ code: 0, output: expect.not.stringContaining("secret") });
      expect(await readFile(join(project, "reports", "lesson-3.xml"), "utf8")).toContain("<testcase");
    },
  );

  it("clones exactly one version, with a token or without, and forgets where from", async () => {
    const { grade } = parse(await readFile(join(root, "classroom", "gitlab", "gitlab-ci.yml"), "utf8"));
    const clone = grade.before_script.find((line: string) => line.startsWith("git clone"));
    const shown = clone.replace("git clone", "echo");
    const host = {
      COURSE_REPOSITORY: "https://gitlab.example.org/a/b.git",
      COURSE_VERSION: "v1.2.3",
      COURSE_FOLDER: "/x",
    };
    expect((await bash(["-c", shown], host)).output.trim()).toBe(
      "--quiet --depth 1 --branch v1.2.3 https://gitlab.example.org/a/b.git /x/course",
    );
    expect((await bash(["-c", shown], { ...host, COURSE_TOKEN: "user:token" })).output.trim()).toContain(
      "https://user:token@gitlab.example.org/a/b.git",
    );
    expect(grade.before_script.join("\n")).toContain("remote remove origin");
  });
});

async function autograder(lesson: number): Promise<void> {
  await mkdir(join(folder, "source"));
  await mkdir(join(folder, "submission"));
  await symlink(root, join(folder, "source", "course"));
  await writeFile(join(folder, "source", "lesson"), `${lesson}\n`);
  await cp(join(root, "classroom", "gradescope", "run_autograder"), join(folder, "run_autograder"));
}

async function results(): Promise<{ readonly score?: number; readonly tests: readonly { readonly name: string }[] }> {
  return JSON.parse(await readFile(join(folder, "results", "results.json"), "utf8"));
}

describe("Gradescope", () => {
  it("takes the programs by themselves", { timeout: 240_000 }, async () => {
    await autograder(1);
    await cp(join(root, "lessons", "01-hello", "solution"), join(folder, "submission"), { recursive: true });
    expect(await bash([join(folder, "run_autograder")], { AUTOGRADER_ROOT: folder, ...NO_SANDBOX })).toMatchObject({
      code: 0,
    });
    expect(await results()).toMatchObject({
      score: 100,
      tests: expect.arrayContaining([expect.objectContaining({ score: 20, max_score: 20 })]),
    });
  });

  it("takes a whole repository, and below the pass mark is a result as well", { timeout: 240_000 }, async () => {
    await autograder(1);
    await cp(
      join(root, "lessons", "01-hello", "starter"),
      join(folder, "submission", "repo", "lessons", "01-hello", "submission"),
      { recursive: true },
    );
    expect(await bash([join(folder, "run_autograder")], { AUTOGRADER_ROOT: folder, ...NO_SANDBOX })).toMatchObject({
      code: 0,
    });
    expect((await results()).score).toBeLessThan(80);
  });

  it("leaves no results of somebody else where it could not judge", { timeout: 240_000 }, async () => {
    await autograder(9);
    await mkdir(join(folder, "results"));
    await writeFile(join(folder, "results", "results.json"), '{"score":100}');
    const ended = await bash([join(folder, "run_autograder")], { AUTOGRADER_ROOT: folder, ...NO_SANDBOX });
    expect(ended).toMatchObject({ code: 1, output: expect.stringContaining("not the learner's fault") });
    await expect(results()).rejects.toThrow("ENOENT");
  });
});

describe("Classroom 50", () => {
  const host = {
    CLASSROOM: "queues-2026",
    ASSIGNMENT: "lesson-4",
    ASSIGNMENT_TYPE: "individual",
    SUBMISSION_TAG: "submission-1",
    USERNAME: "li-na",
    OWNER: "school",
    COMMIT_URL: "https://github.com/school/li-na/commit/0",
    RELEASE_URL: "https://github.com/school/li-na/releases/1",
    REVIEW_URL: "https://github.com/school/li-na/pull/1",
  };
  const runner = join(root, "classroom", "classroom50", "run.sh");

  it(
    "finds the lesson in the assignment's name and writes result.json; a low score is graded, too",
    { timeout: 240_000 },
    async () => {
      const repository = await learner({ "04-routing": "starter" });
      const result = join(folder, "result.json");
      expect(await bash([runner, repository, result], { ...host, ...NO_SANDBOX }, repository)).toMatchObject({
        code: 0,
      });
      const written = JSON.parse(await readFile(result, "utf8"));
      expect(written).toMatchObject({
        schema: "classroom50/result/v1",
        classroom: "queues-2026",
        assignment: "lesson-4",
        "max-score": 100,
      });
      expect(written.score).toBeLessThan(80);
    },
  );

  it("does not call graded what was not", async () => {
    const repository = await learner({});
    const { ASSIGNMENT: _assignment, ...unnamed } = host;
    expect(await bash([runner, repository], unnamed)).toMatchObject({
      code: 2,
      output: expect.stringContaining("which lesson?"),
    });
    expect(
      (await bash([runner, repository, join(folder, "r.json")], { ...host, ASSIGNMENT: "lesson-9", ...NO_SANDBOX }))
        .code,
    ).toBe(2);
  });
});
