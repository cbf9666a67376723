import { run, stopSignal, withSession } from "./program.ts";

function fib(n: number): bigint {
  let pair: readonly [bigint, bigint] = [0n, 1n];
  for (let step = 0; step < n; step += 1) pair = [pair[1], pair[0] + pair[1]];
  return pair[0];
}

run(() =>
  withSession(async (session) => {
    await session.queue("rpc_queue", { durable: true });
    const server = await session.rpcServer("rpc_queue", (request) => {
      const question = request.bodyString() ?? "";
      console.log(` [.] fib(${question})`);
      const n = Number.parseInt(question, 10);
      if (String(n) !== question || n < 0 || n > 90) return `can't compute fib('${question}')`;
      return fib(n).toString();
    });
    console.log(" [x] Awaiting RPC requests");
    await stopSignal();
    await server.close();
  }),
);
