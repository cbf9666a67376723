/**
 * basic.deliver to one consumer with its content header: what one delivery has in common with the one before it is encoded once. That is
 * the start of the method, and mostly the whole content header.
 */
import { BASIC_CLASS_ID, FRAME_END, FRAME_TYPE } from "./constants.ts";
import { Writer } from "./cursor.ts";
import { writeHeaderFrame } from "./frames.ts";
import { methodIds } from "./methods.ts";
import type { Method, Properties } from "./types.ts";

export class DeliveryTemplate {
  readonly channel: number;
  readonly #consumerTag: string;
  /** Class, method and consumer tag. */
  readonly #start: Uint8Array;
  /** The content header's frame, and what it was made for. */
  #header: Uint8Array | undefined;
  #properties: Properties | undefined;
  #bodyBytes = -1;

  constructor(channel: number, consumerTag: string) {
    this.channel = channel;
    this.#consumerTag = consumerTag;
    const { classId, methodId } = methodIds("basic.deliver");
    const writer = new Writer(START_MAXIMUM_BYTES);
    writer.short(classId);
    writer.short(methodId);
    writer.shortString(consumerTag);
    this.#start = writer.take();
  }

  /** Method and content header, and where there is a body, the header of its frame: it is one frame. Throws an EncodeError. */
  writeHead(
    writer: Writer,
    deliveryTag: number,
    redelivered: boolean,
    exchange: string,
    routingKey: string,
    properties: Properties,
    bodyBytes: number,
  ): void {
    writer.octet(FRAME_TYPE.method);
    writer.short(this.channel);
    const lengthAt = writer.startLong();
    writer.bytes(this.#start);
    writer.longLong(deliveryTag);
    writer.octet(redelivered ? 1 : 0);
    writer.shortString(exchange);
    writer.shortString(routingKey);
    writer.endLong(lengthAt);
    writer.octet(FRAME_END);
    this.#writeHeader(writer, properties, bodyBytes);
    if (bodyBytes === 0) return;
    writer.octet(FRAME_TYPE.body);
    writer.short(this.channel);
    writer.long(bodyBytes);
  }

  /** The same as a method, for a body of several frames. */
  method(deliveryTag: number, redelivered: boolean, exchange: string, routingKey: string): Method<"basic.deliver"> {
    const consumerTag = this.#consumerTag;
    return { name: "basic.deliver", fields: { consumerTag, deliveryTag, redelivered, exchange, routingKey } };
  }

  static endBody(writer: Writer): void {
    writer.octet(FRAME_END);
  }

  #writeHeader(writer: Writer, properties: Properties, bodyBytes: number): void {
    if (this.#header !== undefined && properties === this.#properties && bodyBytes === this.#bodyBytes) {
      return writer.bytes(this.#header);
    }
    const start = writer.length;
    writeHeaderFrame(writer, this.channel, BASIC_CLASS_ID, bodyBytes, properties);
    // Properties that are seen for the first time may be seen for the last time.
    this.#header = properties === this.#properties ? writer.copyFrom(start) : undefined;
    this.#properties = properties;
    this.#bodyBytes = bodyBytes;
  }
}

/** Ids, and a short string. */
const START_MAXIMUM_BYTES = 4 + 256;
