/** One submission of one lesson as a task that any grader of the same version can do, and what it comes to. Owns their form in files and messages. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Report } from "../../score/report.ts";
import type { Text } from "../../text.ts";
import { SUBMISSION_LIMITS } from "../submissions/limits.ts";
import { safePath, type SourceFiles } from "../submissions/sources.ts";

export const TASK_VERSION = 1;

export interface Task {
  /** Stands for all that the result depends on: equal keys, equal results. */
  readonly key: string;
  /** Folder of the lesson: `02-work-queues`. */
  readonly lesson: string;
  /** Of everything in the course that a verdict depends on. */
  readonly courseDigest: string;
  readonly seed: number;
  readonly files: SourceFiles;
}

/** `failed`: the grader's fault or the machine's, never the learner's. */
export type Outcome =
  | { readonly kind: "graded"; readonly report: Report }
  | { readonly kind: "failed"; readonly reason: Text };

export interface Result {
  readonly key: string;
  readonly outcome: Outcome;
}

/** What every task of a run has in common. */
export interface RunPolicy {
  /** Where programs run, as typed, without a password. */
  readonly broker: string;
  /** How strangers' programs are kept in. */
  readonly sandbox: string;
  /** Seeds of submissions are made from it. */
  readonly seed: number;
}

/** A seed for each submission, the same whenever and wherever it is graded in this run. */
export function makeTask(policy: RunPolicy, lesson: string, courseDigest: string, files: SourceFiles): Task {
  const digest = createHash("sha256");
  for (const [path, content] of [...files].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    digest.update(`${path}\0${content.byteLength}\0`).update(content);
  }
  const filesDigest = digest.digest("hex");
  const key = sha256(
    JSON.stringify([TASK_VERSION, courseDigest, lesson, policy.broker, policy.sandbox, policy.seed, filesDigest]),
  ).slice(0, 40);
  const seed = Number.parseInt(sha256(`${policy.seed} ${key}`).slice(0, 8), 16) >>> 1;
  return { key, lesson, courseDigest, seed, files };
}

/** A result that is worth keeping; another one is tried again when the command is typed again. */
export function isJudged(result: Result): boolean {
  return result.outcome.kind === "graded" && result.outcome.report.status !== "error";
}

const gzipped = promisify(gzip);
const gunzipped = promisify(gunzip);

/** Sources may hold as much as is kept of a submission, and a third more in letters. */
const PACKED_TASK_BYTES = SUBMISSION_LIMITS.sourceBytes * 2;
/** A report shows frames and output of every scenario. */
const PACKED_RESULT_BYTES = 64 * 2 ** 20;

export async function packTask(task: Task): Promise<Buffer> {
  const files = [...task.files].map(([path, content]) => [path, Buffer.from(content).toString("base64")]);
  return await gzipped(JSON.stringify({ version: TASK_VERSION, ...task, files }));
}

/** @throws Error where it is none, or one of another version. Paths are checked again: a message may come from anybody. */
export async function unpackTask(packed: Uint8Array): Promise<Task> {
  const { version, key, lesson, courseDigest, seed, files } = await unpack(packed, PACKED_TASK_BYTES);
  if (
    version !== TASK_VERSION ||
    !isKey(key) ||
    typeof lesson !== "string" ||
    typeof courseDigest !== "string" ||
    typeof seed !== "number" ||
    !Array.isArray(files)
  )
    throw new Error("this is no task of this version");
  const content = new Map<string, Uint8Array>();
  for (const [path, text] of files as [string, string][]) content.set(safePath(path), Buffer.from(text, "base64"));
  return { key, lesson, courseDigest, seed, files: content };
}

export async function packResult(result: Result): Promise<Buffer> {
  return await gzipped(JSON.stringify({ version: TASK_VERSION, ...result }));
}

/** @throws Error where it is none, or one of another version */
export async function unpackResult(packed: Uint8Array): Promise<Result> {
  const { version, key, outcome } = await unpack(packed, PACKED_RESULT_BYTES);
  if (version !== TASK_VERSION || !isKey(key) || !isOutcome(outcome))
    throw new Error("this is no result of this version");
  return { key, outcome };
}

/** Keys become names of files. */
export function isKey(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{40}$/u.test(value);
}

function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind === "failed") return "reason" in value;
  return value.kind === "graded" && "report" in value && typeof value.report === "object";
}

async function unpack(packed: Uint8Array, maximumBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const content: unknown = JSON.parse((await gunzipped(packed, { maxOutputLength: maximumBytes })).toString("utf8"));
  if (typeof content !== "object" || content === null) throw new Error("this is no task and no result");
  return content as Readonly<Record<string, unknown>>;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
