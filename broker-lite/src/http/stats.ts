/** `message_stats` and totals as RabbitMQ names them, from what queues, channels and vhosts count. */
import type { PublisherCounts, QueueCounts } from "../core/counts.ts";
import type { Queue } from "../core/queue.ts";
import type { Vhost } from "../core/vhost.ts";
import { withRates } from "./rates.ts";

/** What happened in them, in sum; nothing where nothing did. */
export function messageStats(counted: readonly Queue[]): Readonly<Record<string, number>> {
  const sum = (key: Exclude<keyof QueueCounts, "noteGet">): number =>
    counted.reduce((total, { counts }) => total + counts[key], 0);
  const delivered = { deliver: sum("deliver"), deliver_no_ack: sum("deliverNoAck") };
  const got = { get: sum("get"), get_no_ack: sum("getNoAck") };
  const deliverGet = delivered.deliver + delivered.deliver_no_ack + got.get + got.get_no_ack;
  return {
    publish: sum("publish"),
    ...delivered,
    ...got,
    get_empty: sum("getEmpty"),
    deliver_get: deliverGet,
    redeliver: sum("redeliver"),
    ack: sum("acknowledge"),
  };
}

/** What became of publishes beside the way into queues, in sum. */
export function publisherStats(counted: readonly PublisherCounts[]): Readonly<Record<string, number>> {
  const sum = (key: keyof PublisherCounts): number => counted.reduce((total, counts) => total + counts[key], 0);
  return { confirm: sum("confirm"), return_unroutable: sum("returnUnroutable") };
}

/** Of whole vhosts: what clients published counts once, however many queues took it. */
export function publishedStats(vhosts: readonly Vhost[]): Readonly<Record<string, number>> {
  const exchanges = vhosts.flatMap((vhost) => [...vhost.exchanges.values()]);
  return {
    ...messageStats(vhosts.flatMap((vhost) => [...vhost.queues.values()])),
    publish: exchanges.reduce((total, { counts }) => total + counts.in, 0),
    ...publisherStats(vhosts.map(({ counts }) => counts)),
  };
}

/** As a member, which RabbitMQ leaves out where nothing happened. */
export function statsJson(
  owner: object,
  stats: Readonly<Record<string, number>>,
  nowMs: number,
  viewer?: string,
): Readonly<Record<string, unknown>> {
  const isIdle = Object.values(stats).every((value) => value === 0);
  return isIdle ? {} : { message_stats: withRates(owner, stats, nowMs, viewer) };
}

export function totalMessages(counted: readonly Queue[]): Readonly<Record<string, number>> {
  const ready = counted.reduce((total, { readyCount }) => total + readyCount, 0);
  const unacknowledged = counted.reduce((total, { unacknowledgedCount }) => total + unacknowledgedCount, 0);
  return { messages: ready + unacknowledged, messages_ready: ready, messages_unacknowledged: unacknowledged };
}
