/**
 * The way in of a connection: bytes become frames, one after the other, until the connection is blocked by an alarm; what came behind
 * that waits here. Owns the parser and the backlog; what a frame does, and what ends a connection, is decided there.
 */
import { FrameParser, WireError, type Frame } from "../wire/index.ts";

export interface IntakeActions {
  frame(frame: Frame): void;
  /** Behind the frames there was something that is none. */
  problem(error: WireError): void;
  /** Nothing more is to be brought until it may go on. */
  pause(isPaused: boolean): void;
}

export class Intake {
  readonly #parser: FrameParser;
  readonly #actions: IntakeActions;
  #isBlocked = false;
  /** The rest of the chunk in which the connection was blocked. */
  #frames: readonly Frame[] = [];
  #problem: WireError | undefined;
  /** What came after that. Few: a socket is not read while its connection waits. */
  #chunks: Uint8Array[] = [];

  /** @param maximumFrameBytes until more is agreed on */
  constructor(maximumFrameBytes: number, actions: IntakeActions) {
    this.#parser = new FrameParser({ maximumFrameBytes });
    this.#actions = actions;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  set maximumFrameBytes(bytes: number) {
    this.#parser.maximumFrameBytes = bytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#isBlocked) {
      this.#chunks.push(bytes);
      return;
    }
    let frames: readonly Frame[];
    let problem: WireError | undefined;
    try {
      frames = this.#parser.push(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      frames = error.framesBefore;
      problem = error;
    }
    this.#handle(frames, problem);
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
    const frames = this.#frames;
    const problem = this.#problem;
    const chunks = this.#chunks;
    this.#frames = [];
    this.#problem = undefined;
    this.#chunks = [];
    this.#handle(frames, problem);
    for (const chunk of chunks) this.push(chunk);
  }

  #handle(frames: readonly Frame[], problem: WireError | undefined): void {
    let done = 0;
    for (const frame of frames) {
      this.#actions.frame(frame);
      done++;
      if (!this.#isBlocked) continue;
      this.#frames = frames.slice(done);
      this.#problem = problem;
      return;
    }
    if (problem !== undefined) this.#actions.problem(problem);
  }
}
