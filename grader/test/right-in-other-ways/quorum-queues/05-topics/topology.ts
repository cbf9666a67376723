/** What the programs agree on: what nobody asked for goes on to an exchange where an operator can listen in. */
import type { Channel } from "amqplib";

export const EXCHANGE = "topic_logs";
const UNHEARD = "topic_logs.unheard";

export async function declareTopology(channel: Channel): Promise<void> {
  await channel.assertExchange(UNHEARD, "fanout", { durable: true });
  await channel.assertExchange(EXCHANGE, "topic", { durable: true, alternateExchange: UNHEARD });
}
