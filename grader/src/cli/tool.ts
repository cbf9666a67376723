/** Runs the tools of the repository by Node itself: no shell, no `.cmd` files, the same on every system. */
import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

export interface ToolOptions {
  readonly root: string;
  readonly stdio: StdioOptions;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How long a tool may take to stop after it was told to. */
const STOP_DEADLINE_MS = 4000;

/** The file that a package's command runs: `toolFile(root, "knip")`. */
export function toolFile(root: string, packageName: string, command: string = packageName): string {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  const file = typeof bin === "string" ? bin : bin[command];
  if (file === undefined) throw new Error(`${packageName} brings no command ${command}`);
  return join(folder, file);
}

export function startTool(
  file: string,
  typed: readonly string[],
  { root, stdio, environment = process.env, signal }: ToolOptions,
): ChildProcess {
  const child = spawn(process.execPath, [file, ...typed], { cwd: root, stdio, env: environment });
  const stop = (): void => {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS).unref();
  };
  signal.addEventListener("abort", stop);
  child.once("exit", () => signal.removeEventListener("abort", stop));
  return child;
}

/** Resolves with what a shell would call its exit code. */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    // `close` comes after the last of its output.
    child.once("close", (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}
