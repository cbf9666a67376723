/**
 * One socket and the connection it carries: brings bytes, takes the outbox, once a turn, and holds back what the peer does not read.
 * Knows nothing of AMQP.
 */
import type { Socket } from "node:net";
import type { Deadline } from "../core/deadlines.ts";
import type { ConnectionError } from "../core/errors.ts";
import { CLOSE_TIMEOUT_MS, SOCKET_BUFFER_MAXIMUM_BYTES, SOCKET_BUFFER_PAUSE_BYTES } from "../limits.ts";
import { Connection } from "../session/connection.ts";
import type { ConnectionOptions } from "../session/options.ts";
import { isLoopbackAddress } from "./auth.ts";
import type { OutputTurn } from "./output-turn.ts";
import { pauseReading, startReading } from "./reading.ts";

/** Both ends of a socket. */
export interface Addresses {
  readonly host: string;
  readonly port: number;
  readonly peerHost: string;
  readonly peerPort: number;
}

/** What all connections of a broker have in common. */
export type SharedOptions = Omit<ConnectionOptions, "isLoopback" | "onOutput" | "onEnd">;

export class Transport {
  readonly connection: Connection;
  /** They stay when the socket is gone. */
  readonly addresses: Addresses;
  readonly connectedAtMs: number;
  readonly #socket: Socket;
  readonly #plan: (action: () => void) => Deadline;
  #isEnding = false;
  /** Set when the socket was told to end: the peer has so long to agree. */
  #lastChance: Deadline | undefined;
  /** The connection must wait. */
  #isBlocked = false;
  /** The peer does not read what it asked for. */
  #isFlooded = false;

  /** @param sharesMemory with other sockets, to read into, where that is possible */
  constructor(accepted: Socket, turn: OutputTurn, options: SharedOptions, sharesMemory: boolean) {
    const socket = startReading(accepted, sharesMemory, (chunk, isBorrowed) =>
      turn.read(() => this.connection.receive(chunk, isBorrowed)),
    );
    this.#socket = socket;
    const { clock, deadlines } = options.broker;
    this.#plan = (action) => deadlines.at(clock.now() + CLOSE_TIMEOUT_MS, action);
    this.addresses = {
      host: socket.localAddress ?? "",
      port: socket.localPort ?? 0,
      peerHost: socket.remoteAddress ?? "",
      peerPort: socket.remotePort ?? 0,
    };
    this.connectedAtMs = options.broker.clock.now();
    this.connection = new Connection({
      ...options,
      isLoopback: isLoopbackAddress(socket.remoteAddress),
      onOutput: () => turn.add(this),
      onEnd: () => {
        this.#isEnding = true;
        turn.add(this);
      },
      onPause: (isPaused) => {
        this.#isBlocked = isPaused;
        this.#readOrNot();
      },
    });
    socket.setNoDelay(true);
    socket.on("drain", () => this.#drained());
    // What went wrong with a socket changes nothing: `close` follows, and everything open goes back to its queue.
    socket.on("error", () => {});
    socket.on("end", () => this.connection.disconnected());
    socket.on("close", () => {
      this.#lastChance?.cancel();
      this.connection.disconnected();
    });
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  /** Its peer must read, or an alarm end, before it is listened to again. */
  get isUnread(): boolean {
    return this.#isBlocked || this.#isFlooded;
  }

  /** Produced, and not yet with the operating system: what a slow peer costs. */
  get bytesWaiting(): number {
    return this.#socket.writableLength + this.connection.outbox.bytes;
  }

  get bytesSent(): number {
    return this.#socket.bytesWritten;
  }

  /** Calls back when the socket is gone; at once where it is already. */
  onClosed(callback: () => void): void {
    if (this.#socket.closed) callback();
    else this.#socket.once("close", callback);
  }

  flush(): void {
    const pieces = this.connection.takeOutput();
    const socket = this.#socket;
    if (socket.writable && pieces.length > 0) {
      if (pieces.length === 1) socket.write(pieces[0]!);
      else {
        socket.cork();
        for (const piece of pieces) socket.write(piece);
        socket.uncork();
      }
      if (socket.writableLength > SOCKET_BUFFER_MAXIMUM_BYTES) this.connection.setStalled(true);
      if (socket.writableLength > SOCKET_BUFFER_PAUSE_BYTES) {
        this.#isFlooded = true;
        this.#readOrNot();
      }
    }
    if (this.#isEnding) this.#end();
  }

  /** Last words, then the end; what the connection has open stays where the stopping broker has it. */
  shutDown(error: ConnectionError): void {
    this.connection.shutDown(error);
    this.flush();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** A peer that reads no more, or says no goodbye, must not keep its socket for ever. */
  #end(): void {
    this.#socket.end();
    if (this.#socket.closed || this.#lastChance !== undefined) return;
    this.#lastChance = this.#plan(() => this.#socket.destroy());
  }

  #drained(): void {
    this.#isFlooded = false;
    this.#readOrNot();
    this.connection.setStalled(false);
  }

  #readOrNot(): void {
    const { isUnread } = this;
    this.connection.setUnread(isUnread);
    if (isUnread === this.#socket.isPaused()) return;
    if (isUnread) pauseReading(this.#socket);
    else this.#socket.resume();
  }
}
