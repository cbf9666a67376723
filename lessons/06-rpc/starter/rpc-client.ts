/** Asks for every n at once and prints the answers as they come. Usage: rpc-client [n…] */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "rpc_queue";

async function request(numbers: readonly string[]): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  await channel.assertQueue(QUEUE, { durable: false });

  // TODO(own-replies): declare a queue for the replies that belongs to this client alone
  // TODO(reply-matching): consume from it, and find by its correlationId which question a reply answers

  for (const n of numbers) {
    console.log(` [x] Requesting fib(${n})`);
    // TODO(client-prints): send replyTo and a correlationId of its own with each question, then print the result:
    // ` [.] Got 832040` for one n, ` [.] fib(30) = 832040` a line each for several
    channel.sendToQueue(QUEUE, Buffer.from(n));
  }
  // TODO(all-at-once): wait here for all the answers together
  // TODO(client-timeout): after RPC_TIMEOUT_MS (10000 where it is not set) say so on stderr and exit with code 1

  // TODO(client-ends): close the channel and the connection when all answers are there, not before
  await channel.close();
  await connection.close();
}

try {
  // TODO(client-default): without arguments ask for 30
  await request(process.argv.slice(2));
} catch (error) {
  console.error(` [!] ${String(error)}`);
  process.exitCode = 1;
}
