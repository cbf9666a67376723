/** `npm run lesson`: every lesson with its state, its score and the next step. Makes text only. */
import type { Lesson } from "../lesson.ts";
import { escapeForTerminal } from "../report/escape.ts";
import { cut, padEnd, padStart, width } from "../report/layout.ts";
import type { Paint } from "../report/paint.ts";
import type { Report } from "../score/report.ts";
import { type Language, say, type Text } from "../text.ts";
import { texts } from "./texts.ts";

export interface LessonState {
  readonly lesson: Lesson;
  readonly begun: boolean;
  readonly report?: Report;
  /** False in a learner's copy, which has nothing to compare with. */
  readonly hasSolution?: boolean;
}

export function renderLessonList(
  states: readonly LessonState[],
  language: Language,
  columns: number,
  paint: Paint,
): string {
  const rows = states.map((state) => ({
    ...described(state),
    title: `${state.lesson.number} ${say(state.lesson.title, language)}`,
  }));
  const titleColumns = Math.max(...rows.map(({ title }) => width(title)));
  const scoreColumns = Math.max(...rows.map(({ score }) => width(say(score, language))));
  const lines = rows.flatMap(({ sign, title, score, step }) => {
    const mark = sign === "✓" ? paint.good(sign) : sign === "✗" ? paint.bad(sign) : paint.faint(sign);
    const head = `${mark} ${padEnd(title, titleColumns)}  ${padStart(say(score, language), scoreColumns)}`;
    const words = escapeForTerminal(say(step, language));
    const room = columns - width(head) - 2;
    return room >= Math.min(width(words), 30)
      ? [`${head}  ${paint.faint(cut(words, room))}`]
      : [head, `    ${paint.faint(cut(words, columns - 4))}`];
  });
  return [paint.heading(say(texts.listTitle, language)), ...lines].join("\n");
}

function described({ lesson, begun, report, hasSolution = true }: LessonState): {
  readonly sign: string;
  readonly score: Text;
  readonly step: Text;
} {
  const { number } = lesson;
  if (!begun) return { sign: "○", score: texts.stateNotBegun, step: texts.stepBegin(number) };
  if (report === undefined) return { sign: "◐", score: texts.stateBegun, step: texts.stepGoOn(number) };
  if (report.status === "error") return { sign: "◐", score: texts.stateUnclear, step: texts.stepGoOn(number) };
  const score = texts.stateScore(report.score, report.max);
  const lost = report.checks.find(({ status }) => status === "fail");
  if (report.status === "pass") {
    const done = hasSolution ? texts.stepCompare(number) : texts.stepDone;
    return { sign: "✓", score, step: lost === undefined ? done : texts.stepFull(lost.title) };
  }
  return { sign: "✗", score, step: lost === undefined ? texts.stepGoOn(number) : texts.stepHint(number, lost.title) };
}
