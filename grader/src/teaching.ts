/** What a teacher needs beside a lesson, as data: minutes, usual wrong turns, what to draw. Owns the shape; runs nothing. */
import type { Text } from "./text.ts";

export interface Teaching {
  readonly parts: readonly TeachingPart[];
  /** Names of the lesson's mistakes that a room makes most often, the most usual first. */
  readonly wrongTurns: readonly string[];
  /** What to draw on the board, step by step. */
  readonly draw: readonly Text[];
}

export interface TeachingPart {
  readonly minutes: number;
  readonly what: Text;
}

export function defineTeaching(teaching: Teaching): Teaching {
  return teaching;
}
