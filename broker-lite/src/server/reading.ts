/**
 * How bytes come from sockets: all of them read into the same memory, one after the other, where the runtime lets them; otherwise each read
 * gets memory of its own (docs/adr/0008-where-time-goes.md). Knows nothing of what is read.
 */
import { Socket, type Server } from "node:net";
import { Duplex } from "node:stream";

/** What Node reads at once when it reads into memory of its own. */
const READ_BYTES = 64 * 1024;

/** A read and what follows from it are over before the next socket is read. Costs nothing before that. */
const sharedMemory = Buffer.allocUnsafeSlow(READ_BYTES);

/** On Windows the system might write while others read; Node doesn't promise that it does not. */
const CAN_SHARE = process.platform !== "win32";

/** @param isBorrowed when this returns, the chunk's memory is used for something else */
export type Receive = (chunk: Uint8Array, isBorrowed: boolean) => void;

/** What `net` knows of a socket and has no name for in its documentation. */
interface Inner {
  _handle?: { useUserBuffer?: unknown } | null;
  /** Counts it until it is closed. */
  _server?: Server | null;
}

/**
 * Starts to read a socket that was accepted by a server with `pauseOnConnect`. Gives back the socket to go on with, which may be another
 * object: only a new one can be told where to read to (`onread`). Nothing is received before this turn is over.
 */
export function startReading(accepted: Socket, sharesMemory: boolean, receive: Receive): Socket {
  const socket = (sharesMemory && CAN_SHARE ? readerIntoSharedMemory(accepted, receive) : undefined) ?? accepted;
  // All that comes, or what came while reading was paused.
  socket.on("data", (chunk) => receive(chunk, false));
  socket.resume();
  return socket;
}

/** As for any stream: some more is read, and waits. (A socket with `onread` would stop at once, and not see that its peer is gone.) */
export function pauseReading(socket: Socket): void {
  Duplex.prototype.pause.call(socket);
}

/** Undefined where this Node can't do it; then the socket is as it was. */
function readerIntoSharedMemory(accepted: Socket, receive: Receive): Socket | undefined {
  const { _handle: handle, _server: server } = inner(accepted);
  if (typeof handle?.useUserBuffer !== "function" || server === undefined || server === null) return undefined;
  const callback = (length: number): boolean => {
    const chunk = sharedMemory.subarray(0, length);
    if (socket.isPaused() || socket.readableLength > 0) return socket.push(Buffer.from(chunk));
    receive(chunk, true);
    return true;
  };
  const options: object = { handle, onread: { buffer: sharedMemory, callback } };
  const socket = new Socket(options);
  const { _handle: taken } = inner(socket);
  if (taken !== handle) return undefined;
  Object.assign(socket, { _server: server, server });
  Object.assign(accepted, { _handle: null, _server: null, server: null });
  return socket;
}

function inner(socket: Socket): Inner {
  return socket as unknown as Inner;
}
