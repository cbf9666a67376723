/**
 * Writes every lesson's `topology.svg` from its `lesson.ts`; with `--check` it writes nothing, names the files that are not
 * what would be written, and exits 1 if there are any. Owns the files, not the picture.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Lesson } from "../lesson.ts";
import { topologySvg } from "./topology-svg.ts";

export interface TopologyFile {
  readonly file: string;
  readonly isCurrent: boolean;
}

/** Looks at one lesson's picture and, unless only checking, brings it up to date. */
export async function writeTopology(
  lesson: Lesson,
  lessonFolder: string,
  options: { readonly check?: boolean } = {},
): Promise<TopologyFile> {
  const file = path.join(lessonFolder, "topology.svg");
  const wanted = topologySvg(lesson);
  // A checkout on Windows may have turned line ends into CRLF; that is no difference in the picture.
  const found = await readFile(file, "utf8").then((text) => text.replaceAll("\r\n", "\n"), unlessMissing);
  const isCurrent = found === wanted;
  if (!isCurrent && options.check !== true) await writeFile(file, wanted);
  return { file, isCurrent };
}

/** All lessons below a folder, in order. @throws what a lesson's own `lesson.ts` throws. */
export async function writeTopologies(
  lessonsFolder: string,
  options: { readonly check?: boolean } = {},
): Promise<readonly TopologyFile[]> {
  const files: TopologyFile[] = [];
  for (const name of (await readdir(lessonsFolder)).toSorted()) {
    if (!/^\d\d-/.test(name)) continue;
    const folder = path.join(lessonsFolder, name);
    const loaded: { readonly lesson: Lesson } = await import(pathToFileURL(path.join(folder, "lesson.ts")).href);
    files.push(await writeTopology(loaded.lesson, folder, options));
  }
  return files;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

async function main(): Promise<void> {
  const check = process.argv.includes("--check");
  const lessonsFolder = fileURLToPath(new URL("../../../lessons", import.meta.url));
  const stale = (await writeTopologies(lessonsFolder, { check })).filter(({ isCurrent }) => !isCurrent);
  for (const { file } of stale)
    console.log(`${check ? "not current" : "written"}: ${path.relative(process.cwd(), file)}`);
  if (check && stale.length > 0) process.exitCode = 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
