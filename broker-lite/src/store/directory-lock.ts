/**
 * One process at a time in a data directory. The lock is a local socket that somebody listens on: the operating system lets go of it with
 * its process, however that ends, and nothing has to guess whether a file that was left behind still means something.
 */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { lstat, realpath, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In the data directory, where it can be. */
export const LOCK = "broker-lite.lock";
/** The least that a system allows for the path of a socket, in bytes (macOS), its end included. */
const SOCKET_PATH_MAXIMUM_BYTES = 103;
const ATTEMPTS = 5;
/** What file systems say that know no sockets: folders that a container shares with Windows or macOS, say. */
const NO_SOCKETS = new Set(["ENOTSUP", "EOPNOTSUPP", "EPERM", "EINVAL", "ENOSYS"]);

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Undefined where another process has it, or this one. Throws the system's errors. */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const real = await realpath(directory);
  const name = `broker-lite-${createHash("sha256").update(real).digest("hex").slice(0, 32)}`;
  if (process.platform === "win32") return locked(await listen(`\\\\.\\pipe\\${name}`));
  const inside = join(real, LOCK);
  const outside = join(tmpdir(), `${name}.lock`);
  if (Buffer.byteLength(inside) > SOCKET_PATH_MAXIMUM_BYTES) return lockFile(outside);
  try {
    return await lockFile(inside);
  } catch (error) {
    if (!NO_SOCKETS.has(codeOf(error) ?? "")) throw error;
    return lockFile(outside);
  }
}

async function lockFile(path: string): Promise<DirectoryLock | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    const lock = locked(await listen(path));
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    if (lock !== undefined || !(await clearAbandoned(path))) return lock;
  }
  return undefined;
}

/** Undefined where somebody listens there, or did before it ended. */
async function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ path, exclusive: true });
    await once(server, "listening");
    return server.unref();
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return undefined;
    throw error;
  }
}

/** @returns false where somebody listens */
async function clearAbandoned(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() === false) throw new Error(`${path} is in the way`);
  if (await isListenedTo(path)) return false;
  // Somebody else may have cleared it meanwhile and listen there by now: so it is taken aside first, and asked again.
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    throw error;
  }
  if (await isListenedTo(aside)) {
    await rename(aside, path);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

async function isListenedTo(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ECONNREFUSED" || code === "ENOENT" || code === "ENOTSOCK") return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

function locked(server: Server | undefined): DirectoryLock | undefined {
  if (server === undefined) return undefined;
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
