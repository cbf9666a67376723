/** Sends one message to the queue `hello` and ends when the broker has it. Usage: send [word…] */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "hello";

async function send(text: string): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  // TODO(both-declare): declare QUEUE here, and with the same options in receive.ts.
  // TODO(durable-queue): give it the options with which it outlives a restart of the broker.
  // TODO(send-delivers): publish the text to QUEUE, and wait until the broker has confirmed it.
  console.log(` [x] There is nothing in '${QUEUE}' yet: '${text}' was not sent.`);
  // TODO(send-ends): this closes in good order; look at what happens without these two lines.
  await channel.close();
  await connection.close();
}

// TODO(default-text): without words, send 'Hello World!'.
const words = process.argv.slice(2).join(" ");
// TODO(unreachable): where this fails, write one clear line to stderr and end with exit code 1.
await send(words);
