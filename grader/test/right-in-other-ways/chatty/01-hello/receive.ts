import { Links } from "./links.ts";
import { debug, info } from "./log.ts";

const QUEUE = "hello";

const links = new Links();
links.closeWhenTold();
const connection = await links.connection("receiving");
const declaring = await links.channel(connection, "declaring");
await declaring.assertQueue(QUEUE, { durable: true });
await declaring.close();
const receiving = await links.channel(connection, "receiving");
await receiving.consume(
  QUEUE,
  (message) => {
    if (message === null) return;
    debug("delivered", { ...message.fields, bytes: message.content.length });
    info(`received '${message.content.toString()}'`);
    receiving.ack(message);
  },
  { consumerTag: `receive-${String(process.pid)}` },
);
info("waiting for messages, press CTRL+C to stop");
