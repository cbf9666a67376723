/** One lesson as its words need it: where things are, what is remembered, what is shown. Used with and without a terminal. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Context } from "../cli/context.ts";
import { gradeOne, makeGrader, randomSeed } from "../cli/grade-one.ts";
import { repeatCommand } from "../cli/grade-command.ts";
import type { CourseLesson } from "../course/course.ts";
import { escapeForTerminal } from "../report/escape.ts";
import { wrap } from "../report/layout.ts";
import { type Paint, paintFor } from "../report/paint.ts";
import { renderProblems, renderTerminal } from "../report/terminal.ts";
import type { Grader } from "../run/grade.ts";
import type { Report } from "../score/report.ts";
import { levelsAfterVerdict, nextHint, renderHint } from "./hints.ts";
import { readPairs, renderDifference } from "./difference.ts";
import { renderWire } from "../report/wire.ts";
import type { Language } from "../text.ts";
import { type CourseState, openState } from "./state.ts";
import { begin, beginAfresh, hasBegun, submissionFolder } from "./submission-folder.ts";
import { texts } from "./texts.ts";

export class LessonView {
  readonly courseLesson: CourseLesson;
  /** The learner's folder: absolute, and as it is shown. */
  readonly folder: string;
  readonly shownFolder: string;
  readonly paint: Paint;
  readonly #context: Context;
  readonly #state: CourseState;
  #grader: Grader | undefined;

  constructor(context: Context, courseLesson: CourseLesson) {
    this.courseLesson = courseLesson;
    this.folder = submissionFolder(courseLesson.folder);
    this.shownFolder = relative(context.root, this.folder).replaceAll("\\", "/");
    this.paint = paintFor(context.screen.colours.isColorSupported);
    this.#context = context;
    this.#state = openState(context.root);
  }

  get #name(): string {
    return this.courseLesson.lesson.folder;
  }

  /** From now on one grader serves all verdicts, which makes every one but the first quicker. Close it again. */
  async keepGrader(): Promise<void> {
    this.#grader ??= await makeGrader();
  }

  async close(): Promise<void> {
    await this.#grader?.close();
    this.#grader = undefined;
  }

  begun(): Promise<boolean> {
    return hasBegun(this.courseLesson.folder, this.shownFolder);
  }

  async lastReport(): Promise<Report | undefined> {
    return (await this.#state.read(this.#name)).report;
  }

  /** Copies the starter where it is not there yet, and shows the task. */
  async open(): Promise<void> {
    const { screen, say } = this.#context;
    const { lesson, folder } = this.courseLesson;
    const begun = await this.begun();
    if (!begun) await begin(folder, this.shownFolder);
    screen.print(this.paint.heading(say(texts.task)));
    for (const line of wrap(say(lesson.task), screen.columns - 2)) screen.print(`  ${line}`);
    screen.print("");
    const handout = `lessons/${lesson.folder}/${this.#context.language === "en" ? "README.md" : "README.zh-CN.md"}`;
    screen.tell(say(texts.handout(handout)), this.paint.faint);
    screen.tell(say(begun ? texts.yourPrograms(this.shownFolder) : texts.copied(this.shownFolder)));
    screen.print("");
  }

  /** Grades the learner's folder, shows the verdict and remembers it. */
  async verdict(signal?: AbortSignal, digest?: string): Promise<Report | undefined> {
    const seed = this.#context.line.seed ?? randomSeed();
    const { report } = await gradeOne(this.#context, {
      courseLesson: this.courseLesson,
      submission: { id: this.shownFolder, folder: this.folder },
      seed,
      ...(signal === undefined ? {} : { signal }),
      ...(this.#grader === undefined ? {} : { grader: this.#grader }),
    });
    if (signal?.aborted) return undefined;
    await this.#remember(report, digest);
    return report;
  }

  /** The last verdict, where it was about exactly this (see `submission-digest.ts`) and is worth keeping. */
  async reportOf(digest: string): Promise<Report | undefined> {
    const kept = await this.#state.read(this.#name);
    return kept.digest === digest && kept.report?.status !== "error" ? kept.report : undefined;
  }

  async #remember(report: Report, digest: string | undefined): Promise<void> {
    const { hintLevels } = await this.#state.read(this.#name);
    const failure = await this.#state.write(this.#name, {
      report,
      hintLevels: levelsAfterVerdict(report, hintLevels),
      ...(digest === undefined ? {} : { digest }),
    });
    if (failure !== undefined) this.#context.screen.complain(this.#context.say(texts.stateNotSaved(failure)));
  }

  async show(report: Report): Promise<void> {
    const { hintLevels } = await this.#state.read(this.#name);
    this.#context.screen.print(
      renderTerminal(report, { ...this.#page, hintLevels, repeatCommand: repeatCommand(report, report.submission) }),
    );
  }

  showProblems(report: Report): void {
    this.#context.screen.print(renderProblems(report, this.#page));
  }

  get #page(): { readonly language: Language; readonly columns: number; readonly colour: boolean } {
    const { screen, language } = this.#context;
    return { language, columns: screen.columns, colour: screen.colours.isColorSupported };
  }

  /** @returns false where there is none to show; why is said then. */
  async hint(): Promise<boolean> {
    const { screen, say, language } = this.#context;
    const kept = await this.#state.read(this.#name);
    if (kept.report === undefined) return this.#nothingYet();
    const next = nextHint(kept.report, kept.hintLevels);
    if (next === undefined) {
      screen.tell(say(texts.nothingLost));
      return true;
    }
    screen.print(renderHint(next, language, screen.columns, this.paint));
    const failure = await this.#state.write(this.#name, {
      ...kept,
      hintLevels: { ...kept.hintLevels, [next.check.id]: next.level },
    });
    if (failure !== undefined) screen.complain(say(texts.stateNotSaved(failure)));
    return true;
  }

  async wire(): Promise<boolean> {
    const report = await this.lastReport();
    if (report === undefined) return this.#nothingYet();
    this.#context.screen.print(renderWire(report, this.#page));
    return true;
  }

  async difference(giveUp: boolean): Promise<boolean> {
    const { screen, say, language } = this.#context;
    const { lesson, folder } = this.courseLesson;
    const report = await this.lastReport();
    if (!existsSync(join(folder, "solution"))) {
      screen.complain(say(texts.noSolutionHere));
      return false;
    }
    if (!giveUp && report?.status !== "pass") {
      screen.complain(say(texts.diffAfterPass(lesson.number)));
      return false;
    }
    screen.print(
      renderDifference(await readPairs(lesson, this.folder, join(folder, "solution")), language, this.paint),
    );
    return true;
  }

  async reset(): Promise<void> {
    const { screen, say } = this.#context;
    const kept = await beginAfresh(this.courseLesson.folder, this.shownFolder);
    await this.#state.forget(this.#name);
    screen.tell(say(texts.resetDone(this.shownFolder, escapeForTerminal(`lessons/${this.#name}/${kept}`))));
  }

  #nothingYet(): false {
    const { screen, say } = this.#context;
    screen.complain(say(texts.notGraded(this.courseLesson.lesson.number)));
    return false;
  }
}
