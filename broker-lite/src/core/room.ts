/**
 * Room for what clients declare and open: everything of which they can have as many as they like, in one sum, so that no client fills
 * the memory with names. Owns the sum; the refusals are RabbitMQ's for its own limits.
 */
import { DECLARED_COST_BYTES, DECLARED_MAXIMUM_BYTES } from "../limits.ts";
import type { FieldTable } from "../wire/index.ts";
import { channelError, connectionError } from "./errors.ts";
import { tableCost } from "./memory.ts";

export type Declared = keyof typeof DECLARED_COST_BYTES;

export class Room {
  readonly #maximumBytes: number;
  #bytes = 0;

  constructor(maximumBytes = DECLARED_MAXIMUM_BYTES) {
    this.#maximumBytes = maximumBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws PRECONDITION_FAILED where there is none for another one of that kind; for a channel NOT_ALLOWED, which ends the connection. */
  assertFor(kind: Declared, table?: FieldTable): void {
    if (this.#bytes + costOf(kind, table) <= this.#maximumBytes) return;
    const text = `cannot have another ${kind}: the limit for all that is declared (${this.#maximumBytes} bytes) is reached`;
    throw kind === "channel" ? connectionError("NOT_ALLOWED", text) : channelError("PRECONDITION_FAILED", text);
  }

  take(kind: Declared, table?: FieldTable): void {
    this.#bytes += costOf(kind, table);
  }

  /** @param table the same as when it was taken */
  giveBack(kind: Declared, table?: FieldTable): void {
    this.#bytes -= costOf(kind, table);
  }
}

function costOf(kind: Declared, table: FieldTable | undefined): number {
  return DECLARED_COST_BYTES[kind] + tableCost(table);
}
