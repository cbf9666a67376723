/** Runs the command line as people do: a process of its own, from source. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const DEADLINE_MS = 20_000;

export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** Resolves when the text is on standard output; rejects when the program ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  finished(): Promise<Finished>;
}

export function start(...words: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", CLI, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = once(child, "close").then(([code, signal]: unknown[]): Finished => ({
    code: code as number | null,
    signal: signal as string | null,
    stdout,
    stderr,
  }));

  function printed(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = deferred<RegExpExecArray>();
    const look = (): void => {
      const match = pattern.exec(stdout);
      if (match !== null) resolve(match);
    };
    const deadline = setTimeout(() => {
      reject(new Error(`${pattern} was not printed within ${DEADLINE_MS} ms: ${stdout}${stderr}`));
    }, DEADLINE_MS);
    child.stdout?.on("data", look);
    void closed.then(() => reject(new Error(`it ended without printing ${pattern}: ${stdout}${stderr}`)));
    look();
    return promise.finally(() => {
      clearTimeout(deadline);
      child.stdout?.off("data", look);
    });
  }

  return { child, printed, finished: () => closed };
}

/** A broker on a free port, when it is ready. */
export async function startBrokerProcess(
  ...words: readonly string[]
): Promise<RunningCommand & { readonly port: number }> {
  const command = start("--port", "0", ...words);
  const [, port] = await command.printed(/^broker-lite listening on amqp:\/\/127\.0\.0\.1:(\d+)$/m);
  return { ...command, port: Number(port) };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
