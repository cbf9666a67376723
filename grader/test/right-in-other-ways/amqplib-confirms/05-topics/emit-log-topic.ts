import process from "node:process";
import { main, publish, withConnection } from "./broker.ts";

const EXCHANGE = "topic_logs";
const LONGEST_KEY_BYTES = 255;
const [routingKey = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

await main(async () => {
  const bytes = Buffer.byteLength(routingKey);
  if (bytes > LONGEST_KEY_BYTES)
    throw new RangeError(`a routing key has at most ${LONGEST_KEY_BYTES} bytes; this one has ${bytes}`);
  await withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(EXCHANGE, "topic", { durable: true });
    const outcome = await publish(channel, { exchange: EXCHANGE, routingKey }, text);
    console.log(` [x] Sent ${routingKey}:'${text}'${outcome === "unroutable" ? " (nobody is listening)" : ""}`);
    await channel.close();
  });
});
