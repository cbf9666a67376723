/** Frames that are encoded before anything is measured. */
import { encodeContent, encodeMethod, makeMethod, type Properties } from "broker-lite/wire";
import { makeBody } from "./body.ts";

const FRAME_MAXIMUM_BYTES = 131_072;
/** Method, frame: 1 type, 2 channel, 4 size, 4 class and method, 8 tag, 1 multiple, 1 end. */
const ACK_BYTES = 21;
const ACK_TAG_AT = 15;

export interface BatchOptions {
  readonly messages: number;
  readonly bodyBytes: number;
  readonly exchange: string;
  readonly routingKey: (index: number) => string;
  readonly properties: Properties;
  readonly seed: number;
}

/** So many publishes on channel 1, as one piece of bytes. */
export function encodeBatch({ messages, bodyBytes, exchange, routingKey, properties, seed }: BatchOptions): Buffer {
  const pieces: Uint8Array[] = [];
  for (let index = 0; index < messages; index++) {
    const method = makeMethod("basic.publish", { exchange, routingKey: routingKey(index) });
    pieces.push(...encodeContent(1, method, properties, makeBody(index, bodyBytes, seed), FRAME_MAXIMUM_BYTES));
  }
  return Buffer.concat(pieces);
}

/** Acknowledgements one by one, written together. */
export class AckWriter {
  readonly #template = Buffer.from(encodeMethod(1, makeMethod("basic.ack", { deliveryTag: 0 })));
  #bytes = Buffer.allocUnsafe(ACK_BYTES * 4096);
  #length = 0;

  add(channel: number, deliveryTag: number): void {
    if (this.#length + ACK_BYTES > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
    this.#template.copy(this.#bytes, this.#length);
    this.#bytes.writeUInt16BE(channel, this.#length + 1);
    this.#bytes.writeUInt32BE(deliveryTag, this.#length + ACK_TAG_AT);
    this.#length += ACK_BYTES;
  }

  /** A copy, since a socket may still hold what was taken before. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }
}
