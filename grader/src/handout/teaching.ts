/** Reads what the lessons bring for their teacher, and puts to each wrong turn the question to ask. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CourseLesson } from "../course/course.ts";
import { loadMistakes } from "../course/mistakes.ts";
import type { Lesson } from "../lesson.ts";
import type { Teaching } from "../teaching.ts";
import type { Text } from "../text.ts";

export interface WrongTurn {
  readonly title: Text;
  /** The first hint of the criterion that is lost. */
  readonly question: Text;
  readonly criterion: string;
}

export interface LessonTeaching {
  readonly lesson: Lesson;
  readonly teaching: Teaching;
  readonly wrongTurns: readonly WrongTurn[];
}

/** @throws Error where a lesson has no teaching.ts, or it names a mistake that is not there or loses nothing */
export async function loadTeaching(lessons: readonly CourseLesson[]): Promise<readonly LessonTeaching[]> {
  return await Promise.all(
    lessons.map(async ({ lesson, folder }) => {
      const file = join(folder, "teaching.ts");
      if (!existsSync(file)) throw new Error(`${lesson.folder} has no teaching.ts`);
      const { teaching }: { teaching?: Teaching } = await import(pathToFileURL(file).href);
      if (teaching === undefined) throw new Error(`${file} exports no \`teaching\``);
      const mistakes = await loadMistakes(folder);
      const wrongTurns = teaching.wrongTurns.map((name) => {
        const found = mistakes.find((mistake) => mistake.name === name);
        const lost = found?.mistake.loses[0];
        const criterion = lesson.criteria.find(({ id }) => id === lost);
        if (found === undefined || criterion === undefined)
          throw new Error(`${file}: ${name} is no mistake of this lesson that loses a criterion`);
        return { title: found.mistake.title, question: criterion.hints[0], criterion: criterion.id };
      });
      return { lesson, teaching, wrongTurns };
    }),
  );
}
