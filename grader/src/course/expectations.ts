/**
 * What the course promises of its own submissions, compared with what they got: the solution has all points, the starter runs
 * and has too few, a mistake loses exactly what it declares. Pure: reports in, findings out.
 */
import type { Lesson } from "../lesson.ts";
import type { CheckReport, Report } from "../score/report.ts";
import { say, type Text, verbatim } from "../text.ts";
import type { Finding } from "./finding.ts";
import type { PlacedMistake } from "./mistakes.ts";
import { texts } from "./texts.ts";

export function compareSolution(report: Report): readonly Finding[] {
  const where = "solution";
  const broken = couldNotRun(where, report);
  if (broken.length > 0) return broken;
  const findings: Finding[] = report.checks
    .filter((check) => check.status !== "pass" && check.status !== "skipped")
    .map((check) => ({ where, what: statusSeen(check) }));
  for (const { id } of report.advice) findings.push({ where, what: texts.adviceToo(id) });
  if (report.score !== report.max) findings.push({ where, what: texts.solutionScore(report.score, report.max) });
  return findings;
}

export function compareStarter(report: Report, lesson: Lesson): readonly Finding[] {
  const where = "starter";
  const broken = couldNotRun(where, report);
  if (broken.length > 0) return broken;
  const findings: Finding[] = errors(where, report);
  if (report.score >= report.passMark)
    findings.push({ where, what: texts.starterPasses(report.score, report.passMark) });
  for (const { name } of lesson.programs)
    if (!connected(report, name)) findings.push({ where, what: texts.starterDoesNotConnect(name) });
  return findings;
}

export function compareMistake({ name, mistake }: PlacedMistake, report: Report, lesson: Lesson): readonly Finding[] {
  const where = `mistake ${name}`;
  const broken = couldNotRun(where, report);
  if (broken.length > 0) return broken;
  const findings: Finding[] = errors(where, report);
  const add = (what: Text): void => void findings.push({ where, what });
  const unjudged = mistake.leavesUnjudged ?? [];
  const advice = mistake.advice ?? [];
  const known = new Set(lesson.criteria.map(({ id }) => id));
  for (const id of [...mistake.loses, ...unjudged]) if (!known.has(id)) add(texts.unknownCriterion(id));
  if (mistake.loses.length === 0 && advice.length === 0) add(texts.losesNothing);
  for (const check of report.checks) {
    const { id, status } = check;
    // A broker that can't show a criterion says nothing about the mistake.
    if (status === "skipped" || status === "error") continue;
    if (mistake.loses.includes(id) && status !== "fail") add(texts.losesNot(id, status));
    if (!mistake.loses.includes(id) && status === "fail") add(texts.losesToo(id, english(check.seen)));
    if (unjudged.includes(id) && status !== "not-judged") add(texts.unjudgedNot(id, status));
    if (!unjudged.includes(id) && status === "not-judged") add(texts.unjudgedToo(id, english(check.because)));
  }
  const given = report.advice.map(({ id }) => id);
  for (const id of advice) if (!given.includes(id)) add(texts.adviceMissing(id));
  for (const id of given) if (!advice.includes(id)) add(texts.adviceToo(id));
  return findings;
}

/** Every criterion is lost by a mistake that says so: else nothing proves that it can be lost at all. */
export function compareCoverage(mistakes: readonly PlacedMistake[], lesson: Lesson): readonly Finding[] {
  const lost = new Set(mistakes.flatMap(({ mistake }) => mistake.loses));
  const findings: Finding[] = lesson.criteria
    .filter(({ id }) => !lost.has(id))
    .map(({ id }) => ({ where: "hidden/mistakes", what: texts.neverLost(id) }));
  if (mistakes.length < FEWEST_MISTAKES)
    findings.push({ where: "hidden/mistakes", what: texts.tooFewMistakes(mistakes.length, FEWEST_MISTAKES) });
  return findings;
}

export const FEWEST_MISTAKES = 6;

/** Nothing can be concluded from a submission that was not run. */
function couldNotRun(where: string, report: Report): Finding[] {
  const findings = report.problems.map(({ file, line, message }) => ({
    where,
    what: texts.hasProblem(`${file}:${line} ${message.en}`),
  }));
  if (report.status === "error")
    findings.push({ where, what: texts.notJudgedAtAll(english(report.error ?? firstError(report))) });
  return findings;
}

function errors(where: string, report: Report): Finding[] {
  return report.checks.filter((check) => check.status === "error").map((check) => ({ where, what: statusSeen(check) }));
}

function firstError(report: Report): Text | undefined {
  return report.checks.find((check) => check.status === "error")?.because;
}

function statusSeen(check: CheckReport): Text {
  if (check.status === "error") return texts.checkError(check.id, english(check.because));
  if (check.status === "not-judged") return texts.unjudgedToo(check.id, english(check.because));
  return texts.losesToo(check.id, english(check.seen));
}

/** A program has connected where the broker has sent it something. A second one is labelled `worker 2`. */
function connected(report: Report, program: string): boolean {
  return report.wire.some(({ frames }) =>
    frames.some(
      (frame) =>
        frame.direction === "to-program" && (frame.program === program || frame.program.startsWith(`${program} `)),
    ),
  );
}

/** Findings quote what was seen; their reader maintains the course. */
function english(text: Text | undefined): string {
  return say(text ?? verbatim("–"), "en");
}
