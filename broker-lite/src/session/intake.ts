/**
 * The way in of a connection: bytes become frames, one after the other, until the connection is blocked by an alarm; what came behind
 * that waits in the parser. What a frame does, and what ends a connection, is decided by the connection.
 */
import { FrameParser, WireError, type Frame, type PublishFrame } from "../wire/index.ts";

export interface IntakeActions {
  readonly frame: (frame: Frame | PublishFrame) => void;
  /** Whether a publish on this channel may be taken as one: nothing else would happen between its frames. */
  readonly joins: (channel: number, bodyBytes: number) => boolean;
  /** There is something that is no frame. */
  readonly problem: (error: WireError) => void;
  /** Nothing more is to be brought until it may go on. */
  readonly pause: (isPaused: boolean) => void;
}

export class Intake {
  readonly #parser: FrameParser;
  readonly #actions: IntakeActions;
  #isBlocked = false;
  #isReading = false;

  /** @param maximumFrameBytes until more is agreed on */
  constructor(maximumFrameBytes: number, actions: IntakeActions) {
    this.#parser = new FrameParser({ maximumFrameBytes, joins: actions.joins, textsMustBeUtf8: true });
    this.#actions = actions;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  set maximumFrameBytes(bytes: number) {
    this.#parser.maximumFrameBytes = bytes;
  }

  /** @param isBorrowed when this returns, the bytes are used for something else */
  push(bytes: Uint8Array, isBorrowed: boolean): void {
    this.#parser.feed(bytes, isBorrowed);
    try {
      this.resume();
    } finally {
      this.#parser.release();
    }
  }

  /** Nothing behind the frame that is being handled is looked at. */
  block(): void {
    this.#isBlocked = true;
    this.#actions.pause(true);
  }

  /** What waited keeps waiting until `resume`. */
  unblock(): void {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.#actions.pause(false);
  }

  /** Handles what waited, as far as it is not blocked again. */
  resume(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#isBlocked) {
        const frame = this.#parser.next();
        if (frame === undefined) return;
        this.#actions.frame(frame);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#actions.problem(error);
    } finally {
      this.#isReading = false;
    }
  }
}
