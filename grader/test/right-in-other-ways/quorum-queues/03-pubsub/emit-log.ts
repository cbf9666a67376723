import { connect } from "amqplib";
import { declareTopology, EXCHANGE } from "./topology.ts";

const text = process.argv.slice(2).join(" ") || "info: Hello World!";

async function emit(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  await declareTopology(channel);
  channel.publish(EXCHANGE, "", Buffer.from(text));
  await channel.waitForConfirms();
  console.log(` [x] Sent '${text}'`);
  await connection.close();
}

emit().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
