import { Links } from "./links.ts";
import { info } from "./log.ts";

const EXCHANGE = "logs";

const links = new Links();
links.closeWhenTold();
const connection = await links.connection("listening");
const declaring = await links.channel(connection, "declaring");
await declaring.assertExchange(EXCHANGE, "fanout", { durable: true });
// Of the connection, not of the channel that has declared it.
const { queue } = await declaring.assertQueue("", { exclusive: true });
const binding = await links.channel(connection, "binding");
await binding.bindQueue(queue, EXCHANGE, "");
const listening = await links.channel(connection, "listening");
await listening.consume(queue, (message) => {
  if (message === null) return;
  info(`heard with key '${message.fields.routingKey}': '${message.content.toString()}'`);
  listening.ack(message);
});
await Promise.all([declaring.close(), binding.close()]);
info(`listening on ${queue}, press CTRL+C to stop`);
