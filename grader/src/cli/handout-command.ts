/** `npm run handout [-- --out folder]`: everything that is printed, as HTML and, where there is a browser, as PDF. */
import { join, relative, resolve } from "node:path";
import { buildHandouts } from "../handout/build.ts";
import { type Context, EXIT } from "./context.ts";
import { paperTexts as texts } from "./paper-texts.ts";
import { UsageError } from "./usage-error.ts";

export async function handoutCommand(context: Context): Promise<number> {
  const { line, root, directory, say, screen, environment, interrupt } = context;
  const [extra] = line.words;
  if (extra !== undefined) throw new UsageError(texts.handoutUsage);
  const out = line.out === undefined ? join(root, "handouts") : resolve(directory, line.out);
  screen.progress(say(texts.handoutWriting), say(texts.handoutWriting));
  const { openPrinter } = await import("../handout/browser.ts");
  const printer = await openPrinter(environment["HANDOUT_BROWSER"] || undefined);
  try {
    if (printer === undefined) screen.complain(say(texts.noBrowser));
    else if (!(await printer.hasChineseFont())) screen.complain(say(texts.noChineseFont));
    const { files } = await buildHandouts({
      root,
      out,
      printer,
      signal: interrupt.signal,
      onPage: (done, all, file) => screen.progress(say(texts.handoutPrinting(done, all, file))),
    });
    screen.progress(undefined);
    const pdfs = files.filter((file) => file.endsWith(".pdf")).length;
    const shown = relative(directory, join(out, "index.html")).replaceAll("\\", "/");
    screen.print(say(texts.handoutsWritten(files.length - pdfs, pdfs, shown)));
    return interrupt.exitCode ?? EXIT.passed;
  } finally {
    screen.progress(undefined);
    await printer?.close();
  }
}
