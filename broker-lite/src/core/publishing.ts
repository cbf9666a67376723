/**
 * The way of a message from an exchange to the queues: bindings, exchanges bound to exchanges, alternate exchanges, carbon copies, and
 * dead letters. Owns no state.
 */
import type { FieldTable, Properties } from "../wire/index.ts";
import type { Binding } from "./binding.ts";
import { isCycle, propertiesAfter, type DeathReason } from "./dead-letter.ts";
import type { Exchange } from "./exchange.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { Vhost } from "./vhost.ts";

/** What a publisher says. */
export interface Publication {
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly carbonCopies: readonly string[];
  readonly properties: Properties;
  readonly body: Uint8Array;
}

export interface Routed {
  /** How many queues it was meant for; none makes it unroutable. */
  readonly queueCount: number;
  /** A full queue refused it: the publisher gets a basic.nack. */
  readonly isRejected: boolean;
  /** Something of it went to the journal: the publisher's confirm waits for the disk. */
  readonly isJournaled: boolean;
}

export function publish(vhost: Vhost, publication: Publication): Routed {
  const { exchange, routingKey, carbonCopies, properties, body } = publication;
  const queues = route(vhost, exchange, routingKey, carbonCopies, properties.headers);
  exchange.counts.in++;
  exchange.counts.out += queues.length;
  const message: Message = {
    messageId: vhost.host.nextMessageId(),
    exchange: exchange.name,
    routingKey,
    carbonCopies,
    properties,
    body,
    isDeadLettered: false,
    journalEntries: 0,
    places: 0,
  };
  return enqueue(queues, message);
}

/** Each queue once, in the order in which the bindings were met. */
export function route(
  vhost: Vhost,
  exchange: Exchange,
  routingKey: string,
  carbonCopies: readonly string[],
  headers: FieldTable | undefined,
): readonly Queue[] {
  // The hot path of every tutorial: the default exchange is the queues by their names.
  if (exchange.name === "" && carbonCopies.length === 0) {
    const queue = vhost.queues.get(routingKey);
    return queue === undefined ? NO_QUEUES : [queue];
  }
  const found: Queue[] = [];
  const mark = vhost.host.nextRoutingMark();
  const pending: Exchange[] = [exchange];
  exchange.routingMark = mark;
  const reach = (queue: Queue): void => {
    if (queue.routingMark === mark) return;
    queue.routingMark = mark;
    found.push(queue);
  };
  const visitExchange = (next: Exchange): void => {
    if (next.routingMark === mark) return;
    next.routingMark = mark;
    pending.push(next);
  };
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    let matched = 0;
    const visit = (binding: Binding): void => {
      matched++;
      if (binding.destination.kind === "queue") reach(binding.destination);
      else visitExchange(binding.destination);
    };
    for (const key of [routingKey, ...carbonCopies]) {
      if (current.name !== "") current.router.route(key, headers, visit);
      else {
        const queue = vhost.queues.get(key);
        if (queue !== undefined) {
          matched++;
          reach(queue);
        }
      }
    }
    // https://www.rabbitmq.com/docs/ae: for what met no binding of this exchange, or led through exchanges to nowhere.
    const alternate = current.alternateExchange;
    if (matched === 0 && alternate !== undefined) {
      const next = vhost.exchanges.get(alternate);
      if (next !== undefined) visitExchange(next);
    }
  }
  return found;
}

/**
 * https://www.rabbitmq.com/docs/dlx: without such an exchange, or where it does not exist, the message is gone.
 *
 * @param taken names of queues that have it already; those that take it now are added. Nobody asks unless the queue keeps its dead letters.
 * @returns whether all that it goes to have it, and there is one at least
 */
export function deadLetter(
  vhost: Vhost,
  queue: Queue,
  message: Message,
  reason: DeathReason,
  taken?: Set<string>,
): boolean {
  const { deadLetterExchange, deadLetterRoutingKey } = queue.policy;
  if (deadLetterExchange === undefined) return false;
  const exchange = vhost.exchanges.get(deadLetterExchange);
  if (exchange === undefined) return false;
  const { clock, profile } = vhost.host;
  const death = { queue: queue.name, reason, atMs: clock.now(), routingKey: deadLetterRoutingKey };
  const properties = propertiesAfter(message, death, profile);
  const routingKey = deadLetterRoutingKey ?? message.routingKey;
  const carbonCopies = deadLetterRoutingKey === undefined ? message.carbonCopies : [];
  const queues = route(vhost, exchange, routingKey, carbonCopies, properties.headers);
  const targets = reason === "rejected" ? queues : queues.filter(({ name }) => !isCycle(name, properties));
  const dead: Message = {
    messageId: vhost.host.nextMessageId(),
    exchange: exchange.name,
    routingKey,
    carbonCopies,
    properties,
    body: message.body,
    isDeadLettered: true,
    journalEntries: 0,
    places: 0,
  };
  let isTaken = targets.length > 0;
  for (const target of targets) {
    if (taken?.has(target.name) === true) continue;
    if (target.publish(dead)) taken?.add(target.name);
    else isTaken = false;
  }
  return isTaken;
}

const NO_QUEUES: readonly Queue[] = [];

function enqueue(queues: readonly Queue[], message: Message): Routed {
  let isRejected = false;
  for (const queue of queues) {
    queue.counts.publish++;
    if (!queue.publish(message)) isRejected = true;
  }
  return { queueCount: queues.length, isRejected, isJournaled: message.journalEntries > 0 };
}
