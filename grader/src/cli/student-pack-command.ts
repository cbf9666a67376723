/** `npm run student-pack -- --out <folder>`: what learners get, as a folder that is a good first commit. */
import { resolve } from "node:path";
import { buildHandouts } from "../handout/build.ts";
import { FolderNotEmpty, writePack } from "../pack/write-pack.ts";
import { type Context, EXIT } from "./context.ts";
import { paperTexts as texts } from "./paper-texts.ts";
import { UsageError } from "./usage-error.ts";

export async function studentPackCommand(context: Context): Promise<number> {
  const { line, root, directory, say, screen, interrupt } = context;
  const [extra] = line.words;
  if (line.out === undefined || extra !== undefined) throw new UsageError(texts.studentPackUsage);
  const out = resolve(directory, line.out);
  screen.progress(say(texts.packBuilding), say(texts.packBuilding));
  try {
    const { packFiles } = await import("../pack/student-pack.ts");
    const files = await packFiles({ root, audience: "learner" });
    await writePack(files, out);
    // HTML alone: it prints well, and is the same on every machine.
    const { files: handouts } = await buildHandouts({ root, out: resolve(out, "handouts"), audience: "learner" });
    screen.progress(undefined);
    screen.print(say(texts.packWritten(files.size + handouts.length, line.out)));
    return interrupt.exitCode ?? EXIT.passed;
  } catch (error) {
    if (error instanceof FolderNotEmpty) throw new UsageError(texts.folderNotEmpty(line.out));
    throw error;
  } finally {
    screen.progress(undefined);
  }
}
