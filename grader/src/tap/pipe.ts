/**
 * One direction of one connection: bytes go on as they come, and a copy is decoded afterwards. While a fault is on, whole frames
 * go on one by one instead.
 *
 * Frames are recorded when the program sent them or could first see them: to the broker as they come in, to the program as they go out.
 */
import type { Socket } from "node:net";
import type { Decoder } from "./decoder.ts";
import { Duplicator } from "./duplicator.ts";
import type { ActiveHold, Direction, Faults } from "./faults.ts";
import { FrameCutter } from "./frame-cutter.ts";

/** Held back beyond this, the sender is made to wait. */
const MAXIMUM_QUEUED_BYTES = 4 * 1024 * 1024;

export interface PipeEnds {
  readonly from: Socket;
  readonly to: Socket;
}

export class Pipe {
  readonly #ends: PipeEnds;
  readonly #direction: Direction;
  readonly #faults: Faults;
  readonly #decoder: Decoder;
  readonly #cutter = new FrameCutter();
  /** Bytes of the frame in the cutter that have gone on already, from before a fault was switched on. */
  #sentAhead = 0;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #hold: ActiveHold | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The delay of the queue's first frame is over. */
  #ready = false;
  #duplicator: Duplicator | undefined;
  #atEnd: (() => void) | undefined;
  #closed = false;

  constructor(ends: PipeEnds, direction: Direction, faults: Faults, decoder: Decoder) {
    this.#ends = ends;
    this.#direction = direction;
    this.#faults = faults;
    this.#decoder = decoder;
    ends.from.on("data", (chunk: Buffer) => this.#data(chunk));
    ends.to.on("drain", () => this.#resume());
  }

  /** Lets frames go on that a hold kept back. */
  released(): void {
    if (this.#hold !== undefined && this.#faults.holds(this.#hold)) return;
    this.#hold = undefined;
    this.#flush();
  }

  /** The sender has said that it sends no more: calls back when everything has gone on. */
  end(then: () => void): void {
    if (this.#queue.length === 0) then();
    else this.#atEnd = then;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#queue = [];
  }

  #data(chunk: Buffer): void {
    if (this.#closed) return;
    const frameByFrame =
      this.#queue.length > 0 || this.#duplicator !== undefined || this.#faults.active(this.#direction);
    if (!frameByFrame || this.#cutter.broken !== undefined) return this.#passOn(chunk);
    const frames = this.#cutter.push(chunk);
    frames.forEach((frame, index) => {
      if (this.#direction === "to-broker") this.#decoder.push(frame);
      this.#enqueue(
        index === 0 && this.#sentAhead > 0 ? { rest: frame.subarray(this.#sentAhead), frame } : { rest: frame, frame },
      );
    });
    if (frames.length > 0) this.#sentAhead = 0;
    if (this.#cutter.broken !== undefined) {
      this.#decoder.malformed(this.#cutter.broken);
      this.#queueBytes(this.#cutter.takePending().subarray(this.#sentAhead));
      this.#sentAhead = 0;
    }
    this.#flush();
  }

  #passOn(chunk: Buffer): void {
    this.#write(chunk);
    for (const frame of this.#cutter.push(chunk)) this.#decoder.push(frame);
    this.#sentAhead = this.#cutter.pendingBytes;
    if (this.#cutter.broken !== undefined) this.#decoder.malformed(this.#cutter.broken);
  }

  #enqueue(piece: { readonly rest: Buffer; readonly frame: Buffer }): void {
    const whole = piece.rest.length === piece.frame.length;
    // A frame whose beginning has gone on already can't be held or doubled; it is recorded as it completes.
    if (!whole && this.#direction === "to-program") this.#decoder.push(piece.frame);
    this.#queueBytes(piece.rest);
  }

  #queueBytes(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    if (this.#queuedBytes > MAXIMUM_QUEUED_BYTES) this.#ends.from.pause();
  }

  /** Sends what may go on, in order. */
  #flush(): void {
    while (!this.#closed && this.#hold === undefined) {
      const frame = this.#queue[0];
      if (frame === undefined) break;
      const hold = this.#faults.holdFor(this.#direction, frame);
      if (hold !== undefined) {
        this.#hold = hold;
        hold.seen();
        return;
      }
      if (!this.#ready) {
        const delayMs = this.#faults.nextDelayMs();
        if (delayMs > 0) return this.#wait(delayMs);
      }
      this.#ready = false;
      this.#queue.shift();
      this.#queuedBytes -= frame.length;
      this.#sendFrame(frame);
    }
    if (this.#queue.length > 0) return;
    this.#resume();
    this.#atEnd?.();
    this.#atEnd = undefined;
  }

  #wait(delayMs: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ready = true;
      this.#flush();
    }, delayMs);
  }

  #sendFrame(frame: Buffer): void {
    this.#forward(frame);
    if (this.#direction !== "to-program") return;
    if (this.#duplicator === undefined) {
      if (this.#faults.takeDuplicate(frame)) this.#duplicator = new Duplicator(frame);
      return;
    }
    const again = this.#duplicator.push(frame);
    if (again === undefined) return;
    this.#duplicator = undefined;
    for (const copy of again) this.#forward(copy);
  }

  #forward(frame: Buffer): void {
    this.#write(frame);
    if (this.#direction === "to-program") this.#decoder.push(frame);
  }

  #write(bytes: Buffer): void {
    const { from, to } = this.#ends;
    if (to.destroyed || to.writableEnded) return;
    if (!to.write(bytes)) from.pause();
  }

  #resume(): void {
    if (this.#queuedBytes <= MAXIMUM_QUEUED_BYTES && !this.#ends.to.writableNeedDrain) this.#ends.from.resume();
  }
}
