/** Writes what a class gets: the gradebooks, the page, and each learner's own report. Reads one result at a time, so that a large class needs no more memory. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadMistakes } from "../../course/mistakes.ts";
import type { Report } from "../../score/report.ts";
import type { Language } from "../../text.ts";
import type { Plan } from "../run/plan.ts";
import type { RunState } from "../run/state.ts";
import { writeDurably } from "../run/durable.ts";
import { gradebookRow, type GradebookRow } from "./gradebook.ts";
import { indexPage } from "./index-page.ts";
import { knownMistakes, type KnownMistake } from "./recognise.ts";
import { canvasCsv, gradebookCsv, hasReport, lessonsOf, moodleCsv } from "./tables.ts";

export interface WriteOptions {
  readonly out: string;
  /** Of the class, for people. */
  readonly name: string;
  readonly plan: Plan;
  readonly state: Pick<RunState, "result">;
  readonly language: Language;
  /** Of each learner's report, by the ending of its file. */
  readonly renderers: Readonly<Record<string, (report: Report) => string>>;
}

/** @returns the rows that were written */
export async function writeClass(options: WriteOptions): Promise<readonly GradebookRow[]> {
  const { out, name, plan, state, language } = options;
  // A learner who is gone from the class must not keep a report in it.
  await rm(join(out, "learners"), { recursive: true, force: true });
  const rows: GradebookRow[] = [];
  for (const planned of plan.rows) {
    const result = planned.planned.kind === "task" ? await state.result(planned.planned.key) : undefined;
    const row = gradebookRow(planned, result);
    rows.push(row);
    if (result?.outcome.kind === "graded" && hasReport(row)) {
      const report: Report = { ...result.outcome.report, submission: row.learner.id };
      await writeReport(join(out, "learners", row.reportFile), report, options);
    }
  }
  const mistakes = new Map<string, readonly KnownMistake[]>();
  for (const { lesson, folder } of lessonsOf(rows)) {
    const placed = await loadMistakes(folder);
    mistakes.set(lesson.folder, knownMistakes(placed.map(({ mistake }) => mistake)));
  }
  await writeDurably(join(out, "index.html"), indexPage({ name, rows, mistakes, language }));
  await writeDurably(join(out, "canvas.csv"), canvasCsv(rows));
  await writeDurably(join(out, "moodle.csv"), moodleCsv(rows, language));
  await writeDurably(join(out, "gradebook.csv"), gradebookCsv(rows, language));
  return rows;
}

async function writeReport(stem: string, report: Report, { renderers }: WriteOptions): Promise<void> {
  await mkdir(dirname(stem), { recursive: true });
  for (const [ending, render] of Object.entries(renderers)) await writeFile(`${stem}.${ending}`, render(report));
}
