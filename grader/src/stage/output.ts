/** What a program wrote on one stream: kept up to a cap, the rest counted. */
import { StringDecoder } from "node:string_decoder";

/** Enough for anything worth reading; a program that prints without end costs no more memory than this. */
export const MAXIMUM_OUTPUT_BYTES = 256 * 1024;

export class CappedOutput {
  readonly #decoder = new StringDecoder("utf8");
  #text = "";
  #keptBytes = 0;
  #cutBytes = 0;

  add(chunk: Buffer): void {
    const room = MAXIMUM_OUTPUT_BYTES - this.#keptBytes;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#text += this.#decoder.write(kept);
    this.#keptBytes += kept.length;
    this.#cutBytes += chunk.length - kept.length;
  }

  get text(): string {
    return this.#text;
  }

  get cutBytes(): number {
    return this.#cutBytes;
  }
}
