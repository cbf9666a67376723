import { connect } from "amqplib";
import { declareTopology, EXCHANGE } from "./topology.ts";

const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";
const LONGEST_KEY_BYTES = 255;

async function emit(): Promise<void> {
  if (Buffer.byteLength(key, "utf8") > LONGEST_KEY_BYTES)
    throw new Error(`AMQP carries routing keys of up to ${LONGEST_KEY_BYTES} bytes; this one is too long`);
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  await declareTopology(channel);
  channel.publish(EXCHANGE, key, Buffer.from(text));
  await channel.waitForConfirms();
  console.log(` [x] Sent ${key}:'${text}'`);
  await connection.close();
}

emit().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
