/**
 * The messages of a queue that wait for a consumer, in the order of their positions. Owns that order and the byte count; knows
 * nothing of consumers, limits or expiry.
 *
 * New messages come in at the tail, deliveries leave at the head. What was taken from the head may come back to its place (a requeue),
 * and everything that comes back lies before everything that was never taken: so a ring for the fresh ones and a small heap for the
 * returned ones keep the order without moving anything.
 */
import type { Entry } from "./message.ts";

const INITIAL_CAPACITY = 16;

export class ReadyList {
  #ring: (Entry | undefined)[] = [];
  #head = 0;
  #fresh = 0;
  readonly #returned: Entry[] = [];
  #bytes = 0;

  get length(): number {
    return this.#fresh + this.#returned.length;
  }

  /** Bytes of the bodies, as `x-max-length-bytes` counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  append(entry: Entry): void {
    if (this.#fresh === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#fresh) & (this.#ring.length - 1)] = entry;
    this.#fresh++;
    this.#bytes += entry.message.body.byteLength;
  }

  /** Puts an entry that was taken by `shift` back to its original place. */
  putBack(entry: Entry): void {
    const heap = this.#returned;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry;
      if (parent.position < entry.position) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
    this.#bytes += entry.message.body.byteLength;
  }

  peek(): Entry | undefined {
    return this.#returned.length > 0 ? this.#returned[0] : this.#ring[this.#head];
  }

  shift(): Entry | undefined {
    const entry = this.#returned.length > 0 ? this.#shiftReturned() : this.#shiftFresh();
    if (entry !== undefined) this.#bytes -= entry.message.body.byteLength;
    return entry;
  }

  *[Symbol.iterator](): Iterator<Entry> {
    yield* this.#returned.toSorted((left, right) => left.position - right.position);
    for (let offset = 0; offset < this.#fresh; offset++) {
      yield this.#ring[(this.#head + offset) & (this.#ring.length - 1)] as Entry;
    }
  }

  #shiftFresh(): Entry | undefined {
    if (this.#fresh === 0) return undefined;
    const entry = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#fresh--;
    if (this.#fresh === 0 && this.#ring.length > 1024) {
      this.#ring = [];
      this.#head = 0;
    }
    return entry;
  }

  #shiftReturned(): Entry | undefined {
    const heap = this.#returned;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let childIndex = index * 2 + 1;
      if (childIndex >= heap.length) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && right.position < (heap[childIndex] as Entry).position) childIndex++;
      const child = heap[childIndex] as Entry;
      if (child.position > last.position) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
    return first;
  }

  /** Doubles the ring; its length stays a power of two so that an index wraps with a mask. */
  #grow(): void {
    const capacity = Math.max(INITIAL_CAPACITY, this.#ring.length * 2);
    const ring: (Entry | undefined)[] = [];
    for (let offset = 0; offset < this.#fresh; offset++) {
      ring.push(this.#ring[(this.#head + offset) & (this.#ring.length - 1)]);
    }
    while (ring.length < capacity) ring.push(undefined);
    this.#ring = ring;
    this.#head = 0;
  }
}
