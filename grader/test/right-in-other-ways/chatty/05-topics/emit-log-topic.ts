import process from "node:process";
import { Links } from "./links.ts";
import { fatal, info } from "./log.ts";

const EXCHANGE = "topic_logs";
const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";
if (Buffer.byteLength(key) > 255) fatal(`a key of ${Buffer.byteLength(key)} bytes; 255 is the most`);

const links = new Links();
const connection = await links.connection("speaking");
const declaring = await links.channel(connection, "declaring");
await declaring.assertExchange(EXCHANGE, "topic", { durable: true });
await declaring.close();
const speaking = await links.confirmChannel(connection, "speaking");
speaking.on("return", () => info("nobody listens"));
speaking.publish(EXCHANGE, key, Buffer.from(text), { mandatory: true, type: "log", contentEncoding: "utf-8" });
await speaking.waitForConfirms();
info(`said with key '${key}': '${text}'`);
await links.close();
