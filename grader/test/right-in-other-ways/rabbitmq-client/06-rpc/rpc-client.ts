import process from "node:process";
import { fail, open } from "./rabbit.ts";

const queue = "rpc_queue";
const timeout = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const typed = process.argv.slice(2);
const numbers = typed.length === 0 ? ["30"] : typed;

async function run(): Promise<void> {
  const rabbit = await open();
  const client = rabbit.createRPCClient({ confirm: true, timeout, queues: [{ queue, durable: true }] });
  const results = await Promise.allSettled(
    numbers.map(async (n) => {
      console.log(` [x] Requesting fib(${n})`);
      const { body } = await client.send(queue, n);
      console.log(numbers.length === 1 ? ` [.] Got ${String(body)}` : ` [.] fib(${n}) = ${String(body)}`);
    }),
  );
  for (const result of results) if (result.status === "rejected") fail(result.reason);
  await client.close();
  await rabbit.close();
}

run().catch(fail);
