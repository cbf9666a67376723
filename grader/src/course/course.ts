/** Where the course is and which lessons it has. Reads lesson data only; runs nothing of a lesson. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Lesson } from "../lesson.ts";

export interface CourseLesson {
  readonly lesson: Lesson;
  /** Absolute path of its folder. */
  readonly folder: string;
}

/** A lesson's folder begins with its number: `03-pubsub`. */
const LESSON_FOLDER = /^(\d+)-[a-z0-9-]+$/;

export interface LessonPlace {
  readonly number: number;
  readonly name: string;
  readonly folder: string;
}

/** The nearest folder at or above this one that holds `lessons/` and a package.json; undefined where there is none. */
export function findCourse(from: string): string | undefined {
  if (existsSync(join(from, "lessons")) && existsSync(join(from, "package.json"))) return from;
  const above = dirname(from);
  return above === from ? undefined : findCourse(above);
}

/** The lessons' folders in their order, without reading them. */
export async function lessonPlaces(root: string): Promise<readonly LessonPlace[]> {
  const entries = await readdir(join(root, "lessons"), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const number = LESSON_FOLDER.exec(entry.name)?.[1];
      if (number === undefined || !existsSync(join(root, "lessons", entry.name, "lesson.ts"))) return [];
      return [{ number: Number(number), name: entry.name, folder: join(root, "lessons", entry.name) }];
    })
    .toSorted((one, other) => one.number - other.number);
}

/** A lesson by its number (`3`, `03`) or its folder's name (`03-pubsub`, `pubsub`); undefined where there is none. */
export function placeNamed(places: readonly LessonPlace[], typed: string): LessonPlace | undefined {
  const name = typed.replace(/[/\\]+$/, "").replace(/^.*[/\\]/, "");
  if (/^\d+$/.test(name)) return places.find((place) => place.number === Number(name));
  return places.find((place) => place.name === name || place.name.replace(/^\d+-/, "") === name);
}

/**
 * @throws Error where the folder's lesson.ts exports no `lesson`, or one that breaks its own rules (see `defineLesson`).
 */
export async function loadLesson(place: LessonPlace): Promise<CourseLesson> {
  const module: { lesson?: Lesson } = await import(pathToFileURL(join(place.folder, "lesson.ts")).href);
  if (module.lesson === undefined) throw new Error(`${join(place.folder, "lesson.ts")} exports no \`lesson\``);
  return { lesson: module.lesson, folder: place.folder };
}
