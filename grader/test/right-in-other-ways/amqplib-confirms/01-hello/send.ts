import { argv } from "node:process";
import { main, publish, withConnection } from "./broker.ts";

const text = argv.slice(2).join(" ") || "Hello World!";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue("hello", { durable: true });
    const outcome = await publish(channel, { exchange: "", routingKey: "hello" }, text);
    if (outcome === "unroutable") throw new Error("the queue 'hello' is gone");
    console.log(` [x] Sent '${text}'`);
    await channel.close();
  }),
);
