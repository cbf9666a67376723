import process from "node:process";
import { Links } from "./links.ts";
import { debug, info } from "./log.ts";

const QUEUE = "task_queue";
const text = process.argv.slice(2).join(" ") || "Hello World!";

const links = new Links();
const connection = await links.connection("sending");
const declaring = await links.channel(connection, "declaring");
const { messageCount, consumerCount } = await declaring.assertQueue(QUEUE, { durable: true });
debug("the queue is there", { QUEUE, messageCount, consumerCount });
await declaring.close();
const sending = await links.confirmChannel(connection, "sending");
sending.sendToQueue(QUEUE, Buffer.from(text), {
  persistent: true,
  messageId: `${process.pid}-1`,
  timestamp: Date.now(),
  appId: "new-task",
  headers: { host: "somewhere" },
});
await sending.waitForConfirms();
info(`sent and confirmed: '${text}'`);
await links.close();
