/**
 * basic.deliver to one consumer with its content header, mostly encoded before: what one delivery has in common with the one before it is
 * copied, and only the delivery tag is new.
 */
import { BASIC_CLASS_ID, FRAME_END, FRAME_HEADER_BYTES, FRAME_TYPE } from "./constants.ts";
import type { Writer } from "./cursor.ts";
import { writeHeaderFrame, writeMethodFrame } from "./frames.ts";
import type { Method, Properties } from "./types.ts";

/** Class, method. */
const METHOD_IDS_BYTES = 4;

export class DeliveryTemplate {
  readonly channel: number;
  readonly #consumerTag: string;
  readonly #tagAt: number;
  /** What the template was made for. */
  #exchange = "";
  #routingKey = "";
  #properties: Properties | undefined;
  #bodyBytes = -1;
  #bytes: Buffer | undefined;

  constructor(channel: number, consumerTag: string) {
    this.channel = channel;
    this.#consumerTag = consumerTag;
    this.#tagAt = FRAME_HEADER_BYTES + METHOD_IDS_BYTES + 1 + Buffer.byteLength(consumerTag);
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
    const start = writer.length;
    if (
      this.#bytes !== undefined &&
      !redelivered &&
      properties === this.#properties &&
      bodyBytes === this.#bodyBytes &&
      routingKey === this.#routingKey &&
      exchange === this.#exchange
    ) {
      writer.bytes(this.#bytes);
      writer.longLongAt(start + this.#tagAt, deliveryTag);
      return;
    }
    writeMethodFrame(writer, this.channel, this.method(deliveryTag, redelivered, exchange, routingKey));
    writeHeaderFrame(writer, this.channel, BASIC_CLASS_ID, bodyBytes, properties);
    if (bodyBytes > 0) {
      writer.octet(FRAME_TYPE.body);
      writer.short(this.channel);
      writer.long(bodyBytes);
    }
    if (redelivered) return;
    this.#exchange = exchange;
    this.#routingKey = routingKey;
    this.#properties = properties;
    this.#bodyBytes = bodyBytes;
    this.#bytes = writer.copyFrom(start);
  }

  method(deliveryTag: number, redelivered: boolean, exchange: string, routingKey: string): Method<"basic.deliver"> {
    const consumerTag = this.#consumerTag;
    return { name: "basic.deliver", fields: { consumerTag, deliveryTag, redelivered, exchange, routingKey } };
  }

  static endBody(writer: Writer): void {
    writer.octet(FRAME_END);
  }
}
