/**
 * What a run of a class remembers on disk: its number and seed, its tasks, and every result, each written whole before it counts. Whatever ends the
 * command, the next one goes on from here. Deleting the folder costs the gradings, nothing else.
 */
import { randomBytes } from "node:crypto";
import { appendFile, mkdir, open, readdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writeDurably } from "./durable.ts";
import { isKey, packResult, packTask, unpackResult, unpackTask, type Result, type Task } from "./task.ts";

const STATE_VERSION = 1;

interface RunFile {
  readonly version: number;
  /** Names its queues on a broker that others use as well. */
  readonly run: string;
  readonly seed: number;
}

/** A submission at whose grading the whole process died as often is not begun again. */
export const MOST_DEATHS = 3;

export class RunState {
  readonly run: string;
  readonly seed: number;
  readonly #folder: string;
  readonly #published: Set<string>;

  private constructor(folder: string, { run, seed }: RunFile, published: Set<string>) {
    this.#folder = folder;
    this.run = run;
    this.seed = seed;
    this.#published = published;
  }

  /** @param seed as typed; a run that was begun keeps its own */
  static async open(folder: string, seed: number): Promise<RunState> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, "run.json");
    let run = readRunFile(await readIfThere(file));
    if (run === undefined) {
      run = { version: STATE_VERSION, run: randomBytes(5).toString("hex"), seed };
      await writeDurably(file, JSON.stringify(run));
    }
    const lines = (await readIfThere(join(folder, "published")))?.toString("utf8").split("\n") ?? [];
    return new RunState(folder, run, new Set(lines.filter(isKey)));
  }

  /** Keys of results that are there, without reading them. */
  async resultKeys(): Promise<ReadonlySet<string>> {
    const names = await readdir(join(this.#folder, "results")).catch((): string[] => []);
    return new Set(names.map((name) => name.replace(/\.result$/u, "")).filter(isKey));
  }

  /** Undefined where there is none, or none that can be read: it is graded again then. */
  async result(key: string): Promise<Result | undefined> {
    const packed = await readIfThere(this.#resultFile(key));
    if (packed === undefined) return undefined;
    const result = await unpackResult(packed).catch(() => undefined);
    return result?.key === key ? result : undefined;
  }

  async keepResult(result: Result): Promise<void> {
    await writeDurably(this.#resultFile(result.key), await packResult(result));
  }

  async forgetResult(key: string): Promise<void> {
    await rm(this.#resultFile(key), { force: true });
    if (this.#published.delete(key)) await writeDurably(this.#publishedFile, [...this.#published, ""].join("\n"));
  }

  async keepTask(task: Task): Promise<void> {
    await writeDurably(this.#taskFile(task.key), await packTask(task));
  }

  async task(key: string): Promise<Task> {
    return await unpackTask(await this.packedTask(key));
  }

  async packedTask(key: string): Promise<Buffer> {
    const packed = await readIfThere(this.#taskFile(key));
    if (packed === undefined) throw new Error(`the task ${key} is gone from ${this.#folder}`);
    return packed;
  }

  /** Tasks that a broker has confirmed to keep. */
  get published(): ReadonlySet<string> {
    return this.#published;
  }

  async keepPublished(keys: readonly string[]): Promise<void> {
    const file = await open(this.#publishedFile, "a");
    try {
      await appendFile(file, keys.map((key) => `${key}\n`).join(""));
      await file.sync();
    } finally {
      await file.close();
    }
    for (const key of keys) this.#published.add(key);
  }

  async forgetPublished(): Promise<void> {
    this.#published.clear();
    await rm(this.#publishedFile, { force: true });
  }

  /** Notes that its grading begins. @returns how often it was begun before, and the process died */
  async begin(key: string): Promise<number> {
    const file = join(this.#folder, "begun", key);
    const deaths = Number((await readIfThere(file))?.toString("utf8") ?? 0);
    await writeDurably(file, String(deaths + 1));
    return deaths;
  }

  /** Its grading is over, or was given up in good order. */
  async end(key: string): Promise<void> {
    await rm(join(this.#folder, "begun", key), { force: true });
  }

  /** What is needed only while the run goes on. Results stay: the same command typed again finds all done. */
  async tidy(): Promise<void> {
    for (const name of ["tasks", "begun"]) await rm(join(this.#folder, name), { recursive: true, force: true });
    await unlink(this.#publishedFile).catch(() => undefined);
  }

  get #publishedFile(): string {
    return join(this.#folder, "published");
  }

  #resultFile(key: string): string {
    return join(this.#folder, "results", `${key}.result`);
  }

  #taskFile(key: string): string {
    return join(this.#folder, "tasks", `${key}.task`);
  }
}

/** A damaged file counts as none: a new run begins, and results are found again by their keys where the seed is the same. */
function readRunFile(content: Buffer | undefined): RunFile | undefined {
  try {
    const file = JSON.parse(content?.toString("utf8") ?? "") as Partial<RunFile>;
    const { version, run, seed } = file;
    return version === STATE_VERSION &&
      typeof run === "string" &&
      /^[0-9a-f]{10}$/u.test(run) &&
      typeof seed === "number"
      ? { version, run, seed }
      : undefined;
  } catch {
    return undefined;
  }
}
