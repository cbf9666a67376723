/** Reads a copy of the frames of one direction and records the methods in them. Changes nothing and stops nothing. */
import { ContentAssembler, FrameParser, isProtocolHeader, WireError, type Frame } from "broker-lite/wire";
import type { EventLog } from "./event-log.ts";

export interface DecoderIdentity {
  readonly program: string;
  readonly connection: number;
  readonly direction: "to-broker" | "to-program";
}

export class Decoder {
  readonly #identity: DecoderIdentity;
  readonly #log: EventLog;
  readonly #parser = new FrameParser({ maximumFrameBytes: 0 });
  readonly #assemblers = new Map<number, ContentAssembler>();
  /** Content methods whose content has not arrived in full. */
  readonly #begun = new Map<number, Extract<Frame, { type: "method" }>>();
  #ended = false;

  constructor(identity: DecoderIdentity, log: EventLog) {
    this.#identity = identity;
    this.#log = log;
  }

  /** Takes one whole frame. */
  push(bytes: Buffer): void {
    if (this.#ended || isProtocolHeader(bytes)) return;
    try {
      for (const frame of this.#parser.push(bytes)) this.#frame(frame);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.malformed(error.message);
    }
  }

  /** Records that what follows can't be read; decoding of this direction ends. */
  malformed(detail: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const { program, connection, direction } = this.#identity;
    this.#log.add({ program, connection, kind: "malformed", detail: `${direction}: ${detail}` });
  }

  /** The connection ended: records what was begun and never completed. */
  end(): void {
    for (const frame of this.#begun.values()) this.#record(frame);
    this.#begun.clear();
    this.#ended = true;
  }

  #frame(frame: Frame): void {
    if (frame.type === "heartbeat") return;
    const assembler = this.#assemblers.get(frame.channel) ?? new ContentAssembler();
    this.#assemblers.set(frame.channel, assembler);
    if (frame.type === "method" && assembler.isInContent) {
      // Closing a channel is allowed in the middle of a content; the content is then given up.
      assembler.reset();
      this.#flush(frame.channel);
    }
    const complete = assembler.push(frame);
    if (frame.type === "method" && complete === undefined) this.#begun.set(frame.channel, frame);
    if (complete === undefined) return;
    this.#begun.delete(frame.channel);
    if (complete.body === undefined) this.#record({ channel: frame.channel, method: complete.method });
    else {
      const body = Buffer.from(complete.body);
      const content = {
        properties: complete.properties ?? {},
        bodyHex: body.toString("hex"),
        text: body.toString("utf8"),
      };
      this.#log.add({ ...this.#identity, kind: "method", channel: frame.channel, method: complete.method, content });
    }
  }

  #flush(channel: number): void {
    const begun = this.#begun.get(channel);
    this.#begun.delete(channel);
    if (begun !== undefined) this.#record(begun);
  }

  #record(frame: Pick<Extract<Frame, { type: "method" }>, "channel" | "method">): void {
    this.#log.add({ ...this.#identity, kind: "method", channel: frame.channel, method: frame.method });
  }
}
