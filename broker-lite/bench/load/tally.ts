/**
 * What came, against what had to come: each channel gets the messages of its batch in their order, whole, again and again. Says at the end
 * what was lost, doubled or damaged.
 */

export class Tally {
  received = 0;
  readonly #batch: number;
  readonly #step: number;
  readonly #channels: number;
  /** By channel, from 1: the index that comes next. */
  readonly #next: Int32Array;
  readonly #counts: Float64Array;
  #damaged = 0;
  #misplaced = 0;
  #firstMisplaced: string | undefined;

  /**
   * @param batch indexes go from 0 to this, then begin again
   * @param channels that each have a queue
   * @param isShared each message goes to one of the queues, in turn; else all go to all
   */
  constructor(batch: number, channels: number, isShared: boolean) {
    if (isShared && batch % channels !== 0) throw new RangeError(`${batch} messages do not share ${channels} queues`);
    this.#batch = batch;
    this.#channels = channels;
    this.#step = isShared ? channels : 1;
    this.#next = new Int32Array(channels + 1);
    this.#counts = new Float64Array(channels + 1);
    if (isShared) for (let channel = 1; channel <= channels; channel++) this.#next[channel] = channel - 1;
  }

  note(channel: number, index: number, isWhole: boolean): void {
    this.received++;
    this.#counts[channel]!++;
    if (!isWhole) this.#damaged++;
    if (index !== this.#next[channel]) {
      this.#misplaced++;
      this.#firstMisplaced ??= `channel ${channel} got ${index} where ${this.#next[channel]} was due`;
    }
    const next = index + this.#step;
    this.#next[channel] = next >= this.#batch ? next - this.#batch : next;
  }

  /** Throws unless everything came, once, whole and in order. */
  assertComplete(expectedPerChannel: number): void {
    if (this.#damaged > 0) throw new Error(`${this.#damaged} of ${this.received} messages do not match their checksum`);
    if (this.#misplaced > 0) {
      throw new Error(
        `${this.#misplaced} of ${this.received} messages are not the ones that were due: ${this.#firstMisplaced}`,
      );
    }
    for (let channel = 1; channel <= this.#channels; channel++) {
      const count = this.#counts[channel]!;
      if (count !== expectedPerChannel)
        throw new Error(`queue ${channel} gave ${count} of ${expectedPerChannel} messages`);
    }
  }
}
