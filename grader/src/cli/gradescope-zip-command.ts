/** `npm run gradescope-zip -- <lesson> --out <file.zip>`: what a teacher uploads to Gradescope as the autograder of a lesson. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Context, EXIT } from "./context.ts";
import { paperTexts as texts } from "./paper-texts.ts";
import { lessonTyped } from "./places.ts";
import { UsageError } from "./usage-error.ts";

export async function gradescopeZipCommand(context: Context): Promise<number> {
  const { line, root, directory, say, screen } = context;
  const [typed, extra] = line.words;
  if (typed === undefined || line.out === undefined || extra !== undefined)
    throw new UsageError(texts.gradescopeZipUsage);
  const { lesson } = await lessonTyped(root, typed);
  screen.progress(say(texts.packBuilding), say(texts.packBuilding));
  try {
    const { gradescopeFiles, zip } = await import("../pack/gradescope-zip.ts");
    const bytes = zip(await gradescopeFiles(root, lesson.number));
    await writeFile(resolve(directory, line.out), bytes);
    screen.progress(undefined);
    screen.print(say(texts.zipWritten(line.out, Math.ceil(bytes.length / 1024), lesson.number)));
    return EXIT.passed;
  } finally {
    screen.progress(undefined);
  }
}
