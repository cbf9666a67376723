/**
 * What messages cost in memory, by count and not by measuring: the same traffic gives the same number on every machine. Owns the sums;
 * what follows from them is the business of `alarms.ts`.
 */
import { ENTRY_COST_BYTES, FIELD_COST_BYTES, MESSAGE_COST_BYTES } from "../limits.ts";
import type { FieldTable, FieldValue } from "../wire/index.ts";
import type { Message } from "./message.ts";

export interface MemoryLimits {
  /** Bodies and all that belongs to them, in bytes. */
  readonly totalBytes: number;
  /** What lies on the JavaScript heap, which has a limit of its own: everything but the bodies. */
  readonly heapBytes: number;
}

export class MemoryGauge {
  readonly #limits: MemoryLimits;
  #bodyBytes = 0;
  #heapBytes = 0;

  constructor(limits: MemoryLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bodyBytes + this.#heapBytes;
  }

  get isAboveLimit(): boolean {
    return this.#heapBytes > this.#limits.heapBytes || this.bytes > this.#limits.totalBytes;
  }

  /** The message has one more place: in a queue, with a consumer, in a transaction. Its body counts once. */
  enter(message: Message): void {
    this.#heapBytes += ENTRY_COST_BYTES;
    if (message.places++ > 0) return;
    this.#bodyBytes += message.body.byteLength;
    this.#heapBytes += MESSAGE_COST_BYTES + tableCost(message.properties.headers);
  }

  leave(message: Message): void {
    this.#heapBytes -= ENTRY_COST_BYTES;
    if (--message.places > 0) return;
    this.#bodyBytes -= message.body.byteLength;
    this.#heapBytes -= MESSAGE_COST_BYTES + tableCost(message.properties.headers);
  }

  /** Bytes that belong to no message yet: of a body that is still coming, or of a transaction. Negative ones give back. */
  hold(bytes: number): void {
    this.#bodyBytes += bytes;
  }
}

/** A table takes many times its bytes on the wire once it is read: three bytes are enough for a field. */
export function tableCost(table: FieldTable | undefined): number {
  if (table === undefined) return 0;
  let cost = 0;
  for (const name in table) cost += FIELD_COST_BYTES + name.length + valueCost(table[name] as FieldValue);
  return cost;
}

function valueCost(field: FieldValue): number {
  switch (field.type) {
    case "string":
      return field.value.length;
    case "bytes":
      return field.value.byteLength;
    case "table":
      return tableCost(field.value);
    case "array":
      return field.value.reduce((sum, item) => sum + FIELD_COST_BYTES + valueCost(item), 0);
    default:
      return 0;
  }
}
