/**
 * Keeps two commands out of one folder: whoever works in it listens on a socket whose name is made of the folder's. The system takes it away with the
 * process, however that ends, so a lock is never left behind by a crash.
 */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

export interface Lock {
  release(): Promise<void>;
}

/** @returns undefined where another process holds it */
export async function lockFolder(folder: string): Promise<Lock | undefined> {
  const digest = createHash("sha256")
    .update(`${userInfo().username}\0${await realpath(folder)}`)
    .digest("hex")
    .slice(0, 16);
  const address =
    process.platform === "win32" ? String.raw`\\.\pipe\grader-class-${digest}` : join(tmpdir(), `gc-${digest}.sock`);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const server = await listen(address);
    if (server !== undefined) {
      // A process that is told to end at once leaves the name behind otherwise.
      const removeNow = (): void => rmSync(address, { force: true });
      if (process.platform !== "win32") process.once("exit", removeNow);
      return {
        release: async () => {
          await new Promise((resolve) => server.close(resolve));
          process.off("exit", removeNow);
        },
      };
    }
    if (await answers(address)) return undefined;
    // Its owner is gone: only the name is left.
    await rm(address, { force: true });
  }
  return undefined;
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
