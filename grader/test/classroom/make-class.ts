/**
 * Builds the folder of a class out of what the course has: solutions, starters, planted mistakes and cheats, handed in as folders, zips and tars.
 * Every submission differs from every other by a remark, so that each is graded by itself.
 *
 * node --conditions=source --import tsx grader/test/classroom/make-class.ts <folder> [learners] [lesson] [without-cheats]
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { CHEATS, type Cheat } from "../cheats/cheats.ts";
import { tar, zip } from "./archives.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface ClassOptions {
  readonly folder: string;
  readonly learners: number;
  /** Folder name of the lesson: `02-work-queues`. */
  readonly lesson: string;
  /** They want the sandbox: without one they do what they are after. */
  readonly withoutCheats?: boolean;
}

export interface MadeLearner {
  readonly id: string;
  /** `solution`, `starter`, `mistake no-ack`, `cheat prints-it`. */
  readonly from: string;
}

/** @returns who handed in what, in the order of their ids */
export async function makeClass(options: ClassOptions): Promise<readonly MadeLearner[]> {
  const { folder, learners, lesson } = options;
  await mkdir(folder, { recursive: true });
  const origins = await originsOf(lesson, options.withoutCheats === true);
  const made: MadeLearner[] = [];
  for (let index = 0; index < learners; index += 1) {
    const origin = origins[index % origins.length];
    if (origin === undefined) throw new Error(`there is nothing to make a class of in ${lesson}`);
    const id = `learner-${String(index + 1).padStart(3, "0")}`;
    await handIn(folder, id, index, withRemark(origin.files, id));
    made.push({ id, from: origin.name });
  }
  return made;
}

interface Origin {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

async function originsOf(lesson: string, withoutCheats: boolean): Promise<readonly Origin[]> {
  const folder = join(ROOT, "lessons", lesson);
  const solution = await filesIn(join(folder, "solution"));
  const origins: Origin[] = [
    { name: "solution", files: solution },
    { name: "starter", files: await filesIn(join(folder, "starter")) },
  ];
  const mistakes = join(folder, "hidden", "mistakes");
  for (const name of (await readdir(mistakes)).toSorted()) {
    const own = await filesIn(join(mistakes, name));
    origins.push({ name: `mistake ${name}`, files: new Map([...solution, ...own]) });
  }
  if (!withoutCheats) for (const cheat of CHEATS) origins.push(...(await cheatOrigin(cheat, [...solution.keys()])));
  return origins;
}

/** Its attack stands for each of the lesson's programs. One that a limit has to end is left out: where it ends is a matter of speed. */
async function cheatOrigin(cheat: Cheat, programs: readonly string[]): Promise<readonly Origin[]> {
  const { ends = ["deadline"] } = cheat;
  if (cheat.attack === undefined || !ends.includes("deadline")) return [];
  const attack = await readFile(join(ROOT, "grader", "test", "cheats", "attacks", cheat.attack), "utf8");
  const ending = extname(cheat.attack);
  const files = new Map<string, string>();
  for (const program of programs)
    files.set(basename(program, extname(program)) + ending, attack.replaceAll("/canary", CANARY));
  for (const [name, content] of Object.entries(cheat.files ?? {}))
    if (!name.includes("/")) files.set(name, content.replaceAll("/canary", CANARY));
  return [{ name: `cheat ${cheat.name}`, files }];
}

/** Where cheats try to write; there is no such folder. */
const CANARY = "/nowhere/canary";

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

/** Programs and their helpers; what describes a mistake stays here. */
async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.toSorted(byName)) {
    if (!entry.isFile() || !/\.(ts|mjs|js|py|json)$/u.test(entry.name)) continue;
    if (entry.name === "mistake.ts" || /\.test\.m?ts$/u.test(entry.name)) continue;
    files.set(entry.name, await readFile(join(folder, entry.name), "utf8"));
  }
  return files;
}

function withRemark(files: ReadonlyMap<string, string>, id: string): ReadonlyMap<string, string> {
  return new Map(
    [...files].map(([name, content]) => [
      name,
      name.endsWith(".json") ? content : `${content}${name.endsWith(".py") ? "#" : "//"} ${id}\n`,
    ]),
  );
}

/** One after the other as a folder, a zip, a tar.gz with a folder in it, and a tar. */
async function handIn(folder: string, id: string, index: number, files: ReadonlyMap<string, string>): Promise<void> {
  const list = [...files].map(([name, content]) => ({ name, content }));
  const inFolder = list.map(({ name, content }) => ({ name: `${id}-work/${name}`, content }));
  switch (index % 4) {
    case 0:
      await mkdir(join(folder, id), { recursive: true });
      for (const { name, content } of list) await writeFile(join(folder, id, name), content);
      return;
    case 1:
      await writeFile(join(folder, `${id}.zip`), zip(list));
      return;
    case 2:
      await writeFile(join(folder, `${id}.tar.gz`), gzipSync(await tar(inFolder)));
      return;
    default:
      await writeFile(join(folder, `${id}.tar`), await tar(list));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, learners = "60", lesson = "02-work-queues", cheats = ""] = process.argv.slice(2);
  if (folder === undefined) throw new Error("which folder?");
  const made = await makeClass({
    folder,
    learners: Number(learners),
    lesson,
    withoutCheats: cheats === "without-cheats",
  });
  const counts = new Map<string, number>();
  for (const { from } of made) {
    const kind = from.split(" ")[0] ?? from;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  process.stdout.write(
    `${made.length} submissions in ${folder}: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(", ")}\n`,
  );
}
