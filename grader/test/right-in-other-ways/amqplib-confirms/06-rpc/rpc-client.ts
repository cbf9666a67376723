import { randomUUID } from "node:crypto";
import process from "node:process";
import { main, withConnection } from "./broker.ts";

const QUEUE = "rpc_queue";
const TIMEOUT_MS = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const typed = process.argv.slice(2);
const numbers = typed.length > 0 ? typed : ["30"];

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(QUEUE, { durable: true });
    const { queue: replyTo } = await channel.assertQueue("", { exclusive: true, autoDelete: true });
    const asked = new Map(numbers.map((n) => [randomUUID() as string, n]));
    const outstanding = new Set(asked.keys());
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const missing = [...outstanding].map((id) => `fib(${asked.get(id)})`).join(", ");
        reject(new Error(`no answer within ${TIMEOUT_MS} ms to ${missing}`));
      }, TIMEOUT_MS);
      void channel.consume(
        replyTo,
        (reply) => {
          const id = String(reply?.properties.correlationId);
          if (reply === null || !outstanding.delete(id)) return;
          const result = reply.content.toString("utf8");
          console.log(numbers.length === 1 ? ` [.] Got ${result}` : ` [.] fib(${asked.get(id)}) = ${result}`);
          if (outstanding.size > 0) return;
          clearTimeout(timer);
          resolve();
        },
        { noAck: true },
      );
    });
    // Looked at below, after the requests are out.
    answered.catch(() => undefined);
    for (const [correlationId, n] of asked) {
      console.log(` [x] Requesting fib(${n})`);
      channel.sendToQueue(QUEUE, Buffer.from(n), { correlationId, replyTo, expiration: TIMEOUT_MS });
    }
    await channel.waitForConfirms();
    await answered;
    await channel.close();
  }),
);
