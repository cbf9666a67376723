/** A copy of a lesson as learners get it, without its hidden tests, judges what is public and says what it leaves out. */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadLesson, type CourseLesson } from "../../src/course/course.ts";
import { grade } from "../../src/run/grade.ts";
import type { Report } from "../../src/score/report.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const LESSON = join(ROOT, "lessons", "01-hello");

let root: string;
let copy: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "learners-copy-"));
  copy = join(root, "lessons", "01-hello");
  await mkdir(copy, { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(root, "node_modules"), "junction");
  await writeFile(join(root, "package.json"), JSON.stringify({ type: "module" }));
  for (const name of ["lesson.ts", "public"]) await cp(join(LESSON, name), join(copy, name), { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function gradeCopy(): Promise<{ readonly report: Report; readonly lesson: CourseLesson["lesson"] }> {
  const { lesson } = await loadLesson({ number: 1, name: "01-hello", folder: copy });
  const [report] = await grade({
    lesson,
    lessonFolder: copy,
    submissions: [{ id: "solution", folder: join(LESSON, "solution") }],
    broker: "lite",
    seed: 1,
    checkTypes: false,
  });
  if (report === undefined) throw new Error("nothing was graded");
  return { report, lesson };
}

test("the solution has all points that can be had there, and the rest is named", async () => {
  const { report, lesson } = await gradeCopy();
  const hidden = lesson.criteria.filter(({ visibility }) => visibility === "hidden");
  expect(hidden.length).toBeGreaterThan(0);
  const skipped = report.checks.filter(({ status }) => status === "skipped");
  expect(skipped.map(({ id }) => id)).toEqual(hidden.map(({ id }) => id));
  for (const { because } of skipped) expect(because?.en).toBe("only your teacher's grader judges this one");
  const left = 100 - hidden.reduce((sum, { points }) => sum + points, 0);
  expect(report).toMatchObject({ status: "pass", score: left, max: left, passMark: Math.ceil(0.8 * left) });
});

test("a public criterion that nothing judges is our error there too", async () => {
  await writeFile(
    join(copy, "public", "tests.ts"),
    `import { pass, type HiddenTestsWords } from "grader";
     export function publicTests({ scenario, criterion }: HiddenTestsWords): void {
       const nothing = scenario({ en: "nothing", "zh-CN": "无" }, async () => undefined);
       criterion("amqp-url", nothing, () => pass());
     }`,
  );
  const { report } = await gradeCopy();
  expect(report.status).toBe("error");
  expect(report.checks.find(({ id }) => id === "send-delivers")?.because?.en).toContain("No hidden test judged");
});
