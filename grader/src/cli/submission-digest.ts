/** Stands for all that a verdict depends on: the learner's files, the lesson's, the grader's and the broker's. Two equal digests mean one verdict. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { addFolder } from "../course/digest.ts";

/** @param lessonFolder absolute path of the lesson's folder, which holds `submission/` */
export async function submissionDigest(root: string, lessonFolder: string, broker: string): Promise<string> {
  const hash = createHash("sha256").update(broker);
  await addFolder(hash, join(lessonFolder, "submission"));
  for (const folder of [
    join(lessonFolder, "hidden"),
    join(lessonFolder, "public"),
    // A learner's copy has packages instead, whose digests stand in the lock file.
    join(root, "grader", "src"),
    join(root, "broker-lite", "src"),
  ]) {
    if (existsSync(folder)) await addFolder(hash, folder);
  }
  for (const file of [join(lessonFolder, "lesson.ts"), join(root, "package-lock.json")])
    hash.update(await readFile(file));
  return hash.digest("hex");
}
