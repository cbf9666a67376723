/**
 * Entries that nobody has taken yet, in the order in which they came: a ring. The first ones are objects, what waits behind many others is
 * packed. Owns that order and when an entry is packed; knows nothing of what comes back.
 */
import { keepBody, type Entry } from "./message.ts";
import { PackedEntries } from "./packed-entries.ts";

const INITIAL_CAPACITY = 16;
/** Slots of an empty ring that are not kept. */
const KEPT_CAPACITY_MAXIMUM = 1024;
/** Behind so many an entry is packed: the next ones to be delivered need not be. */
const LOOSE_MAXIMUM = 1024;

type Slot = Entry | PackedEntries | undefined;

export class FreshList {
  #ring: Slot[] = [];
  #head = 0;
  #slots = 0;
  #length = 0;
  /** Of the last slots: what came since the last `keep`. */
  #arrived = 0;

  get length(): number {
    return this.#length;
  }

  append(entry: Entry): void {
    if (this.#slots === this.#ring.length) this.#resize(Math.max(INITIAL_CAPACITY, this.#slots * 2));
    this.#ring[this.#index(this.#slots)] = entry;
    this.#slots++;
    this.#arrived++;
    this.#length++;
  }

  peek(): Entry | undefined {
    const slot = this.#ring[this.#head];
    return slot instanceof PackedEntries ? slot.peek() : slot;
  }

  shift(): Entry | undefined {
    const slot = this.#ring[this.#head];
    if (slot === undefined) return undefined;
    this.#length--;
    if (!(slot instanceof PackedEntries)) {
      this.#freeHead();
      return slot;
    }
    const entry = slot.shift();
    if (slot.length === 0) {
      slot.release();
      this.#freeHead();
    }
    return entry;
  }

  /** What came since the last call stays for a while, and must not keep what was read with it. */
  keep(): void {
    const arrived = Math.min(this.#arrived, this.#slots);
    this.#arrived = 0;
    if (arrived === 0) return;
    const end = this.#slots;
    this.#slots -= arrived;
    let before = this.#length - arrived;
    for (let offset = this.#slots; offset < end; offset++) {
      const index = this.#index(offset);
      const entry = this.#ring[index] as Entry;
      this.#ring[index] = undefined;
      this.#put(entry, before++);
    }
    if (this.#slots * 4 < this.#ring.length && this.#ring.length > KEPT_CAPACITY_MAXIMUM) {
      this.#resize(this.#ring.length / 2);
    }
  }

  /** @param before how many wait before it */
  #put(entry: Entry, before: number): void {
    const last = this.#slots === 0 ? undefined : this.#ring[this.#index(this.#slots - 1)];
    const packed = last instanceof PackedEntries ? last : undefined;
    // One that was begun is filled: there are not many with little in them.
    if (packed?.add(entry) === true) return;
    const isDeep = before >= LOOSE_MAXIMUM;
    if (!isDeep) keepBody(entry.message);
    this.#ring[this.#index(this.#slots)] = isDeep ? new PackedEntries(entry, packed?.envelope) : entry;
    this.#slots++;
  }

  #freeHead(): void {
    this.#ring[this.#head] = undefined;
    this.#head = this.#index(1);
    this.#slots--;
    if (this.#slots > 0 || this.#ring.length <= KEPT_CAPACITY_MAXIMUM) return;
    this.#ring = [];
    this.#head = 0;
  }

  #index(offset: number): number {
    return (this.#head + offset) & (this.#ring.length - 1);
  }

  /** The length of the ring stays a power of two so that an index wraps with a mask. */
  #resize(capacity: number): void {
    const ring: Slot[] = [];
    for (let offset = 0; offset < this.#slots; offset++) ring.push(this.#ring[this.#index(offset)]);
    while (ring.length < capacity) ring.push(undefined);
    this.#ring = ring;
    this.#head = 0;
  }
}
