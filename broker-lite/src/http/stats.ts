/** `message_stats` and totals as RabbitMQ names them, from what queues, channels and vhosts count. */
import { ChannelCounts, type DeliveryCounts } from "../core/counts.ts";
import type { Queue } from "../core/queue.ts";
import type { Vhost } from "../core/vhost.ts";
import { withRates } from "./rates.ts";

export type Stats = Readonly<Record<string, number>>;

/** What went out. */
export function deliveryStats(counts: DeliveryCounts): Stats {
  const { deliver, deliverNoAck, get, getNoAck } = counts;
  return {
    deliver,
    deliver_no_ack: deliverNoAck,
    get,
    get_no_ack: getNoAck,
    get_empty: counts.getEmpty,
    deliver_get: deliver + deliverNoAck + get + getNoAck,
    redeliver: counts.redeliver,
    ack: counts.acknowledge,
  };
}

/** What came in, and what went out. */
export function channelStats(counts: ChannelCounts): readonly Stats[] {
  const { publish, confirm, returnUnroutable, dropUnroutable } = counts;
  const published = { publish, confirm, return_unroutable: returnUnroutable, drop_unroutable: dropUnroutable };
  return [published, deliveryStats(counts)];
}

/** In sum. */
export function vhostStats(vhosts: readonly Vhost[]): readonly Stats[] {
  const total = new ChannelCounts();
  for (const { counts } of vhosts) total.add(counts.total());
  return channelStats(total);
}

/** As a member; as RabbitMQ does, it leaves out each part in which nothing happened. */
export function statsJson(
  owner: object,
  parts: readonly Stats[],
  nowMs: number,
  viewer?: string,
): Readonly<Record<string, unknown>> {
  // What is not told yet is looked at all the same: its rate begins here.
  const rated = parts.map((stats) => withRates(owner, stats, nowMs, viewer));
  const told = rated.filter((_, index) => Object.values(parts[index] ?? {}).some((value) => value > 0));
  return told.length === 0 ? {} : { message_stats: Object.assign({}, ...told) as unknown };
}

export function totalMessages(counted: readonly Queue[]): Readonly<Record<string, number>> {
  const ready = counted.reduce((total, { readyCount }) => total + readyCount, 0);
  const unacknowledged = counted.reduce((total, { unacknowledgedCount }) => total + unacknowledgedCount, 0);
  return { messages: ready + unacknowledged, messages_ready: ready, messages_unacknowledged: unacknowledged };
}
