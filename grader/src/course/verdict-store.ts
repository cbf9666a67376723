/**
 * Verdicts of broker-lite, kept by the content of all that they depend on: comparing two RabbitMQs with it costs its gradings once.
 * Owns the folder; what is in it may be deleted at any time.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addFolder } from "./digest.ts";
import type { CourseLesson } from "./course.ts";
import type { CourseSubmission } from "./submissions.ts";
import type { KeptVerdict } from "./verdict.ts";

export class VerdictStore {
  readonly #folder: string;
  /** Of the grader, the broker and the lesson's judgement. */
  readonly #common: string;

  private constructor(folder: string, common: string) {
    this.#folder = folder;
    this.#common = common;
  }

  static async open(root: string, { folder: lessonFolder }: CourseLesson, seed: number): Promise<VerdictStore> {
    const hash = createHash("sha256").update(`${process.version} ${seed}`);
    for (const folder of [
      join(root, "grader", "src"),
      join(root, "broker-lite", "src"),
      join(lessonFolder, "solution"),
    ])
      await addFolder(hash, folder);
    hash.update(await readFile(join(root, "package-lock.json")));
    await addJudgement(hash, lessonFolder);
    const folder = join(root, "node_modules", ".cache", "grader-verdicts");
    await mkdir(folder, { recursive: true });
    return new VerdictStore(folder, hash.digest("hex"));
  }

  async get(submission: CourseSubmission): Promise<KeptVerdict | undefined> {
    try {
      return JSON.parse(await readFile(await this.#file(submission), "utf8")) as KeptVerdict;
    } catch {
      return undefined;
    }
  }

  async keep(submission: Pick<CourseSubmission, "folder">, verdict: KeptVerdict): Promise<void> {
    // An error says nothing of the submission: it is asked for again.
    if (verdict.error === undefined) await writeFile(await this.#file(submission), JSON.stringify(verdict));
  }

  async #file({ folder }: Pick<CourseSubmission, "folder">): Promise<string> {
    const hash = createHash("sha256").update(this.#common);
    await addFolder(hash, folder);
    return join(this.#folder, `${hash.digest("hex")}.json`);
  }
}

/** The lesson's data and its tests; not its mistakes, handouts and programs. */
async function addJudgement(hash: ReturnType<typeof createHash>, lessonFolder: string): Promise<void> {
  const names = await readdir(lessonFolder);
  for (const name of ["criteria", "public"]) if (names.includes(name)) await addFolder(hash, join(lessonFolder, name));
  const hidden = join(lessonFolder, "hidden");
  const files = (await readdir(hidden)).filter((name) => name.endsWith(".ts")).map((name) => join(hidden, name));
  for (const file of [join(lessonFolder, "lesson.ts"), ...files.toSorted()]) hash.update(await readFile(file));
}
