/** What happens in an open lesson, one after the other: a key, a save, the end. Owns the terminal's raw mode and the watcher. */
import { relative } from "node:path";
import { watch } from "chokidar";

export type SessionEvent =
  | { readonly kind: "key"; readonly key: string }
  /** Path below the watched folder. */
  | { readonly kind: "saved"; readonly file: string }
  | { readonly kind: "graded" }
  | { readonly kind: "ended" };

export interface EventQueue {
  push(event: SessionEvent): void;
  next(): Promise<SessionEvent>;
}

export function openQueue(): EventQueue {
  const waiting: SessionEvent[] = [];
  let wanted: ((event: SessionEvent) => void) | undefined;
  return {
    push(event) {
      const deliver = wanted;
      wanted = undefined;
      if (deliver === undefined) waiting.push(event);
      else deliver(event);
    },
    next() {
      const event = waiting.shift();
      return event === undefined ? new Promise((resolve) => (wanted = resolve)) : Promise.resolve(event);
    },
  };
}

const CONTROL_C = "\u0003";
const CONTROL_D = "\u0004";

/** Reads single keys until closed; Ctrl+C and Ctrl+D are what they are everywhere. */
export function readKeys(
  queue: EventQueue,
  onInterrupt: () => void,
  stdin: NodeJS.ReadStream = process.stdin,
): () => void {
  const read = (data: string): void => {
    for (const key of data) {
      if (key === CONTROL_C) onInterrupt();
      else queue.push(key === CONTROL_D ? { kind: "key", key: "q" } : { kind: "key", key: key.toLowerCase() });
    }
  };
  const restore = (): void => void stdin.setRawMode(false);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  stdin.on("data", read);
  process.on("exit", restore);
  return () => {
    stdin.off("data", read);
    process.off("exit", restore);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

/** An editor writes a file in pieces, or several files at once: one save is when it has been quiet for so long. */
const QUIET_MS = 120;

/** Watches a folder until closed. */
export async function watchSaves(folder: string, queue: EventQueue): Promise<() => Promise<void>> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    // Programs may write files of their own; only sources are saves. Editors' drafts begin with a dot or end with ~.
    ignored: (path, stats) =>
      /(^|[/\\])(node_modules|\..+)$/.test(relative(folder, path)) ||
      (stats?.isFile() === true && !/\.(ts|mts|js|mjs|cjs|py|json)$/.test(path)),
  });
  let quiet: NodeJS.Timeout | undefined;
  watcher.on("all", (_event, path) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => queue.push({ kind: "saved", file: relative(folder, path) }), QUIET_MS);
  });
  // A watcher that fails (too many files, a network drive) leaves the key for grading again.
  watcher.on("error", () => undefined);
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return async () => {
    clearTimeout(quiet);
    await watcher.close();
  };
}
