/**
 * The frames of one connection, in the order in which they are written, until somebody takes their bytes: small ones one behind the other
 * in one piece, large bodies as pieces of their own, which are not copied.
 */
import { BASIC_CLASS_ID, FRAME_OVERHEAD_BYTES } from "./constants.ts";
import { Writer } from "./cursor.ts";
import { DeliveryTemplate } from "./delivery-template.ts";
import { COPIED_BODY_MAXIMUM_BYTES, encodeBody, writeBodyFrame, writeHeaderFrame, writeMethodFrame } from "./frames.ts";
import type { Method, Properties } from "./types.ts";

/** A piece is complete when it has so many bytes; one frame with a copied body still fits behind that. */
const PIECE_BYTES = 56 * 1024;
const PIECE_CAPACITY_BYTES = 64 * 1024;
/** A larger piece is handed over as it is, a smaller one is copied, and its memory used again. */
const COPIED_PIECE_MAXIMUM_BYTES = 8 * 1024;
/** Writers that nobody uses now: a connection that has nothing to say has none. */
const IDLE_WRITERS_MAXIMUM = 8;
const idleWriters: Writer[] = [];

export class FrameWriter {
  /** No frame is larger; 0 is no limit. */
  maximumFrameBytes = 0;
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;
  #writer: Writer | undefined;

  /** Written and not taken. */
  get bytes(): number {
    return this.#piecesBytes + (this.#writer?.length ?? 0);
  }

  /** Throws an EncodeError where a value can't be carried; then nothing of it is written. */
  method(channel: number, method: Method): void {
    const writer = this.#open();
    const start = writer.length;
    try {
      writeMethodFrame(writer, channel, method);
    } catch (error) {
      writer.reset(start);
      throw error;
    }
  }

  /** A method with its content header and body. Throws an EncodeError; then nothing of it is written. */
  content(channel: number, method: Method, properties: Properties, body: Uint8Array): void {
    const writer = this.#open();
    const start = writer.length;
    try {
      writeMethodFrame(writer, channel, method);
      writeHeaderFrame(writer, channel, BASIC_CLASS_ID, body.length, properties);
    } catch (error) {
      writer.reset(start);
      throw error;
    }
    if (body.length <= COPIED_BODY_MAXIMUM_BYTES && this.#isOneFrame(body)) writeBodyFrame(writer, channel, body);
    else for (const piece of encodeBody(channel, body, this.maximumFrameBytes)) this.piece(piece);
  }

  /** basic.deliver. Throws an EncodeError; then nothing of it is written. */
  deliver(
    template: DeliveryTemplate,
    deliveryTag: number,
    redelivered: boolean,
    exchange: string,
    routingKey: string,
    properties: Properties,
    body: Uint8Array,
  ): void {
    if (!this.#isOneFrame(body)) {
      const method = template.method(deliveryTag, redelivered, exchange, routingKey);
      return this.content(template.channel, method, properties, body);
    }
    const writer = this.#open();
    const start = writer.length;
    const { length } = body;
    try {
      template.writeHead(writer, deliveryTag, redelivered, exchange, routingKey, properties, length);
    } catch (error) {
      writer.reset(start);
      throw error;
    }
    if (length === 0) return;
    if (length <= COPIED_BODY_MAXIMUM_BYTES) writer.bytes(body);
    else this.piece(body);
    DeliveryTemplate.endBody(writer);
  }

  /** Bytes that are frames already; they are not copied and must not change. */
  piece(bytes: Uint8Array): void {
    this.#cut();
    this.#pieces.push(bytes);
    this.#piecesBytes += bytes.length;
  }

  /** What was written, to be sent piece by piece. */
  take(): readonly Uint8Array[] {
    this.#cut();
    if (this.#writer !== undefined && idleWriters.length < IDLE_WRITERS_MAXIMUM) idleWriters.push(this.#writer);
    this.#writer = undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#piecesBytes = 0;
    return pieces;
  }

  #isOneFrame(body: Uint8Array): boolean {
    return this.maximumFrameBytes === 0 || body.length + FRAME_OVERHEAD_BYTES <= this.maximumFrameBytes;
  }

  /** With room for a frame or two. */
  #open(): Writer {
    if (this.#writer === undefined) this.#writer = idleWriters.pop() ?? new Writer(PIECE_CAPACITY_BYTES);
    else if (this.#writer.length >= PIECE_BYTES) this.#cut();
    return this.#writer;
  }

  #cut(): void {
    const writer = this.#writer;
    if (writer === undefined || writer.length === 0) return;
    const piece = writer.length > COPIED_PIECE_MAXIMUM_BYTES ? writer.detach() : writer.take();
    this.#pieces.push(piece);
    this.#piecesBytes += piece.length;
  }
}
