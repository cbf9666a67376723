import process from "node:process";
import { run, withSession } from "./program.ts";

const timeout = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

run(() =>
  withSession(async (session) => {
    await session.queue("rpc_queue", { durable: true });
    const rpc = await session.rpcClient();
    const calls = numbers.map(async (n) => {
      console.log(` [x] Requesting fib(${n})`);
      const reply = await rpc.call("rpc_queue", n, { timeout });
      const result = reply.bodyString();
      console.log(numbers.length === 1 ? ` [.] Got ${result}` : ` [.] fib(${n}) = ${result}`);
    });
    try {
      await Promise.all(calls);
    } finally {
      await rpc.close();
    }
  }),
);
