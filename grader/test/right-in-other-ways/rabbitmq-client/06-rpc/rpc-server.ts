import { ConsumerStatus } from "rabbitmq-client";
import { atStop, fail, open } from "./rabbit.ts";

const queue = "rpc_queue";

function fibonacci(n: number): bigint {
  let previous = 0n;
  let current = 1n;
  for (let step = 0; step < n; step += 1) [previous, current] = [current, previous + current];
  return previous;
}

async function run(): Promise<void> {
  const rabbit = await open();
  const server = rabbit.createConsumer(
    { queue, queueOptions: { durable: true }, qos: { prefetchCount: 1 }, concurrency: 1, requeue: false },
    async (request, reply) => {
      const text = String(request.body);
      if (!request.replyTo) return ConsumerStatus.DROP;
      if (!/^\d{1,2}$/u.test(text) || Number(text) > 90) {
        await reply({ error: `${text} is no number from 0 to 90` });
        return ConsumerStatus.ACK;
      }
      console.log(` [.] fib(${text})`);
      await reply(fibonacci(Number(text)).toString());
      return ConsumerStatus.ACK;
    },
  );
  server.on("error", (error: unknown) => console.error("server:", error));
  server.on("ready", () => console.log(" [x] Awaiting RPC requests"));
  atStop(async () => {
    await server.close();
    await rabbit.close();
  });
}

run().catch(fail);
