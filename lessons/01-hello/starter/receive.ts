/** Prints every message of the queue `hello` until it is told to stop. Usage: receive */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "hello";

async function receive(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  // TODO(both-declare): declare QUEUE here too; receive may be started before send.
  // TODO(receive-prints): subscribe to QUEUE, and print the text of every message that comes.
  // TODO(receive-settles): tell the broker that you are done with a message, so that it does not come back.
  console.log(` [*] Nobody is listening to '${QUEUE}' yet.`);
  // TODO(receive-stops): close only when SIGINT (Ctrl+C) or SIGTERM comes; then remove the next two lines.
  await channel.close();
  await connection.close();
}

// TODO(unreachable): where this fails, write one clear line to stderr and end with exit code 1.
await receive();
