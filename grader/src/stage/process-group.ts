/** Starts programs in process groups of their own, and ends such groups with everything in them, on every system. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const isWindows = process.platform === "win32";

export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A pipe that ends with this process, for what must not outlive it; closed unless said. */
  readonly stdin?: "pipe";
}

/**
 * Starts the command with both outputs piped. Its group is written down in `registryFolder` until `forget`, so that
 * whoever owns the run can end it even when the thread that started it is gone.
 */
export function startGroup(command: Command, registryFolder: string): ChildProcess {
  const { stdin = "ignore" } = command;
  const child = spawn(command.file, command.arguments, {
    cwd: command.folder,
    env: command.environment,
    // Windows has no signals: a preload turns a message into SIGINT (see submission/runtime.ts).
    stdio: isWindows ? [stdin, "pipe", "pipe", "ipc"] : [stdin, "pipe", "pipe"],
    detached: !isWindows,
    windowsHide: true,
  });
  if (child.pid !== undefined) registerGroup(child.pid, registryFolder);
  return child;
}

export function registerGroup(pid: number, registryFolder: string): void {
  mkdirSync(registryFolder, { recursive: true });
  writeFileSync(join(registryFolder, String(pid)), "");
}

export function forgetGroup(pid: number, registryFolder: string): void {
  rmSync(join(registryFolder, String(pid)), { force: true });
}

/** Ends every group that is still written down. Synchronous, for the last moment of a process. */
export function killRegisteredGroups(registryFolder: string): void {
  let names: string[];
  try {
    names = readdirSync(registryFolder);
  } catch {
    return;
  }
  for (const name of names) {
    killGroup(Number(name));
    forgetGroup(Number(name), registryFolder);
  }
}

/** Ends a program and its children at once. */
export function killGroup(pid: number): void {
  if (isWindows) spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
  else signalGroup(pid, "SIGKILL");
}

/** Asks a program to stop, as Ctrl+C in its terminal does: the signal goes to all of its group. */
export function interruptGroup(child: ChildProcess, signal: "SIGINT" | "SIGTERM"): void {
  if (child.pid === undefined) return;
  if (!isWindows) signalGroup(child.pid, signal);
  else if (child.connected) child.send({ graderSignal: signal });
  else killGroup(child.pid);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // The group has ended already.
    if (!(error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM"))) throw error;
  }
}
