import { connect } from "amqplib";
import { print, run } from "./run.mjs";

const timeoutMs = Number(process.env.RPC_TIMEOUT_MS ?? 10_000);
const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

run(async (url) => {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue("rpc_queue");
  const results = numbers.map(() => Promise.withResolvers?.() ?? deferred());
  await channel.consume(
    "amq.rabbitmq.reply-to",
    ({ properties, content }) => results[properties.correlationId]?.resolve(`${content}`),
    { noAck: true },
  );
  numbers.forEach((number, index) =>
    channel.sendToQueue("rpc_queue", Buffer.from(number), {
      replyTo: "amq.rabbitmq.reply-to",
      correlationId: `${index}`,
    }),
  );
  const timer = setTimeout(() => results.forEach(({ reject }) => reject(new Error("no answer in time"))), timeoutMs);
  try {
    const answers = await Promise.all(results.map(({ promise }) => promise));
    answers.forEach((text, index) => print(numbers.length === 1 ? text : `fib(${numbers[index]}) = ${text}`));
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
});

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
