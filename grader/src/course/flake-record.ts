/** How far a long run of rounds has come, kept so that one that was interrupted goes on where it was. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addFolder } from "./digest.ts";
import type { Changed } from "./flake.ts";

export interface FlakeState {
  /** Rounds that are done, of all lessons. */
  readonly rounds: number;
  readonly verdicts: number;
  readonly changed: readonly Changed[];
}

const BEGINNING: FlakeState = { rounds: 0, verdicts: 0, changed: [] };

export class FlakeRecord {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @param settings what was asked for; with other settings, or another course or grader, it begins anew */
  static async open(root: string, settings: unknown): Promise<FlakeRecord> {
    const hash = createHash("sha256").update(`${process.version} ${JSON.stringify(settings)}`);
    for (const folder of [
      join(root, "grader", "src"),
      join(root, "broker-lite", "src"),
      join(root, "lessons"),
      join(root, "grader", "test", "right-in-other-ways"),
    ])
      await addFolder(hash, folder);
    return new FlakeRecord(join(root, "node_modules", ".cache", "grader-flake", `${hash.digest("hex")}.json`));
  }

  async read(): Promise<FlakeState> {
    try {
      return JSON.parse(await readFile(this.#file, "utf8")) as FlakeState;
    } catch {
      return BEGINNING;
    }
  }

  async write(state: FlakeState): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(this.#file, JSON.stringify(state));
  }

  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
