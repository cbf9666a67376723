/**
 * What the course remembers between two commands, in `.course/` at its root: the last report of each lesson and the hints
 * that were reached. Nothing in it is worth more than a run: what is damaged counts as not there.
 */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Report, REPORT_SCHEMA_VERSION } from "../score/report.ts";

/** Hints that were shown, by criterion, from 1 to 3. */
export type HintLevels = Readonly<Record<string, number>>;

export interface Kept {
  readonly report?: Report;
  readonly hintLevels: HintLevels;
  /** Stands for what was graded (see `submission-digest.ts`), where it was noted. */
  readonly digest?: string;
}

export interface CourseState {
  read(lessonFolderName: string): Promise<Kept>;
  /** @returns the error's code where it could not be written: worth a line, nothing more. */
  write(lessonFolderName: string, kept: Kept): Promise<string | undefined>;
  /** Forgets a lesson. */
  forget(lessonFolderName: string): Promise<void>;
}

const FORMAT = 1;

export function openState(root: string): CourseState {
  const folder = join(root, ".course", "lessons");
  const fileOf = (lesson: string): string => join(folder, `${lesson}.json`);
  return {
    async read(lesson) {
      return understood(await readFile(fileOf(lesson), "utf8").catch(() => ""));
    },
    async write(lesson, kept) {
      const file = fileOf(lesson);
      // Renamed into place, so that a reader or an interruption never meets half of it.
      const draft = `${file}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, `${JSON.stringify({ format: FORMAT, ...kept })}\n`);
        await rename(draft, file);
        return undefined;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        return error instanceof Error && "code" in error ? String(error.code) : String(error);
      }
    },
    async forget(lesson) {
      await rm(fileOf(lesson), { force: true }).catch(() => undefined);
    },
  };
}

function understood(text: string): Kept {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { hintLevels: {} };
  }
  if (!isRecord(value) || value["format"] !== FORMAT) return { hintLevels: {} };
  const { report, hintLevels, digest } = value;
  return {
    hintLevels: isRecord(hintLevels)
      ? Object.fromEntries(
          Object.entries(hintLevels).filter((entry): entry is [string, number] => isHintLevel(entry[1])),
        )
      : {},
    ...(isReport(report) ? { report } : {}),
    ...(typeof digest === "string" ? { digest } : {}),
  };
}

function isHintLevel(value: unknown): boolean {
  return value === 1 || value === 2 || value === 3;
}

/** What is shown from it must be there; the rest is as it was written. */
function isReport(value: unknown): value is Report {
  return (
    isRecord(value) &&
    value["schemaVersion"] === REPORT_SCHEMA_VERSION &&
    typeof value["score"] === "number" &&
    typeof value["max"] === "number" &&
    typeof value["status"] === "string" &&
    isRecord(value["lesson"]) &&
    isRecord(value["dimensions"]) &&
    ["checks", "advice", "problems", "programs", "wire"].every(
      (name) => Array.isArray(value[name]) && value[name].every(isRecord),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
