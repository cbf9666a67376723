/** All frames of a run, by scenario: what `npm run lesson N wire` shows. */
import type { Report } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import { frameLines } from "./frames.ts";
import { wrap } from "./layout.ts";
import { paintFor } from "./paint.ts";
import { texts } from "./texts.ts";

export interface WireOptions {
  readonly language: Language;
  readonly columns: number;
  readonly colour: boolean;
}

export function renderWire(report: Report, { language, columns, colour }: WireOptions): string {
  const paint = paintFor(colour);
  // Which frames cost a point is known to the criteria alone.
  const offending = new Set(
    report.checks.flatMap(({ scenario, frames }) =>
      frames.filter((frame) => frame.offending).map(({ number }) => `${scenario}\n${number}`),
    ),
  );
  const scenarios = report.wire.flatMap(({ scenario, title, frames }) => [
    "",
    ...wrap(say(texts.wireTitle(title), language), columns).map(paint.heading),
    ...(frames.length === 0
      ? [`  ${paint.faint(say(texts.wireEmpty, language))}`]
      : frameLines(
          frames.map((frame) => ({ ...frame, offending: offending.has(`${scenario}\n${frame.number}`) })),
          language,
          columns,
          paint,
        )),
  ]);
  return [...wrap(say(texts.wireLegend, language), columns).map(paint.faint), ...scenarios].join("\n");
}
