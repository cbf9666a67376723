/**
 * Where every message of a broker in this process is, and why those that are gone are gone. Looks over the shoulder of queues: what enters
 * or leaves one tells the gauge of the memory, and it is the call that is under way then that says why.
 */
import { vi } from "vitest";
import type { Broker } from "../../src/core/broker.ts";
import type { Message } from "../../src/core/message.ts";
import { Queue } from "../../src/core/queue.ts";
import { ChannelConsumer } from "../../src/session/consumer.ts";
import type { Transport } from "../../src/server/transport.ts";

export type Departure = "acknowledged" | "rejected" | "taken" | "automatic" | "purged" | "given back" | "limited";

/** Methods in which a message may leave its queue for the reason that they stand for. */
const REASONS = {
  acknowledge: "acknowledged",
  reject: "rejected",
  take: "taken",
  purge: "purged",
  giveBack: "given back",
} as const satisfies Partial<Record<keyof Queue, Departure>>;

export class Census {
  readonly #broker: Broker;
  readonly #reasons: Departure[] = [];
  readonly #automatic: Message[] = [];
  readonly #departures = new Map<Departure, number>();
  #entered = 0;
  #left = 0;

  /** Counts until the mocks are restored. */
  constructor(broker: Broker) {
    this.#broker = broker;
    for (const [method, reason] of Object.entries(REASONS) as [keyof typeof REASONS, Departure][])
      this.#within(method, reason);
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const { deliver } = ChannelConsumer.prototype;
    const automatic = this.#automatic;
    vi.spyOn(ChannelConsumer.prototype, "deliver").mockImplementation(function deliverCounted(
      this: ChannelConsumer,
      ...given
    ) {
      if (this.noAck) automatic.push(given[1].message);
      return deliver.apply(this, given);
    });
    const enter = broker.memory.enter.bind(broker.memory);
    const leave = broker.memory.leave.bind(broker.memory);
    vi.spyOn(broker.memory, "enter").mockImplementation((message) => {
      this.#entered++;
      enter(message);
    });
    vi.spyOn(broker.memory, "leave").mockImplementation((message) => {
      this.#leave(message);
      leave(message);
    });
  }

  get departures(): Readonly<Partial<Record<Departure, number>>> {
    return Object.fromEntries(this.#departures);
  }

  get entered(): number {
    return this.#entered;
  }

  /** Published (to each queue) = delivered and settled + ready + unacknowledged + dropped for a reason; and the channels agree. */
  check(transports: Iterable<Transport>): void {
    const queues = this.#queues();
    const open = [...transports].flatMap(({ connection }) => [...connection.channels.values()]);
    const deliveries = open.flatMap(({ unacked, transaction }) => [
      ...unacked,
      ...(transaction?.settlements.flatMap((settlement) => settlement.deliveries) ?? []),
    ]);
    for (const queue of queues) {
      const held = deliveries.filter((delivery) => delivery.queue === queue).length;
      assertEqual(held, queue.unacknowledgedCount, `unacknowledged messages of ${queue.name}`);
    }
    const there =
      queues.reduce((sum, queue) => sum + queue.readyCount + queue.keptDeadLetterCount, 0) + deliveries.length;
    assertEqual(this.#entered - this.#left, there, "messages that are there");
    const gone = [...this.#departures.values()].reduce((sum, count) => sum + count, 0);
    assertEqual(gone, this.#left, "messages that left for a reason");
  }

  #queues(): Queue[] {
    return [...this.#broker.vhosts.values()].flatMap((vhost) => [...vhost.queues.values()]);
  }

  #within(method: keyof typeof REASONS, reason: Departure): void {
    const original = Queue.prototype[method] as (this: Queue, ...given: unknown[]) => unknown;
    const reasons = this.#reasons;
    vi.spyOn(Queue.prototype, method).mockImplementation(function counted(this: Queue, ...given: unknown[]): never {
      reasons.push(reason);
      try {
        return original.apply(this, given) as never;
      } finally {
        reasons.pop();
      }
    });
  }

  #leave(message: Message): void {
    this.#left++;
    const index = this.#automatic.indexOf(message);
    if (index >= 0) this.#automatic.splice(index, 1);
    const reason = index >= 0 ? "automatic" : (this.#reasons.at(-1) ?? "limited");
    if (reason === "limited" && !this.#mayBeDropped(message))
      throw new Error(`a message that nobody settled is gone, and no queue had a reason to drop it`);
    this.#departures.set(reason, (this.#departures.get(reason) ?? 0) + 1);
  }

  /** Too old, too many, too often: one of the queues must have such a limit, or the message itself. */
  #mayBeDropped({ properties }: Message): boolean {
    if (properties.expiration !== undefined) return true;
    return this.#queues().some(
      ({ policy }) =>
        policy.messageTtlMs !== undefined || policy.maximumLength !== undefined || policy.maximumBytes !== undefined,
    );
  }
}

function assertEqual(seen: number, expected: number, what: string): void {
  if (seen !== expected) throw new Error(`${what}: ${seen}, and should be ${expected}`);
}
