/**
 * A temporary folder in which everything of this process lies, so that whatever a process leaves that was killed can be found and removed by the next
 * one. Its name says which machine and process it is of.
 */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Machines that share a temporary folder don't know each other's processes. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
/** Short, because sockets lie in it whose paths may have 100 characters. */
const NAME = new RegExp(`^gc-${HOST}-(\\d+)-[A-Za-z0-9]{6}$`, "u");

export interface PrivateFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** From then on, temporary folders of this process are made below it. */
export async function openPrivateFolder(): Promise<PrivateFolder> {
  const parent = tmpdir();
  await sweep(parent);
  const path = await mkdtemp(join(parent, `gc-${HOST}-${process.pid}-`));
  // Sandboxed programs are another user's: they may pass through it to their own, and see nothing.
  await chmod(path, 0o711);
  const variable = process.platform === "win32" ? "TEMP" : "TMPDIR";
  const before = process.env[variable];
  process.env[variable] = path;
  const removeNow = (): void => rmSync(path, { recursive: true, force: true });
  process.once("exit", removeNow);
  return {
    path,
    remove: async () => {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
      await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
      process.off("exit", removeNow);
    },
  };
}

async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent).catch((): string[] => []);
  for (const name of names) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    // Somebody else's stays: it is theirs to remove.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
