/** What the programs agree on: a task that has killed its worker time and again is given up, and set aside for people to look at. */
import type { Channel } from "amqplib";

export const QUEUE = "task_queue";
const GIVEN_UP = "task_queue.given_up";

export async function declareTopology(channel: Channel): Promise<void> {
  await channel.assertQueue(GIVEN_UP, { durable: true, arguments: { "x-queue-type": "quorum" } });
  await channel.assertQueue(QUEUE, {
    durable: true,
    deadLetterExchange: "",
    deadLetterRoutingKey: GIVEN_UP,
    arguments: { "x-queue-type": "quorum", "x-delivery-limit": 5 },
  });
}
