/** Frames that a connection wants to send, in order, until the transport takes them. Owns no socket. */
import {
  encodeHeartbeat,
  FrameWriter,
  type DeliveryTemplate,
  type Method,
  type MethodFields,
  type MethodName,
  type Properties,
} from "../wire/index.ts";

export class Outbox {
  readonly #frames = new FrameWriter();
  readonly #onOutput: () => void;
  #hasOutput = false;

  /** @param onOutput is called when there is something to send where there was nothing. */
  constructor(onOutput: () => void) {
    this.#onOutput = onOutput;
  }

  get bytes(): number {
    return this.#frames.bytes;
  }

  /** Negotiated: no frame is larger. 0 is no limit. */
  set maximumFrameBytes(bytes: number) {
    this.#frames.maximumFrameBytes = bytes;
  }

  send<N extends MethodName>(channel: number, name: N, fields: MethodFields<N>): void {
    this.#frames.method(channel, { name, fields } as unknown as Method);
    this.#noteOutput();
  }

  sendContent<N extends MethodName>(
    channel: number,
    name: N,
    fields: MethodFields<N>,
    properties: Properties,
    body: Uint8Array,
  ): void {
    this.#frames.content(channel, { name, fields } as unknown as Method, properties, body);
    this.#noteOutput();
  }

  /** basic.deliver to the consumer that the template is for. */
  deliver(
    template: DeliveryTemplate,
    deliveryTag: number,
    redelivered: boolean,
    exchange: string,
    routingKey: string,
    properties: Properties,
    body: Uint8Array,
  ): void {
    this.#frames.deliver(template, deliveryTag, redelivered, exchange, routingKey, properties, body);
    this.#noteOutput();
  }

  sendHeartbeat(): void {
    this.push(encodeHeartbeat());
  }

  push(piece: Uint8Array): void {
    this.#frames.piece(piece);
    this.#noteOutput();
  }

  take(): readonly Uint8Array[] {
    this.#hasOutput = false;
    return this.#frames.take();
  }

  #noteOutput(): void {
    if (this.#hasOutput) return;
    this.#hasOutput = true;
    this.#onOutput();
  }
}
