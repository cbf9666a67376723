import { argv } from "node:process";
import { main, publish, withConnection } from "./broker.ts";

const EXCHANGE = "logs";
const routingKey = "";
const text = argv.slice(2).join(" ") || "info: Hello World!";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(EXCHANGE, "fanout", { durable: true });
    const outcome = await publish(channel, { exchange: EXCHANGE, routingKey }, text);
    console.log(` [x] Sent '${text}'${outcome === "unroutable" ? " (nobody is listening)" : ""}`);
    await channel.close();
  }),
);
