/**
 * The messages of a queue that wait for a consumer, in the order of their positions. Owns that order and the byte count; knows
 * nothing of consumers, limits or expiry.
 *
 * New messages come in at the tail, deliveries leave at the head. What was taken from the head may come back to its place (a requeue),
 * and everything that comes back lies before everything that was never taken: so a list of the fresh ones and a small heap
 * of the returned ones keep the order without moving anything.
 */
import { FreshList } from "./fresh-list.ts";
import type { Entry } from "./message.ts";

export class ReadyList {
  readonly #fresh = new FreshList();
  readonly #returned: Entry[] = [];
  #bytes = 0;

  get length(): number {
    return this.#fresh.length + this.#returned.length;
  }

  /** Bytes of the bodies, as `x-max-length-bytes` counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  append(entry: Entry): void {
    this.#fresh.append(entry);
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
    return this.#returned.length > 0 ? this.#returned[0] : this.#fresh.peek();
  }

  shift(): Entry | undefined {
    const entry = this.#returned.length > 0 ? this.#shiftReturned() : this.#fresh.shift();
    if (entry !== undefined) this.#bytes -= entry.message.body.byteLength;
    return entry;
  }

  /** What came since the last call, and was not taken, stays for a while. */
  keep(): void {
    this.#fresh.keep();
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
}
