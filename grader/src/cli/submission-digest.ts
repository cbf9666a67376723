/** Stands for all that a verdict depends on: the learner's files, the lesson's, the grader's and the broker's. Two equal digests mean one verdict. */
import { createHash, type Hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** @param lessonFolder absolute path of the lesson's folder, which holds `submission/` */
export async function submissionDigest(root: string, lessonFolder: string, broker: string): Promise<string> {
  const hash = createHash("sha256").update(broker);
  for (const folder of [
    join(lessonFolder, "submission"),
    join(lessonFolder, "hidden"),
    join(root, "grader", "src"),
    join(root, "broker-lite", "src"),
  ]) {
    await addFolder(hash, folder);
  }
  for (const file of [join(lessonFolder, "lesson.ts"), join(root, "package-lock.json")])
    hash.update(await readFile(file));
  return hash.digest("hex");
}

async function addFolder(hash: Hash, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules") continue;
    hash.update(`\0${entry.name}\0`);
    if (entry.isDirectory()) await addFolder(hash, path);
    else if (entry.isFile()) hash.update(await readFile(path));
  }
}
