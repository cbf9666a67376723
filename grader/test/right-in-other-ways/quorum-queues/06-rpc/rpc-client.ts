import { connect, type ConsumeMessage } from "amqplib";
import { declareTopology, QUEUE } from "./topology.ts";

/** The broker replaces this name by one that leads to this channel, with no queue to declare or to delete. */
const DIRECT_REPLY_TO = "amq.rabbitmq.reply-to";
const TIMEOUT_MS = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

async function request(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  await declareTopology(channel);
  const results = new Map<string, (result: string) => void>();
  await channel.consume(
    DIRECT_REPLY_TO,
    (message: ConsumeMessage | null) => {
      const id = message?.properties.correlationId as string | undefined;
      if (message !== null && id !== undefined) results.get(id)?.(message.content.toString());
    },
    { noAck: true },
  );
  const answers = numbers.map((number, index) => {
    const correlationId = `${process.pid}-${Date.now()}-${index}`;
    const answer = new Promise<string>((resolve) => results.set(correlationId, resolve));
    channel.sendToQueue(QUEUE, Buffer.from(number), { correlationId, replyTo: DIRECT_REPLY_TO });
    console.log(` [x] Requesting fib(${number})`);
    return answer.then((result) =>
      console.log(numbers.length > 1 ? ` [.] fib(${number}) = ${result}` : ` [.] Got ${result}`),
    );
  });
  const timer = setTimeout(() => {
    console.error(` [!] Not everything was answered within ${TIMEOUT_MS} ms`);
    process.exit(1);
  }, TIMEOUT_MS);
  await Promise.all(answers);
  clearTimeout(timer);
  await connection.close();
}

request().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
