import { connect } from "amqplib";
import { declareTopology, EXCHANGE } from "./topology.ts";

const [severity = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

async function emit(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  await declareTopology(channel);
  channel.publish(EXCHANGE, severity, Buffer.from(text));
  await channel.waitForConfirms();
  console.log(` [x] Sent ${severity}:'${text}'`);
  await connection.close();
}

emit().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
