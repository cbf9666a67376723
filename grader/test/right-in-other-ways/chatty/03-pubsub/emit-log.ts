import process from "node:process";
import { Links } from "./links.ts";
import { info } from "./log.ts";

const EXCHANGE = "logs";
const key = "";
const text = process.argv.slice(2).join(" ") || "info: Hello World!";

const links = new Links();
const connection = await links.connection("speaking");
const declaring = await links.channel(connection, "declaring");
await declaring.assertExchange(EXCHANGE, "fanout", { durable: true });
await declaring.close();
const speaking = await links.confirmChannel(connection, "speaking");
speaking.on("return", () => info("nobody listens"));
speaking.publish(EXCHANGE, key, Buffer.from(text), { mandatory: true, type: "log", contentEncoding: "utf-8" });
await speaking.waitForConfirms();
info(`said with key '${key}': '${text}'`);
await links.close();
