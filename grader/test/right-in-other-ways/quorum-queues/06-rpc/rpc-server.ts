import { connect } from "amqplib";
import { declareTopology, QUEUE } from "./topology.ts";

const LARGEST = 90n;

function fib(n: bigint): bigint {
  let pair: readonly [bigint, bigint] = [0n, 1n];
  for (let step = 0n; step < n; step += 1n) pair = [pair[1], pair[0] + pair[1]];
  return pair[0];
}

function reply(question: string): string {
  if (!/^\d+$/u.test(question)) return "error: not a number";
  const n = BigInt(question);
  return n > LARGEST ? `error: more than ${LARGEST}` : String(fib(n));
}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", (error: Error) => console.error(` [!] ${error.message}`));
  const channel = await connection.createChannel();
  await declareTopology(channel);
  await channel.prefetch(1);
  await channel.consume(QUEUE, (request) => {
    if (request === null) return;
    const question = request.content.toString();
    console.log(` [.] fib(${question})`);
    const { replyTo, correlationId } = request.properties;
    // Whoever asks by direct reply-to may be gone by now: the reply is dropped then, which is right.
    if (replyTo !== undefined && replyTo !== "")
      channel.publish("", replyTo, Buffer.from(reply(question)), { correlationId });
    channel.ack(request);
  });
  console.log(" [x] Awaiting RPC requests");
  const stop = (): void => void connection.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

serve().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
