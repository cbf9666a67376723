/** Collects the frames of one delivery while they pass, to be sent once more behind its last. */
import { FRAME_HEADER_BYTES, FRAME_OVERHEAD_BYTES, FRAME_TYPE } from "broker-lite/wire";

export class Duplicator {
  readonly #frames: Buffer[];
  readonly #channel: number;
  #missingBytes: number | undefined;

  /** @param method the frame of the basic.deliver */
  constructor(method: Buffer) {
    this.#frames = [method];
    this.#channel = method.readUInt16BE(1);
  }

  /** Takes a frame that follows; gives the whole delivery when this was its last frame. */
  push(frame: Buffer): readonly Buffer[] | undefined {
    if (frame.readUInt16BE(1) !== this.#channel) return undefined;
    if (frame[0] === FRAME_TYPE.header) this.#missingBytes = Number(frame.readBigUInt64BE(FRAME_HEADER_BYTES + 4));
    else if (frame[0] === FRAME_TYPE.body)
      this.#missingBytes = (this.#missingBytes ?? 0) - (frame.length - FRAME_OVERHEAD_BYTES);
    else return undefined;
    this.#frames.push(frame);
    return this.#missingBytes <= 0 ? this.#frames : undefined;
  }
}
