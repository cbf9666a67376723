/**
 * Cuts one direction of a connection into whole frames, keeping their bytes as they were. Knows where frames end and nothing
 * of what is in them. Bytes that are no AMQP frames make it stop cutting for good; forwarding them is the connection's business.
 */
import { FRAME_END, FRAME_HEADER_BYTES, FRAME_OVERHEAD_BYTES, PROTOCOL_HEADER } from "broker-lite/wire";

/** Larger than any frame that a broker negotiates; beyond it the bytes are taken for no frame at all. */
const MAXIMUM_FRAME_BYTES = 16 * 1024 * 1024;
const HIGHEST_FRAME_TYPE = 8;

export class FrameCutter {
  #pending: Buffer = Buffer.alloc(0);
  #atStart = true;
  /** Why no more frames are cut. */
  #broken: string | undefined;

  get broken(): string | undefined {
    return this.#broken;
  }

  /** Bytes of a frame that has not arrived in full. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Takes bytes in any pieces; gives the frames that are complete now. The protocol header counts as one. */
  push(chunk: Buffer): readonly Buffer[] {
    if (this.#broken !== undefined) return [];
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.#lengthOf(bytes);
      if (length === undefined || this.#broken !== undefined) break;
      frames.push(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    this.#pending = bytes;
    return frames;
  }

  /** The bytes that wait for the rest of their frame, taken out. */
  takePending(): Buffer {
    const bytes = this.#pending;
    this.#pending = Buffer.alloc(0);
    return bytes;
  }

  /** Length of the frame at the start of the bytes; undefined while it is not complete. */
  #lengthOf(bytes: Buffer): number | undefined {
    const first = bytes[0];
    if (first === undefined) return undefined;
    if (this.#atStart && first === PROTOCOL_HEADER[0]) {
      if (bytes.length < PROTOCOL_HEADER.length) return undefined;
      this.#atStart = false;
      return PROTOCOL_HEADER.length;
    }
    this.#atStart = false;
    if (first === 0 || first > HIGHEST_FRAME_TYPE) return this.#breakOff(`no frame begins with ${first}`);
    if (bytes.length < FRAME_HEADER_BYTES) return undefined;
    const length = bytes.readUInt32BE(3) + FRAME_OVERHEAD_BYTES;
    if (length > MAXIMUM_FRAME_BYTES) return this.#breakOff(`a frame of ${length} bytes`);
    if (bytes.length < length) return undefined;
    if (bytes[length - 1] !== FRAME_END) return this.#breakOff(`a frame that ends with ${bytes[length - 1]}`);
    return length;
  }

  #breakOff(reason: string): undefined {
    this.#broken = reason;
    return undefined;
  }
}
