/**
 * What has come on a connection and was not looked at yet, in the order in which it came. Owns the way from bytes to
 * whole methods with their content, and waiting with a deadline.
 */
import { FrameParser, METHODS, type Frame, type Method, type MethodName } from "../../src/wire/index.ts";
import type { Content } from "./transcript.ts";

export interface Arrival {
  readonly channel: number;
  readonly kind: MethodName | "heartbeat" | "protocol header" | "garbage" | "closed";
  readonly fields: object;
  readonly content?: Content;
  /** Sizes of the body frames that the content came in, in bytes with their 8 bytes of envelope. */
  readonly bodyFrameBytes: readonly number[];
}

/** Nothing came within the deadline: the scenario ends here, and its record shows it. */
export class NothingCame extends Error {
  override readonly name = "NothingCame";
}

interface Waiter {
  readonly wanted: (arrival: Arrival) => boolean;
  readonly resolve: (arrival: Arrival) => void;
}

interface PendingContent {
  readonly method: Method;
  properties: Content["properties"];
  bodySize: number;
  readonly chunks: Uint8Array[];
}

const LARGEST_FRAME_BYTES = 1024 * 1024;

export class Inbox {
  readonly #parser = new FrameParser({ maximumFrameBytes: LARGEST_FRAME_BYTES });
  readonly #arrivals: Arrival[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #pending = new Map<number, PendingContent>();
  #isClosed = false;
  #receivedBytes = 0;

  /** All that ever came, in bytes. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  receive(chunk: Uint8Array): void {
    this.#receivedBytes += chunk.length;
    if (Buffer.from(chunk.subarray(0, 4)).toString("latin1") === "AMQP") {
      this.#arrive(0, "protocol header", { bytes: new Uint8Array(chunk) });
      return;
    }
    let frames: readonly Frame[];
    try {
      frames = this.#parser.push(new Uint8Array(chunk));
    } catch (error) {
      this.#arrive(0, "garbage", { error: String(error) });
      return;
    }
    for (const frame of frames) this.#assemble(frame);
  }

  /** Nothing will come any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(CLOSED);
  }

  /** Takes the first arrival that is wanted, now or later; the others stay where they are. */
  async take(wanted: (arrival: Arrival) => boolean, what: string, deadlineMs: number): Promise<Arrival> {
    const index = this.#arrivals.findIndex(wanted);
    const [found] = index < 0 ? [] : this.#arrivals.splice(index, 1);
    if (found !== undefined) return found;
    if (this.#isClosed) return CLOSED;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        wanted,
        resolve: (arrival) => {
          clearTimeout(timer);
          resolve(arrival);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(new NothingCame(`${what} did not come within the deadline`));
      }, deadlineMs);
      this.#waiters.push(waiter);
    });
  }

  /** What came and nobody looked at, of one channel or of all. */
  leftOver(channel?: number): Arrival[] {
    const rest = this.#arrivals.filter(
      (arrival) => (channel === undefined || arrival.channel === channel) && arrival.kind !== "heartbeat",
    );
    for (const arrival of rest) this.#arrivals.splice(this.#arrivals.indexOf(arrival), 1);
    return rest;
  }

  #assemble(frame: Frame): void {
    const { channel } = frame;
    if (frame.type === "heartbeat") {
      this.#arrive(channel, "heartbeat", {});
      return;
    }
    if (frame.type === "method") {
      const { name, fields } = frame.method;
      if ("content" in METHODS[name]) {
        this.#pending.set(channel, { method: frame.method, properties: {}, bodySize: -1, chunks: [] });
      } else {
        this.#arrive(channel, name, fields);
      }
      return;
    }
    const pending = this.#pending.get(channel);
    if (pending === undefined) {
      this.#arrive(channel, "garbage", { error: `${frame.type} frame` });
      return;
    }
    if (frame.type === "header") {
      pending.properties = frame.properties;
      pending.bodySize = frame.bodySize;
    } else {
      pending.chunks.push(frame.payload);
    }
    const body = Buffer.concat(pending.chunks);
    if (pending.bodySize < 0 || body.length < pending.bodySize) return;
    this.#pending.delete(channel);
    const { name, fields } = pending.method;
    const bodyFrameBytes = pending.chunks.map((chunk) => chunk.length + 8);
    this.#arrive(channel, name, fields, { content: { properties: pending.properties, body }, bodyFrameBytes });
  }

  #arrive(
    channel: number,
    kind: Arrival["kind"],
    fields: object,
    more: { readonly content?: Content; readonly bodyFrameBytes: readonly number[] } = { bodyFrameBytes: [] },
  ): void {
    const arrival: Arrival = { channel, kind, fields, ...more };
    const index = this.#waiters.findIndex((waiter) => waiter.wanted(arrival));
    if (index < 0) {
      this.#arrivals.push(arrival);
      return;
    }
    const [waiter] = this.#waiters.splice(index, 1);
    waiter?.resolve(arrival);
  }
}

const CLOSED: Arrival = { channel: 0, kind: "closed", fields: {}, bodyFrameBytes: [] };

/** Nothing more will come on this channel after that. */
export function isEndOf(arrival: Arrival, channel: number): boolean {
  return (
    arrival.kind === "closed" ||
    arrival.kind === "connection.close" ||
    (arrival.kind === "channel.close" && arrival.channel === channel)
  );
}
