/** Lessons and folders as they are typed: found, or refused in a clear line. */
import { stat, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { type CourseLesson, lessonPlaces, loadLesson, placeNamed } from "../course/course.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError that says which lessons there are. */
export async function lessonTyped(root: string, typed: string): Promise<CourseLesson> {
  const places = await lessonPlaces(root);
  const place = placeNamed(places, typed);
  if (place !== undefined) return loadLesson(place);
  throw new UsageError(
    places.length === 0
      ? texts.noLessons
      : texts.noSuchLesson(typed, places.map(({ number, name }) => `${number} (${name})`).join(", ")),
  );
}

/** The lesson that was typed, or all of them. @throws UsageError where there is none */
export async function lessonsTyped(root: string, typed: string | undefined): Promise<readonly CourseLesson[]> {
  if (typed !== undefined) return [await lessonTyped(root, typed)];
  const places = await lessonPlaces(root);
  if (places.length === 0) throw new UsageError(texts.noLessons);
  return await Promise.all(places.map(loadLesson));
}

/**
 * Absolute path of a folder that can be read.
 * @throws UsageError that says what is wrong with it.
 */
export async function folderTyped(directory: string, typed: string): Promise<string> {
  const folder = resolve(directory, typed);
  try {
    if (!(await stat(folder)).isDirectory()) throw new UsageError(texts.folderIsFile(typed));
    await readdir(folder);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(
      code === "ENOENT" || code === "ENOTDIR" ? texts.folderMissing(typed) : texts.folderUnreadable(typed, code),
    );
  }
  return folder;
}
