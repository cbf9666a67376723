/**
 * The message that a mistake gets, kept as a file so that a change of it is seen. Owns what stands in such a file and what is
 * made the same in it, because it differs from run to run: times, ports, names that the broker or a library makes up.
 */
import { createTwoFilesPatch } from "diff";
import type { CheckReport, Report } from "../score/report.ts";
import { type Language, LANGUAGES, say } from "../text.ts";

export function goldenFileName(language: Language): string {
  return `golden.${language}.txt`;
}

export const GOLDEN_LANGUAGES = LANGUAGES;

/** What the learner reads about the lost and unjudged points and the advice, without what is the same for every submission. */
export function goldenMessage(report: Report, language: Language): string {
  const blocks = [
    ...report.checks.filter(({ status }) => status === "fail").map((check) => lost(check, language)),
    ...report.checks
      .filter(({ status }) => status === "not-judged")
      .map((check) => [
        `○ ${check.id}: ${say(check.title, language)}`,
        ...(check.because === undefined ? [] : [`  ${say(check.because, language)}`]),
      ]),
    ...report.advice.map(({ id, text }) => [`• ${id}: ${say(text, language)}`]),
  ];
  return normalise(`${blocks.map((block) => block.join("\n")).join("\n\n")}\n`);
}

function lost(check: CheckReport, language: Language): string[] {
  return [
    `✗ ${check.id}: ${say(check.title, language)}`,
    ...(check.expected === undefined ? [] : [`  + ${say(check.expected, language)}`]),
    ...(check.seen === undefined ? [] : [`  - ${say(check.seen, language)}`]),
    // Frames around the offending ones depend on how programs raced.
    ...check.frames
      .filter(({ offending }) => offending)
      .map(
        (frame) =>
          `  ▶ ${frame.program} ${ARROWS[frame.direction]} ${frame.words === undefined ? frame.line : say(frame.words, language)}`,
      ),
  ];
}

const ARROWS = { "to-broker": "→", "to-program": "←", itself: "·" } as const;

/** What differs from run to run, and what stands for it. */
const UNSTABLE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\bamq\.gen-[\w-]+/g, "amq.gen-<name>"],
  [/\bamq\.ctag-[\w-]+/g, "amq.ctag-<name>"],
  [/\bamq\.rabbitmq\.reply-to\.[\w.=+/-]+/g, "amq.rabbitmq.reply-to.<name>"],
  // A message that goes round in circles does so until somebody stops it.
  [/\bdelivery-tag=\d{2,}\b/g, "delivery-tag=<high>"],
  [/\bvhost-[0-9a-f]{8,}\b/g, "vhost-<name>"],
  [/\b(127\.0\.0\.1|localhost|\[::1\]|::1):\d{2,5}\b/g, "$1:<port>"],
  [/(amqps?:\/\/)[^\s/"'@]+@/g, "$1<user>@"],
  [/\b\d+(?:\.\d+)?( ?)(ms|s|milliseconds?|seconds?)\b/g, "<time>$1$2"],
  [/\d+(?:\.\d+)?( ?)(毫秒|秒)/g, "<time>$1$2"],
  [/#\d+\b/g, "#<number>"],
];

export function normalise(text: string): string {
  return UNSTABLE.reduce((so, [pattern, stands]) => so.replace(pattern, stands), text.replaceAll("\r\n", "\n"));
}

/** Lines that differ, with `-` for what is kept and `+` for what is now; undefined where nothing does. */
export function goldenDifference(kept: string, now: string): string | undefined {
  const before = normalise(kept);
  if (before === now) return undefined;
  const patch = createTwoFilesPatch("kept", "now", before, now, undefined, undefined, { context: 1 });
  return patch
    .split("\n")
    .filter((line) => /^[-+ ]/.test(line) && !/^(---|\+\+\+) /.test(line))
    .join("\n");
}
