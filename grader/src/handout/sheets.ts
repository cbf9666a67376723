/** The sheets of one page each, in their order. */
import type { LessonSources } from "./lesson-page.ts";
import type { Page } from "./page.ts";
import { dimensionsSheet } from "./sheets/dimensions.ts";
import { exchangesSheet } from "./sheets/exchanges.ts";
import { patternsSheet } from "./sheets/patterns.ts";
import { settlingSheet } from "./sheets/settling.ts";

/** Text of a lesson's file: `02-work-queues/solution/worker.ts`. @throws Error where there is none */
export type SourceText = (path: string) => string;

export function sheetPages(lessons: readonly LessonSources[], source: SourceText): readonly Page[] {
  return [
    exchangesSheet(source),
    patternsSheet(source),
    settlingSheet(source),
    dimensionsSheet(lessons.map(({ lesson }) => lesson)),
  ];
}
