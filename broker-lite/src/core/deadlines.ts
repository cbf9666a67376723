/**
 * Everything that is due at some time, in one heap: expiring messages and queues, heartbeats, handshakes. Owns no timer: somebody
 * sleeps until `next()` and then calls `advance(now)`, which in tests is a number that grows.
 */

/** Something planned. `cancel` may be called at any time and more than once. */
export interface Deadline {
  readonly atMs: number;
  cancel(): void;
}

interface Planned extends Deadline {
  readonly sequence: number;
  action: (() => void) | undefined;
}

export class Deadlines {
  #heap: Planned[] = [];
  #sequence = 0;
  #cancelled = 0;
  readonly #onSooner: (atMs: number) => void;

  /** @param onSooner is told whenever the next deadline moved to an earlier time. */
  constructor(onSooner: (atMs: number) => void = () => {}) {
    this.#onSooner = onSooner;
  }

  /** Plans an action for a time in milliseconds since 1970; deadlines of the same time are due in the order in which they were planned. */
  at(atMs: number, action: () => void): Deadline {
    const planned: Planned = {
      atMs,
      sequence: this.#sequence++,
      action,
      cancel: () => {
        if (planned.action === undefined) return;
        planned.action = undefined;
        this.#cancelled++;
        if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
      },
    };
    this.#push(planned);
    if (this.#heap[0] === planned) this.#onSooner(atMs);
    return planned;
  }

  /** When `advance` has to be called next, or undefined when nothing is planned. */
  next(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.atMs;
  }

  /** Runs all that is due at that time, the earliest first, what is planned meanwhile included. */
  advance(nowMs: number): void {
    for (;;) {
      this.#dropCancelled();
      const first = this.#heap[0];
      if (first === undefined || first.atMs > nowMs) return;
      this.#pop();
      const action = first.action;
      first.action = undefined;
      action?.();
    }
  }

  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && this.#heap[0]?.action === undefined) {
      this.#pop();
      this.#cancelled--;
    }
  }

  /** Cancelled deadlines stay in the heap until they come up; when they are most of it, it is built anew. */
  #sweep(): void {
    const alive = this.#heap.filter((planned) => planned.action !== undefined);
    this.#heap = alive.toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
    this.#cancelled = 0;
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(planned);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Planned;
      if (!isBefore(planned, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = planned;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = index * 2 + 1;
      if (childIndex >= heap.length) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, heap[childIndex] as Planned)) childIndex++;
      const child = heap[childIndex] as Planned;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }
}

function isBefore(left: Planned, right: Planned): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.sequence < right.sequence);
}
