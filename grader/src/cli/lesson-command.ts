/** `npm run lesson [n] [word]`: the list, an open lesson, or one of its words. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type CourseLesson, lessonPlaces, loadLesson } from "../course/course.ts";
import { paintFor } from "../report/paint.ts";
import { renderTerminal } from "../report/terminal.ts";
import { renderLessonList } from "../tutor/lesson-list.ts";
import { LessonView } from "../tutor/lesson-view.ts";
import { openState } from "../tutor/state.ts";
import { FolderError, hasBegun } from "../tutor/submission-folder.ts";
import { texts as tutorTexts } from "../tutor/texts.ts";
import { type Context, EXIT } from "./context.ts";
import { exitCodeOf } from "./grade-command.ts";
import { gradeOne, randomSeed } from "./grade-one.ts";
import { lessonTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

export const WORDS = ["hint", "wire", "diff", "reset", "solution", "once"] as const;
type Word = (typeof WORDS)[number];

export async function lessonCommand(context: Context): Promise<number> {
  const { line, root, screen } = context;
  const [typed, word, extra] = line.words;
  if (typed === undefined) return listLessons(context);
  const courseLesson = await lessonTyped(root, typed);
  if (word !== undefined && !isWord(word)) throw new UsageError(tutorTexts.unknownWord(word, WORDS.join(", ")));
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const view = new LessonView(context, courseLesson);
  try {
    if (word === undefined && !line.once && screen.interactive) return await openLessons(context, view);
    return await sayWord(context, view, word ?? "once");
  } catch (error) {
    if (error instanceof FolderError) throw new UsageError(error.text);
    throw error;
  }
}

function isWord(word: string): word is Word {
  return WORDS.some((known) => known === word);
}

async function sayWord(context: Context, view: LessonView, word: Word): Promise<number> {
  const { line, screen, say, interrupt } = context;
  const { number } = view.courseLesson.lesson;
  if (word === "solution") return gradeSolution(context, view.courseLesson);
  if (word === "once") {
    await view.open();
    const report = await view.verdict(interrupt.signal);
    if (report === undefined) return interrupt.exitCode ?? EXIT.notJudged;
    await view.show(report);
    return exitCodeOf(report);
  }
  if (!(await view.begun())) throw new UsageError(tutorTexts.notBegun(number));
  switch (word) {
    case "hint":
      return (await view.hint()) ? EXIT.passed : EXIT.notJudged;
    case "wire":
      return (await view.wire()) ? EXIT.passed : EXIT.notJudged;
    case "diff":
      return (await view.difference(line.giveUp)) ? EXIT.passed : EXIT.notJudged;
    case "reset": {
      if (!line.yes && !screen.interactive) throw new UsageError(tutorTexts.resetNeedsYes(number));
      if (!line.yes && !(await isYes(say(tutorTexts.resetAsk(view.shownFolder)), interrupt.signal))) {
        screen.print(say(tutorTexts.resetNot));
        return interrupt.exitCode ?? EXIT.passed;
      }
      await view.reset();
      return EXIT.passed;
    }
  }
}

async function gradeSolution(context: Context, courseLesson: CourseLesson): Promise<number> {
  const { line, screen, language } = context;
  const folder = join(courseLesson.folder, "solution");
  if (!existsSync(folder)) throw new UsageError(tutorTexts.noSolutionHere);
  const id = `lessons/${courseLesson.lesson.folder}/solution`;
  const { report } = await gradeOne(context, {
    courseLesson,
    submission: { id, folder },
    seed: line.seed ?? randomSeed(),
  });
  screen.print(renderTerminal(report, { language, columns: screen.columns, colour: screen.colours.isColorSupported }));
  return context.interrupt.exitCode ?? exitCodeOf(report);
}

/** Asked at a prompt of its own: nothing else is going on. */
async function isYes(question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl+C at the prompt reaches the prompt alone.
  prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return /^(y|yes|是)$/i.test((await prompt.question(question, { signal })).trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}

/** In a terminal: a lesson stays open until the learner leaves it or goes on to the next. */
async function openLessons(context: Context, first: LessonView): Promise<number> {
  const { root, say, screen, interrupt } = context;
  const { runSession } = await import("../tutor/session.ts");
  const places = await lessonPlaces(root);
  let view = first;
  for (;;) {
    const place = places.find(({ number }) => number > view.courseLesson.lesson.number);
    await view.open();
    const end = await runSession(context, view, { nextLesson: place?.number });
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    if (end.next && place !== undefined) {
      view = new LessonView(context, await loadLesson(place));
      screen.print("");
      continue;
    }
    // Leaving is no failure, whatever the score: npm would make an error of it.
    screen.print(say(tutorTexts.goodbye));
    return EXIT.passed;
  }
}

async function listLessons(context: Context): Promise<number> {
  const { root, screen, language } = context;
  const places = await lessonPlaces(root);
  if (places.length === 0) throw new UsageError(texts.noLessons);
  const state = openState(root);
  const states = await Promise.all(
    places.map(async (place) => {
      const { lesson, folder } = await loadLesson(place);
      // What is in the way of a folder is said when its lesson is opened.
      const begun = await hasBegun(folder, lesson.folder).catch(() => false);
      const { report } = await state.read(lesson.folder);
      const hasSolution = existsSync(join(folder, "solution"));
      return { lesson, begun, hasSolution, ...(report === undefined || !begun ? {} : { report }) };
    }),
  );
  screen.print(renderLessonList(states, language, screen.columns, paintFor(screen.colours.isColorSupported)));
  return EXIT.passed;
}
