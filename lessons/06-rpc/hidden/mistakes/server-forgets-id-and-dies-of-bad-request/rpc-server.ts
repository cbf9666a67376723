/** Answers requests on `rpc_queue`: a number n in, fib(n) out. Usage: rpc-server */
import process from "node:process";
import { connect } from "amqplib";
import type { Channel, ConsumeMessage } from "amqplib";

const QUEUE = "rpc_queue";
const LARGEST = 90;

interface Answer {
  readonly body: string;
  readonly type: "result";
}

/** A loop, not a recursion: heartbeats must not wait for it. A bigint, since fib(79) is beyond 2^53. */
function fib(n: number): bigint {
  let [current, next] = [0n, 1n];
  for (let step = 0; step < n; step += 1) [current, next] = [next, current + next];
  return current;
}

function answer(question: string): Answer {
  const n = /^\d{1,2}$/.test(question) ? Number(question) : Infinity;
  if (n > LARGEST) throw new RangeError(`'${question}' is not a whole number from 0 to ${LARGEST}`);
  return { body: fib(n).toString(), type: "result" };
}

function handle(channel: Channel, request: ConsumeMessage): void {
  const question = request.content.toString();
  console.log(` [.] fib(${question})`);
  const { body, type } = answer(question);

  const { replyTo } = request.properties;
  if (replyTo) channel.sendToQueue(replyTo, Buffer.from(body), { type });
  else console.error(` [!] Nobody to answer: the request has no reply_to`);

  channel.ack(request);
}

function fail(problem: string): void {
  console.error(` [!] ${problem}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", (error) => fail(`Connection lost: ${error.message}`));
  const channel = await connection.createChannel();
  channel.on("error", (error) => fail(`Channel closed by the broker: ${error.message}`));
  // There is but one channel: when it ends, whoever ended it, the program does.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  await channel.assertQueue(QUEUE, { durable: true });
  await channel.prefetch(1);
  await channel.consume(QUEUE, (request) => {
    if (request !== null) return handle(channel, request);
    fail(`${QUEUE} was deleted`);
    channel.close().catch(ignore);
  });
  console.log(" [x] Awaiting RPC requests");
}

try {
  await serve();
} catch (error) {
  fail(`Could not start: ${String(error)}`);
}
