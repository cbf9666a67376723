import { argv } from "node:process";
import { main, publish, withConnection } from "./broker.ts";

const EXCHANGE = "direct_logs";
const [routingKey = "info", ...words] = argv.slice(2);
const text = words.join(" ") || "Hello World!";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(EXCHANGE, "direct", { durable: true });
    const outcome = await publish(channel, { exchange: EXCHANGE, routingKey }, text);
    console.log(` [x] Sent ${routingKey}:'${text}'${outcome === "unroutable" ? " (nobody is listening)" : ""}`);
    await channel.close();
  }),
);
