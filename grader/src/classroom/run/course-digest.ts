/** Stands for all of the course that a verdict depends on: two graders with the same one judge alike. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addFolder } from "../../course/digest.ts";
import type { CourseLesson } from "../../course/course.ts";

/** Folders of the grader that show, teach or collect, and don't judge. */
const WITHOUT_JUDGEMENT = new Set(["classroom", "cli", "course", "handout", "report", "tutor"]);
/** Of a lesson, beside `lesson.ts` and what it imports. */
const OF_A_LESSON = new Set(["hidden", "public", "criteria", "lesson.ts"]);

/** The grader's own sources, or what was built from them. */
const GRADER = fileURLToPath(new URL("../..", import.meta.url));

/** By the lesson's folder name. */
export async function courseDigests(lessons: readonly CourseLesson[]): Promise<ReadonlyMap<string, string>> {
  const common = createHash("sha256");
  await addSome(common, GRADER, (name) => !WITHOUT_JUDGEMENT.has(name));
  const judgement = common.digest("hex");
  const digests = new Map<string, string>();
  for (const { lesson, folder } of lessons) {
    const hash = createHash("sha256").update(judgement);
    await addSome(hash, folder, (name) => OF_A_LESSON.has(name), new Set(["mistakes"]));
    digests.set(lesson.folder, hash.digest("hex").slice(0, 32));
  }
  return digests;
}

async function addSome(
  hash: ReturnType<typeof createHash>,
  folder: string,
  counts: (name: string) => boolean,
  without: ReadonlySet<string> = new Set(),
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (!counts(entry.name) || entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    hash.update(`\0${entry.name}\0`);
    if (entry.isFile()) hash.update(await readFile(path));
    else if (entry.isDirectory() && without.size === 0) await addFolder(hash, path);
    else if (entry.isDirectory()) await addSome(hash, path, (name) => !without.has(name));
  }
}
