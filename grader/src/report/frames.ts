/** Frames as lines: number, time, program, direction, what it says. Used by the terminal report and by `wire`. */
import type { FrameLine } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import { escapeToLine } from "./escape.ts";
import { cut, padEnd, padStart, width, wrap } from "./layout.ts";
import type { Paint } from "./paint.ts";
import { texts } from "./texts.ts";

const ARROWS = { "to-broker": "→", "to-program": "←", itself: "·" } as const;

/** Frames shown around an offending one where there are more than fit. */
const MOST_FRAMES_IN_A_REPORT = 14;
const MOST_ROWS_OF_A_FRAME = 4;

/** @param columns width of the whole line, sign included */
export function frameLines(frames: readonly FrameLine[], language: Language, columns: number, paint: Paint): string[] {
  const numberColumns = Math.max(0, ...frames.map((frame) => `#${frame.number}`.length));
  const timeColumns = Math.max(0, ...frames.map((frame) => milliseconds(frame).length));
  const programColumns = Math.max(0, ...frames.map((frame) => width(escapeToLine(frame.program))));
  return frames.flatMap((frame) => {
    const sign = frame.offending ? "▶ " : "  ";
    const place = [
      padStart(`#${frame.number}`, numberColumns),
      padStart(milliseconds(frame), timeColumns),
      padEnd(escapeToLine(frame.program), programColumns),
      ARROWS[frame.direction],
    ].join(" ");
    const besides = width(sign) + width(place) + 1;
    const line = escapeToLine(frame.words === undefined ? frame.line : say(frame.words, language));
    const style = (text: string): string => (frame.offending ? paint.bad(text) : text);
    // Where the place takes more than half of a narrow line, what it says stands below it.
    if (besides > columns / 2) {
      return [style(sign + place), ...rows(line, columns - 6).map((row) => style(`      ${row}`))];
    }
    const [first = "", ...more] = rows(line, columns - besides);
    const head = frame.offending ? paint.bad(`${sign}${place} ${first}`) : `${sign}${paint.faint(place)} ${first}`;
    return [head, ...more.map((row) => style(" ".repeat(besides) + row))];
  });
}

/** The ones worth showing with a lost point: those around the offending ones. */
export function excerpt(
  frames: readonly FrameLine[],
  language: Language,
): { readonly frames: readonly FrameLine[]; readonly leftOut?: string } {
  if (frames.length <= MOST_FRAMES_IN_A_REPORT) return { frames };
  const offending = frames.findIndex((frame) => frame.offending);
  const from = Math.min(
    Math.max(0, offending - (MOST_FRAMES_IN_A_REPORT >> 1)),
    frames.length - MOST_FRAMES_IN_A_REPORT,
  );
  return {
    frames: frames.slice(from, from + MOST_FRAMES_IN_A_REPORT),
    leftOut: say(texts.framesLeftOut(frames.length - MOST_FRAMES_IN_A_REPORT), language),
  };
}

function milliseconds(frame: FrameLine): string {
  return `${Math.round(frame.atMs)} ms`;
}

function rows(line: string, columns: number): string[] {
  const all = wrap(line, columns);
  if (all.length <= MOST_ROWS_OF_A_FRAME) return all;
  return [...all.slice(0, MOST_ROWS_OF_A_FRAME - 1), cut(`${all[MOST_ROWS_OF_A_FRAME - 1]} …`, columns)];
}
