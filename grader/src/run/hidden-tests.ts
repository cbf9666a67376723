/** Turns scenarios and criteria into vitest tests, one for each submission and criterion. */
import type { Lesson } from "../lesson.ts";
import type { HiddenTestsWords } from "./define.ts";

/**
 * Defines the hidden tests of a lesson. To be called once, at the top of a `hidden/*.test.ts` file.
 * @throws Error where a criterion of the lesson is judged by nothing or twice, or one is judged that the lesson doesn't have.
 */
export function hiddenTests(lesson: Lesson, define: (words: HiddenTestsWords) => void): void {
  void lesson;
  void define;
  throw new Error("hidden tests are started by grade()");
}
