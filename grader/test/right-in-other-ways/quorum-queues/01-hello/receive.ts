import { connect } from "amqplib";
import { declareTopology, QUEUE } from "./topology.ts";

/** More than one on the way at a time, and one acknowledgement for all that have been printed. */
const BATCH = 50;

async function receive(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  await declareTopology(channel);
  await channel.prefetch(BATCH);
  let acknowledging: NodeJS.Immediate | undefined;
  await channel.consume(QUEUE, (message) => {
    if (message === null) return;
    console.log(` [x] Received '${message.content.toString()}'`);
    clearImmediate(acknowledging);
    acknowledging = setImmediate(() => channel.ack(message, true));
  });
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
  const stop = (): void => void connection.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

receive().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
