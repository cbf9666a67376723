/** What the programs agree on. Whoever starts first makes it; a quorum queue is always durable. */
import type { Channel } from "amqplib";

export const QUEUE = "rpc_queue";

export async function declareTopology(channel: Channel): Promise<void> {
  await channel.assertQueue(QUEUE, { durable: true, arguments: { "x-queue-type": "quorum" } });
}
