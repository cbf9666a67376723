/**
 * An open lesson in a terminal: graded at every save, with keys for everything else. One grading runs at a time; a save while
 * it runs ends it, since its verdict would be about files that are no more. Never goes to the next lesson by itself.
 */
import { type Playground, openPlayground } from "../backends/playground.ts";
import type { Context } from "../cli/context.ts";
import type { Report } from "../score/report.ts";
import { type EventQueue, openQueue, readKeys, watchSaves } from "./events.ts";
import type { LessonView } from "./lesson-view.ts";
import { texts } from "./texts.ts";

export interface SessionEnd {
  readonly next: boolean;
  readonly report: Report | undefined;
}

export interface SessionOptions {
  /** Number of the lesson after this one; undefined where it is the last. */
  readonly nextLesson: number | undefined;
}

/** Runs until the learner leaves it. */
export async function runSession(context: Context, view: LessonView, options: SessionOptions): Promise<SessionEnd> {
  const session = new Session(context, view, options);
  try {
    return await session.run();
  } finally {
    await session.close();
  }
}

class Session {
  readonly #context: Context;
  readonly #view: LessonView;
  readonly #options: SessionOptions;
  readonly #queue: EventQueue = openQueue();
  #closers: (() => void | Promise<void>)[] = [];
  #stopWatching: (() => Promise<void>) | undefined;
  #playground: Playground | undefined;
  #grading: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  #report: Report | undefined;
  #failure: unknown;

  constructor(context: Context, view: LessonView, options: SessionOptions) {
    this.#context = context;
    this.#view = view;
    this.#options = options;
  }

  async run(): Promise<SessionEnd> {
    const { interrupt, say } = this.#context;
    const ended = (): void => this.#queue.push({ kind: "ended" });
    interrupt.signal.addEventListener("abort", ended);
    this.#closers.push(() => interrupt.signal.removeEventListener("abort", ended));
    this.#closers.push(readKeys(this.#queue, () => interrupt.raise("SIGINT")));
    await this.#view.keepGrader();
    this.#grade();
    this.#stopWatching = await watchSaves(this.#view.folder, this.#queue);
    for (;;) {
      const event = await this.#queue.next();
      if (event.kind === "ended" || interrupt.signal.aborted) return { next: false, report: this.#report };
      if (event.kind === "graded") await this.#graded();
      if (event.kind === "saved") await this.#gradeAgain(say(texts.saved(event.file, clock())));
      if (event.kind !== "key") continue;
      if (event.key === "q") return { next: false, report: this.#report };
      if (event.key === "n") {
        if (this.#options.nextLesson !== undefined) return { next: true, report: this.#report };
        this.#context.screen.print(say(texts.noNext));
      }
      await this.#key(event.key);
    }
  }

  async close(): Promise<void> {
    this.#grading?.controller.abort();
    await this.#stopWatching?.();
    await this.#grading?.done;
    await this.#view.close();
    await this.#playground?.close();
    for (const close of this.#closers) await close();
    this.#closers = [];
  }

  async #key(key: string): Promise<void> {
    const { screen, say } = this.#context;
    switch (key) {
      case "h":
        await this.#aside(() => this.#view.hint());
        break;
      case "w":
        await this.#aside(() => this.#view.wire());
        break;
      case "d":
        await this.#aside(() => this.#view.difference(this.#context.line.giveUp));
        break;
      case "r":
        await this.#reset();
        break;
      case "c":
      case "\r":
      case "\n":
        await this.#gradeAgain(say(texts.again(clock())));
        break;
      case "?":
        screen.print(say(texts.keys));
        break;
    }
  }

  async #aside(show: () => Promise<boolean>): Promise<void> {
    const { screen } = this.#context;
    screen.print("");
    await show();
    screen.print("");
    if (this.#grading === undefined) this.#prompt();
  }

  async #reset(): Promise<void> {
    const { screen, say } = this.#context;
    screen.tell(`\n${say(texts.resetAsk(this.#view.shownFolder))}`);
    // Saves wait; any key but y is a no.
    for (;;) {
      const event = await this.#queue.next();
      if (event.kind === "ended") {
        this.#queue.push(event);
        return;
      }
      if (event.kind !== "key") continue;
      if (event.key !== "y") {
        screen.print(say(texts.resetNot));
        break;
      }
      await this.#stopGrading();
      // A watched folder can't be renamed on every system.
      await this.#stopWatching?.();
      await this.#view.reset();
      this.#stopWatching = await watchSaves(this.#view.folder, this.#queue);
      this.#grade();
      return;
    }
    // A verdict that came meanwhile was not shown.
    if (this.#grading === undefined) this.#grade();
  }

  #grade(): void {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, this.#context.interrupt.signal]);
    const done = this.#view.verdict(signal).then(
      (report) => {
        if (report === undefined) return;
        this.#report = report;
        this.#queue.push({ kind: "graded" });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#failure = error;
        this.#queue.push({ kind: "graded" });
      },
    );
    this.#grading = { controller, done };
  }

  async #gradeAgain(line: string): Promise<void> {
    await this.#stopGrading();
    const { screen } = this.#context;
    screen.print(
      `\n${this.#view.paint.faint("─".repeat(Math.min(screen.columns, 60)))}\n${this.#view.paint.faint(line)}\n`,
    );
    this.#grade();
  }

  async #stopGrading(): Promise<void> {
    const grading = this.#grading;
    this.#grading = undefined;
    grading?.controller.abort();
    await grading?.done;
  }

  async #graded(): Promise<void> {
    // Announced before a save that ended it: another one runs.
    if (this.#grading === undefined) return;
    await this.#grading.done;
    this.#grading = undefined;
    if (this.#failure !== undefined) throw this.#failure;
    const report = this.#report;
    if (report === undefined) return;
    const { screen, say } = this.#context;
    const broken = report.problems.some(({ kind }) => kind === "syntax");
    if (broken) this.#view.showProblems(report);
    else await this.#view.show(report);
    screen.print("");
    if (broken) screen.tell(say(texts.waitForFix));
    if (report.status === "pass") {
      const { nextLesson } = this.#options;
      const words = nextLesson === undefined ? texts.passedLast : texts.passedNext(nextLesson);
      screen.tell(say(words), this.#view.paint.good);
    }
    // Started only now: the first verdict does not wait for it.
    if (this.#playground === undefined && (this.#playground = await openPlayground()) !== undefined) {
      screen.tell(say(texts.tryBroker(this.#playground.url)), this.#view.paint.faint);
    }
    this.#prompt();
  }

  #prompt(): void {
    const { screen, say } = this.#context;
    screen.tell(say(texts.watching(this.#view.shownFolder)), this.#view.paint.faint);
    screen.tell(say(texts.keys));
  }
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
