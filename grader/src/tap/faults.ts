/**
 * What can be broken at a tap, and the switches for it. A switch holds for all connections of the program, those that are made
 * later too.
 *
 * A duplicated delivery has the delivery tag of the first, as if the network had said it twice: a broker never does that, and answers
 * a second ack of one tag with 406. It is meant for consumers without acknowledgement; for the others publish a message twice.
 */
import { methodIds, FRAME_HEADER_BYTES, FRAME_TYPE, type MethodName } from "broker-lite/wire";
import { Deferred } from "../deferred.ts";
import type { Hold, WireFaults } from "../stage/stage.ts";

export type Direction = "to-broker" | "to-program";

interface ActiveHold {
  readonly direction: Direction;
  readonly classId: number;
  readonly methodId: number;
  seen(): void;
}

export interface FaultListener {
  /** Frames that are held may go on now. */
  released(direction: Direction): void;
  cut(): void;
}

export class Faults implements WireFaults {
  readonly #listeners = new Set<FaultListener>();
  readonly #holds = new Set<ActiveHold>();
  readonly #random: () => number;
  #delayMaximumMs = 0;
  #duplicates = 0;

  /** @param random gives a number from 0 up to, not including, 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  attach(listener: FaultListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether frames of this direction have to be looked at one by one. */
  active(direction: Direction): boolean {
    if (this.#delayMaximumMs > 0) return true;
    if (direction === "to-program" && this.#duplicates > 0) return true;
    return [...this.#holds].some((hold) => hold.direction === direction);
  }

  cut(): void {
    for (const listener of Array.from(this.#listeners)) listener.cut();
  }

  hold(direction: Direction, name: MethodName): Hold {
    const held = new Deferred<void>();
    const hold: ActiveHold = { direction, ...methodIds(name), seen: () => held.resolve() };
    this.#holds.add(hold);
    return {
      held: () => held.promise,
      release: () => {
        this.#holds.delete(hold);
        for (const listener of Array.from(this.#listeners)) listener.released(direction);
      },
    };
  }

  duplicateNextDelivery(): void {
    this.#duplicates += 1;
  }

  delay(maximumMs: number): void {
    this.#delayMaximumMs = maximumMs;
  }

  /** The hold that this frame begins, where it is the method that one waits for. */
  holdFor(direction: Direction, frame: Buffer): ActiveHold | undefined {
    return [...this.#holds].find((hold) => hold.direction === direction && isMethodFrame(frame, hold));
  }

  /** Whether the hold is still on. */
  holds(hold: ActiveHold): boolean {
    return this.#holds.has(hold);
  }

  /** Takes one duplication where this frame begins a delivery and one is wanted. */
  takeDuplicate(frame: Buffer): boolean {
    if (this.#duplicates === 0 || !isMethodFrame(frame, methodIds("basic.deliver"))) return false;
    this.#duplicates -= 1;
    return true;
  }

  nextDelayMs(): number {
    return this.#delayMaximumMs === 0 ? 0 : this.#random() * this.#delayMaximumMs;
  }
}

export type { ActiveHold };

function isMethodFrame(frame: Buffer, ids: { readonly classId: number; readonly methodId: number }): boolean {
  return (
    frame[0] === FRAME_TYPE.method &&
    frame.length > FRAME_HEADER_BYTES + 4 &&
    frame.readUInt16BE(FRAME_HEADER_BYTES) === ids.classId &&
    frame.readUInt16BE(FRAME_HEADER_BYTES + 2) === ids.methodId
  );
}
