/** Reads the planted mistakes of a lesson. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Mistake } from "../lesson.ts";

export interface PlacedMistake {
  /** Name of its folder below `hidden/mistakes/`. */
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly mistake: Mistake;
}

/** @throws Error where a folder has no `mistake.ts` that exports `mistake`. */
export async function loadMistakes(lessonFolder: string): Promise<readonly PlacedMistake[]> {
  const parent = join(lessonFolder, "hidden", "mistakes");
  const entries = await readdir(parent, { withFileTypes: true }).catch(unlessMissing);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const folder = join(parent, name);
      const file = join(folder, "mistake.ts");
      const module: { mistake?: Mistake } = await import(pathToFileURL(file).href);
      if (module.mistake === undefined) throw new Error(`${file} exports no \`mistake\``);
      return { name, folder, mistake: module.mistake };
    }),
  );
}

function unlessMissing(error: NodeJS.ErrnoException): [] {
  if (error.code !== "ENOENT") throw error;
  return [];
}
