/**
 * One lesson proves itself: its solution, its starter and every planted mistake are graded and compared with what is
 * promised of them, and its files with the contract. Shows nothing (see matrix.ts and the command line).
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../score/report.ts";
import type { BrokerChoice } from "../backends/backend.ts";
import { compareCatalogue } from "./catalogue.ts";
import { checkContract } from "./contract.ts";
import type { CourseLesson } from "./course.ts";
import { compareMistake, compareSolution, compareStarter } from "./expectations.ts";
import type { Finding } from "./finding.ts";
import { goldenDifference, goldenFileName, goldenMessage, GOLDEN_LANGUAGES } from "./golden.ts";
import { loadMistakes, type PlacedMistake } from "./mistakes.ts";
import { countProgress } from "./progress.ts";
import type { Text } from "../text.ts";
import { texts } from "./texts.ts";
import { verdictOf } from "./verdict.ts";
import { VerdictStore } from "./verdict-store.ts";

/** Golden messages hold values that were chosen by it. */
export const SELFTEST_SEED = 1;

export interface SelftestOptions {
  readonly root: string;
  readonly broker: BrokerChoice;
  /** Another seed than the golden messages were written with: they are not compared then. */
  readonly seed?: number;
  /** Writes the golden messages instead of comparing them. */
  readonly update: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, all: number, submission: string, scenario: Text) => void;
}

export interface Graded {
  readonly name: string;
  readonly kind: "solution" | "starter" | "mistake";
  readonly report: Report;
  readonly placed?: PlacedMistake;
  readonly findings: readonly Finding[];
}

export interface SelftestResult {
  readonly graded: readonly Graded[];
  readonly findings: readonly Finding[];
  /** Promises that were looked at, and those that were kept. */
  readonly passed: number;
  readonly failed: number;
  readonly goldenWritten: number;
}

export async function selftest(courseLesson: CourseLesson, options: SelftestOptions): Promise<SelftestResult> {
  const { lesson, folder } = courseLesson;
  const { grade } = await import("../run/grade.ts");
  const mistakes = await loadMistakes(folder);
  const contract = [
    ...(await checkContract(options.root, courseLesson, mistakes)).findings,
    ...compareCatalogue(mistakes, lesson.number),
  ];
  const solution = join(folder, "solution");
  const submissions = [
    { id: "solution", folder: solution },
    { id: "starter", folder: join(folder, "starter") },
    ...mistakes.map((placed) => ({ id: placed.name, folder: placed.folder, fallbackFolder: solution })),
  ];
  const reports = await grade({
    lesson,
    lessonFolder: folder,
    submissions,
    broker: options.broker,
    seed: options.seed ?? SELFTEST_SEED,
    signal: options.signal,
    // `npm run types` looks at these files with all others.
    checkTypes: false,
    sharesEvidence: true,
    onProgress: countProgress(lesson.criteria.length * submissions.length, (done, all, { submission, scenario }) =>
      options.onProgress(done, all, submission, scenario),
    ),
  });
  if (options.broker === "lite") await keepVerdicts(courseLesson, options, submissions, reports);
  const byId = new Map(reports.map((report) => [report.submission, report]));
  const graded: Graded[] = [];
  let goldenWritten = 0;
  for (const { id } of submissions) {
    const report = byId.get(id);
    if (report === undefined) throw new Error(`${lesson.folder}: ${id} was not graded`);
    const placed = mistakes.find(({ name }) => name === id);
    if (placed === undefined) {
      const isSolution = id === "solution";
      graded.push({
        name: id,
        kind: isSolution ? "solution" : "starter",
        report,
        findings: isSolution ? compareSolution(report) : compareStarter(report, lesson),
      });
      continue;
    }
    const findings = [...compareMistake(placed, report, lesson)];
    // What our own trouble says is nothing to keep, nor to compare with.
    const isGolden = report.status !== "error" && (options.seed === undefined || options.seed === SELFTEST_SEED);
    if (isGolden && options.update) goldenWritten += await writeGolden(placed, report);
    else if (isGolden) findings.push(...(await compareGolden(placed, report)));
    graded.push({ name: id, kind: "mistake", report, placed, findings });
  }
  const findings = [...graded.flatMap((each) => each.findings), ...contract];
  // A promise is kept or not, however many findings say so.
  const failed = graded.filter((each) => each.findings.length > 0).length + (contract.length > 0 ? 1 : 0);
  return { graded, findings, passed: graded.length + 1 - failed, failed, goldenWritten };
}

/** Holding them against another broker's costs no second grading here. */
async function keepVerdicts(
  courseLesson: CourseLesson,
  { root, seed = SELFTEST_SEED }: SelftestOptions,
  submissions: readonly { readonly id: string; readonly folder: string }[],
  reports: readonly Report[],
): Promise<void> {
  const store = await VerdictStore.open(root, courseLesson, seed);
  for (const submission of submissions) {
    const report = reports.find((each) => each.submission === submission.id);
    if (report !== undefined) await store.keep(submission, verdictOf(report));
  }
}

async function writeGolden(placed: PlacedMistake, report: Report): Promise<number> {
  let written = 0;
  for (const language of GOLDEN_LANGUAGES) {
    const file = join(placed.folder, goldenFileName(language));
    const now = goldenMessage(report, language);
    if (existsSync(file) && goldenDifference(await readFile(file, "utf8"), now) === undefined) continue;
    await writeFile(file, now);
    written += 1;
  }
  return written;
}

async function compareGolden(placed: PlacedMistake, report: Report): Promise<Finding[]> {
  const { number } = report.lesson;
  const findings: Finding[] = [];
  const missing: string[] = [];
  for (const language of GOLDEN_LANGUAGES) {
    const name = goldenFileName(language);
    const file = join(placed.folder, name);
    if (!existsSync(file)) {
      missing.push(name);
      continue;
    }
    const difference = goldenDifference(await readFile(file, "utf8"), goldenMessage(report, language));
    if (difference !== undefined) {
      findings.push({ where: `mistake ${placed.name}, ${name}`, what: texts.goldenDiffers(number, difference) });
    }
  }
  if (missing.length > 0)
    findings.push({ where: `mistake ${placed.name}, ${missing.join(", ")}`, what: texts.goldenMissing(number) });
  return findings;
}
