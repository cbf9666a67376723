/** Bytes that a connection wants to send, in order, until the transport takes them. Owns no socket. */
import {
  encodeContent,
  encodeHeartbeat,
  encodeMethod,
  type Method,
  type MethodFields,
  type MethodName,
  type Properties,
} from "../wire/index.ts";

export class Outbox {
  /** Negotiated: no frame is larger. 0 is no limit. */
  maximumFrameBytes = 0;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  readonly #onOutput: () => void;

  /** @param onOutput is called when there is something to send where there was nothing. */
  constructor(onOutput: () => void) {
    this.#onOutput = onOutput;
  }

  get bytes(): number {
    return this.#bytes;
  }

  send<N extends MethodName>(channel: number, name: N, fields: MethodFields<N>): void {
    this.push(encodeMethod(channel, { name, fields } as unknown as Method));
  }

  sendContent<N extends MethodName>(
    channel: number,
    name: N,
    fields: MethodFields<N>,
    properties: Properties,
    body: Uint8Array,
  ): void {
    const method = { name, fields } as unknown as Method;
    for (const piece of encodeContent(channel, method, properties, body, this.maximumFrameBytes)) this.push(piece);
  }

  sendHeartbeat(): void {
    this.push(encodeHeartbeat());
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#pieces.length === 1) this.#onOutput();
  }

  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    return pieces;
  }
}
