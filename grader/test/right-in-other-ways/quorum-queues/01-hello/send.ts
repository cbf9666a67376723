import { connect } from "amqplib";
import { declareTopology, QUEUE } from "./topology.ts";

const text = process.argv.slice(2).join(" ") || "Hello World!";

async function send(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  await declareTopology(channel);
  channel.sendToQueue(QUEUE, Buffer.from(text), { persistent: true });
  await channel.waitForConfirms();
  console.log(` [x] Sent '${text}'`);
  await connection.close();
}

send().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
