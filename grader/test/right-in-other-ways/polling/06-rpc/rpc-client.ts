import { randomUUID } from "node:crypto";
import process from "node:process";
import { poll, withChannel } from "./poll.ts";

const TIMEOUT_MS = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

await withChannel(async (channel) => {
  await channel.assertQueue("rpc_queue");
  const { queue: replyTo } = await channel.assertQueue("", { exclusive: true });
  const waiting = new Map<unknown, string>();
  for (const number of numbers) {
    const correlationId = randomUUID();
    waiting.set(correlationId, number);
    console.log(` [x] Requesting fib(${number})`);
    channel.sendToQueue("rpc_queue", Buffer.from(number), { correlationId, replyTo });
  }
  const answered = new AbortController();
  const late = AbortSignal.timeout(TIMEOUT_MS);
  await poll(
    channel,
    replyTo,
    ({ content, properties }) => {
      const number = waiting.get(properties.correlationId);
      if (number === undefined) return;
      waiting.delete(properties.correlationId);
      console.log(
        numbers.length > 1 ? ` [.] fib(${number}) = ${content.toString()}` : ` [.] Got ${content.toString()}`,
      );
      if (waiting.size === 0) answered.abort();
    },
    AbortSignal.any([answered.signal, late]),
  );
  if (waiting.size > 0)
    throw new Error(`no answer within ${TIMEOUT_MS} ms: fib(${[...waiting.values()].join("), fib(")})`);
});
