/**
 * One process at a time in a data directory. The lock is a local socket that somebody listens on: the operating system lets go of it with
 * its process, however that ends, and nothing has to guess whether a file that was left behind still means something.
 *
 * Each who wants the lock listens at a name that was never there before, and then looks for others: of two at the same time at least one
 * sees the other. A name at which nobody listens stays so, and can be removed by anybody.
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { readdir, realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** How its names in the data directory begin. */
export const LOCK = "broker-lite.lock";
/** The least that a system allows for the path of a socket, in bytes (macOS), its end not included. */
const SOCKET_PATH_MAXIMUM_BYTES = 103;
/** Of those who came at the same time, nobody may have it: so often each tries again, after so long at most. */
const ATTEMPTS = 8;
const PAUSE_MAXIMUM_MS = 40;
/** What file systems say that know no sockets: folders that a container shares with Windows or macOS, say. */
const NO_SOCKETS = new Set(["ENOTSUP", "EOPNOTSUPP", "EPERM", "EINVAL", "ENOSYS"]);

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Undefined where another process has it, or this one. Throws the system's errors. */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const real = await realpath(directory);
  const name = `broker-lite-${createHash("sha256").update(real).digest("hex").slice(0, 32)}`;
  if (process.platform === "win32") return lockPipe(`\\\\.\\pipe\\${name}`);
  const inside = join(real, LOCK);
  const outside = join(tmpdir(), name);
  if (Buffer.byteLength(unique(inside)) > SOCKET_PATH_MAXIMUM_BYTES) return lockAt(outside);
  try {
    return await lockAt(inside);
  } catch (error) {
    if (!NO_SOCKETS.has(codeOf(error) ?? "")) throw error;
    return lockAt(outside);
  }
}

/** The system has each name once, and forgets it with the one who listens. */
async function lockPipe(path: string): Promise<DirectoryLock | undefined> {
  try {
    return lockOf(await listening(path));
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return undefined;
    throw error;
  }
}

async function lockAt(prefix: string): Promise<DirectoryLock | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const path = unique(prefix);
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    const lock = lockOf(await listening(path));
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    if (!(await areOthers(prefix, path))) return lock;
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await lock.release();
    // oxlint-disable-next-line no-await-in-loop -- not all at the same time again
    if (attempt < ATTEMPTS) await wait(randomInt(PAUSE_MAXIMUM_MS));
  }
  return undefined;
}

function unique(prefix: string): string {
  return `${prefix}.${randomBytes(6).toString("hex")}`;
}

async function listening(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ path, exclusive: true });
  await once(server, "listening");
  return server.unref();
}

/** Removes what those left who are gone. Who finds its own name taken away, by one who looked before it could be heard, is not alone either. */
async function areOthers(prefix: string, own: string): Promise<boolean> {
  const folder = dirname(prefix);
  const names = await readdir(folder, { withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isSocket() && entry.name.startsWith(`${basename(prefix)}.`))
    .map((entry) => join(folder, entry.name));
  const others = paths.filter((path) => path !== own);
  const alive = await Promise.all(
    others.map(async (path) => {
      const isAlive = await isListenedTo(path);
      if (!isAlive) await rm(path, { force: true });
      return isAlive;
    }),
  );
  return alive.includes(true) || others.length === paths.length;
}

async function isListenedTo(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    // Everything else is an answer of somebody: one who is about to end, one who is too busy, one whom we may not ask.
    const code = codeOf(error);
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  } finally {
    socket.destroy();
  }
}

function lockOf(server: Server): DirectoryLock {
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
