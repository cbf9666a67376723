/** One criterion as sentences, for the formats that have room for a text and no more. Makes plain text; escaping is each format's own. */
import type { CheckReport, FrameLine, Problem, Report } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import { escapeForTerminal, escapeToLine } from "./escape.ts";
import { excerpt, frameLines } from "./frames.ts";
import { paintFor } from "./paint.ts";
import { texts } from "./texts.ts";

const FRAME_COLUMNS = 160;

/** Why it is as it is, in one sentence: what was seen, or why it was not judged. */
export function reasonOf(check: CheckReport, language: Language): string {
  const reason = check.seen ?? check.because ?? (check.status === "fail" ? check.why : undefined);
  return reason === undefined ? "" : escapeForTerminal(say(reason, language));
}

/** Everything that helps with a lost criterion, as lines. */
export function explanationOf(check: CheckReport, language: Language): string {
  const parts = [
    labelled(texts.expected[language], check.expected?.[language]),
    labelled(texts.seen[language], check.seen?.[language]),
    labelled(texts.notJudged[language], check.because?.[language]),
    framesOf(check.frames, language),
    ...(check.status === "fail"
      ? [
          labelled(texts.why[language], check.why[language]),
          labelled(texts.attempt[language], check.hints[0][language]),
        ]
      : []),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** The frames around the offending ones, a line each. */
export function framesOf(frames: readonly FrameLine[], language: Language): string {
  if (frames.length === 0) return "";
  const shown = excerpt(frames, language);
  const lines = frameLines(shown.frames, language, FRAME_COLUMNS, paintFor(false));
  return [...lines, ...(shown.leftOut === undefined ? [] : [shown.leftOut])].join("\n");
}

/** `send.ts:3:7 message` */
export function problemLine({ file, line, column, message }: Problem, language: Language): string {
  const place = [file, ...(line > 0 ? [line, column] : [])].filter((part) => part !== "").join(":");
  return escapeToLine([place, say(message, language)].filter((part) => part !== "").join(" "));
}

/** Where it comes from: the same seed gives the same values. */
export function footerOf(report: Report, language: Language): string {
  const seconds = (report.durationMs / 1000).toFixed(1);
  return escapeToLine(say(texts.footer(report.seed, report.broker, seconds, report.sandbox), language));
}

function labelled(label: string, words: string | undefined): string {
  return words === undefined ? "" : `${label}: ${escapeForTerminal(words)}`;
}
