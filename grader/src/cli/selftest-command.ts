/** `npm run selftest [n] [--update]`: the course contract of one lesson, or of all. */
import { renderMatrix } from "../course/matrix.ts";
import { selftest } from "../course/selftest.ts";
import { texts as courseTexts } from "../course/texts.ts";
import { escapeForTerminal } from "../report/escape.ts";
import { paintFor } from "../report/paint.ts";
import { type Context, EXIT } from "./context.ts";
import { lessonsTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

export async function selftestCommand(context: Context): Promise<number> {
  const { line, root, say, screen, interrupt } = context;
  // Without `--` npm keeps the dashes for itself: `npm run selftest 2 update` says the same.
  const update = line.update || line.words.includes("update");
  const [typed, extra] = line.words.filter((word) => word !== "update");
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const paint = paintFor(screen.colours.isColorSupported);
  let failed = 0;
  for (const courseLesson of await lessonsTyped(root, typed)) {
    const { lesson } = courseLesson;
    const result = await selftest(courseLesson, {
      root,
      broker: line.broker,
      ...(line.seed === undefined ? {} : { seed: line.seed }),
      update,
      signal: interrupt.signal,
      onProgress: (done, all, submission, scenario) => {
        const text = courseTexts.progress(lesson.number, done, all, `${submission}: ${say(scenario)}`);
        screen.progress(say(text), say(courseTexts.progressStep(lesson.number, submission)));
      },
    }).finally(() => screen.progress(undefined));
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    screen.print(renderMatrix(lesson, result.graded, context.language, paint));
    if (result.findings.length > 0) {
      screen.print(`\n${paint.bad(say(courseTexts.findings(result.findings.length)))}`);
      for (const { where, what } of result.findings)
        screen.print(`✗ ${where}: ${escapeForTerminal(say(what)).replaceAll("\n", "\n    ")}`);
    }
    if (update) screen.print(say(courseTexts.written(result.goldenWritten)));
    // The last line of each lesson is what `npm test` counts.
    screen.print(`\n${say(courseTexts.total(result.passed, result.failed))}\n`);
    failed += result.failed;
  }
  return failed === 0 ? EXIT.passed : EXIT.belowPassMark;
}
