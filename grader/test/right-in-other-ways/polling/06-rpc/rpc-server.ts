import { poll, withChannel } from "./poll.ts";

const PHI_STEPS = 90;

/** All that will ever be asked for. */
const table = [0n, 1n];
for (let n = 2; n <= PHI_STEPS; n += 1) table.push(table.at(-1)! + table.at(-2)!);

await withChannel(async (channel) => {
  await channel.assertQueue("rpc_queue");
  console.log(" [x] Awaiting RPC requests");
  await poll(channel, "rpc_queue", ({ content, properties }) => {
    const question = content.toString();
    const { replyTo, correlationId } = properties;
    const result = /^\d+$/u.test(question) ? table[Number(question)] : undefined;
    console.log(` [.] fib(${question})`);
    if (replyTo === undefined) return;
    channel.sendToQueue(String(replyTo), Buffer.from(String(result ?? "out of range")), { correlationId });
  });
});
