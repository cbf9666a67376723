/**
 * One channel of a walk: whether it is open, which of its deliveries are open, what is not confirmed yet. Owns the numbering of
 * deliveries: RabbitMQ's queues are processes, and what two of them deliver in the same instant comes in either order; so deliveries
 * that come together are numbered by consumer.
 */
import type { MethodFields } from "../../src/wire/index.ts";
import type { Arrival } from "../oracle/inbox.ts";
import type { Peer } from "../oracle/peer.ts";
import type { SettleCommand } from "./commands.ts";

interface OpenDelivery {
  /** As the broker said. */
  readonly tag: number;
  /** As it is written down. */
  readonly number: number;
  /** The last tag of those that came with it: "multiple" up to there means the same in either order. */
  readonly lastTagOfBatch: number;
}

/** A tag to settle, and how it is written down. */
export interface Tag {
  readonly tag: number;
  readonly number: number;
}

const UNKNOWN_TAG = 99;

export class SlotState {
  readonly peer: Peer;
  readonly number: number;
  isOpen = true;
  /** What came by itself since it was last written down. */
  arrivals: Arrival[] = [];
  readonly #noAckConsumers = new Set<string>();
  #open: OpenDelivery[] = [];
  #inTransaction: OpenDelivery[] | undefined;
  #lastSettled: Tag | undefined;
  #published: number | undefined;
  #awaitsConfirms = true;
  readonly #confirmed = new Set<number>();

  constructor(peer: Peer, number: number) {
    this.peer = peer;
    this.number = number;
  }

  consumes(consumerTag: string, noAck: boolean): void {
    if (noAck) this.#noAckConsumers.add(consumerTag);
    else this.#noAckConsumers.delete(consumerTag);
  }

  /** Written down as `number`, one after the other, in the order of their consumers' names. */
  delivered(
    deliveries: readonly Arrival[],
    nameOf: (consumerTag: string) => string,
  ): readonly (readonly [Arrival, number])[] {
    const tags = deliveries.map((delivery) => fieldsOf(delivery).deliveryTag).toSorted((left, right) => left - right);
    const lastTagOfBatch = tags.at(-1) ?? 0;
    const consumerOf = (delivery: Arrival): string => nameOf(fieldsOf(delivery).consumerTag);
    return deliveries
      .toSorted((left, right) => compareText(consumerOf(left), consumerOf(right)))
      .map((delivery, index) => {
        const { deliveryTag: tag, consumerTag } = fieldsOf(delivery);
        const number = tags[index] ?? tag;
        if (!this.#noAckConsumers.has(consumerTag)) this.#open.push({ tag, number, lastTagOfBatch });
        return [delivery, number] as const;
      });
  }

  get hasOpen(): boolean {
    return this.#open.length > 0;
  }

  got(tag: number): void {
    this.#open.push({ tag, number: tag, lastTagOfBatch: tag });
  }

  /** What the command means here; undefined where there is nothing to settle. */
  settle({ which, fields }: SettleCommand): Tag | undefined {
    if (which === "all") return this.#settled((delivery) => delivery.tag > 0, { tag: 0, number: 0 });
    if (which === "unknown") return { tag: UNKNOWN_TAG, number: UNKNOWN_TAG };
    if (which === "again") return this.#lastSettled;
    const delivery = this.#open.at(which) ?? this.#open.at(0);
    if (delivery === undefined) return undefined;
    const { tag, number, lastTagOfBatch: last } = delivery;
    if (fields["multiple"] !== true) return this.#settled((other) => other.tag === tag, { tag, number });
    return this.#settled((other) => other.tag <= last, { tag: last, number: last });
  }

  #settled(isMeant: (delivery: OpenDelivery) => boolean, tag: Tag): Tag {
    this.#inTransaction?.push(...this.#open.filter(isMeant));
    this.#open = this.#open.filter((delivery) => !isMeant(delivery));
    this.#lastSettled = tag;
    return tag;
  }

  /** basic.recover: what was open comes again. */
  recovered(): void {
    this.#open = [];
  }

  startTransaction(): void {
    this.#inTransaction ??= [];
  }

  endTransaction(isUndone: boolean): void {
    if (isUndone)
      this.#open = [...this.#open, ...(this.#inTransaction ?? [])].toSorted(
        (left, right) => left.number - right.number,
      );
    this.#inTransaction = [];
  }

  startConfirms(): void {
    this.#published ??= 0;
  }

  published(): void {
    if (this.#published !== undefined) this.#published++;
  }

  stopWaiting(): void {
    this.#awaitsConfirms = false;
  }

  /** Whether something published is neither confirmed nor among what has just come. */
  isWaitingForConfirms(): boolean {
    if (this.#published === undefined || !this.#awaitsConfirms) return false;
    const confirmed = new Set(this.#confirmed);
    for (const { kind, fields } of this.arrivals) {
      if (kind !== "basic.ack" && kind !== "basic.nack") continue;
      const { deliveryTag, multiple } = fields as MethodFields<"basic.ack">;
      for (let tag = multiple ? 1 : deliveryTag; tag <= deliveryTag; tag++) confirmed.add(tag);
    }
    return confirmed.size < this.#published;
  }

  /** `["ack 1", "nack 2"]`: how often `multiple` is used depends on the moment. */
  confirmed(confirms: readonly Arrival[]): readonly string[] {
    const outcomes = new Map<number, string>();
    for (const { kind, fields } of confirms) {
      const { deliveryTag, multiple } = fields as MethodFields<"basic.ack">;
      for (let tag = multiple ? 1 : deliveryTag; tag <= deliveryTag; tag++) {
        // Twice is told as it came: that must not be.
        if (multiple && this.#confirmed.has(tag)) continue;
        const again = this.#confirmed.has(tag) ? "once more " : "";
        outcomes.set(tag, `${again}${kind === "basic.ack" ? "ack" : "nack"}`);
        this.#confirmed.add(tag);
      }
    }
    return [...outcomes].toSorted(([left], [right]) => left - right).map(([tag, outcome]) => `${outcome} ${tag}`);
  }
}

function fieldsOf({ fields }: Arrival): MethodFields<"basic.deliver"> {
  return fields as MethodFields<"basic.deliver">;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
