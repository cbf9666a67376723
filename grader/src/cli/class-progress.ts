/** Shows how far a class is, while it is graded. */
import { progressLine, progressStep, type ProgressState } from "../classroom/run/progress.ts";
import type { Result } from "../classroom/run/task.ts";
import { texts as amqpTexts } from "../classroom/amqp/texts.ts";
import type { Text } from "../text.ts";
import { classTexts } from "./class-texts.ts";
import type { Context } from "./context.ts";

interface Watch {
  /** With those that were done before. */
  readonly done: number;
  readonly result: (result: Result) => void;
  readonly running: (running: number) => void;
  readonly workers: (workers: number, url: string) => void;
  readonly end: () => void;
}

/** The time left changes even where nothing else does. */
const DRAW_EVERY_MS = 1000;

export function watchClass(
  { screen, say }: Pick<Context, "screen" | "say">,
  { all, earlier }: { readonly all: number; readonly earlier: number },
): Watch {
  const startedAt = performance.now();
  let done = earlier;
  let activity: Text = { en: "", "zh-CN": "" };
  let knewWorkers = false;
  const state = (): ProgressState => ({ done, all, earlier, elapsedMs: performance.now() - startedAt, activity });
  const draw = (step?: Text): void =>
    screen.progress(say(progressLine(state(), screen.columns - 1)), step === undefined ? undefined : say(step));
  const timer = setInterval(draw, DRAW_EVERY_MS);
  draw();
  return {
    get done() {
      return done;
    },
    result: () => {
      done += 1;
      draw(progressStep(state()));
    },
    running: (running) => {
      activity = classTexts.atWork(running);
      draw();
    },
    workers: (workers, url) => {
      activity = amqpTexts.workersAtWork(workers);
      if (workers === 0 && !knewWorkers) screen.complain(say(amqpTexts.noWorkers(url)));
      knewWorkers = true;
      draw();
    },
    end: () => {
      clearInterval(timer);
      screen.progress(undefined);
    },
  };
}
