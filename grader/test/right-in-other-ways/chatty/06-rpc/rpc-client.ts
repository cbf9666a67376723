import { randomUUID } from "node:crypto";
import process from "node:process";
import { Links } from "./links.ts";
import { debug, fatal, info } from "./log.ts";

const QUEUE = "rpc_queue";
const TIMEOUT_MS = Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000);
const typed = process.argv.slice(2);
const numbers = typed.length === 0 ? ["30"] : typed;

const links = new Links();
const connection = await links.connection("asking");
const replies = await links.channel(connection, "replies");
const { queue: replyTo } = await replies.assertQueue("", { exclusive: true, autoDelete: true });
const asking = await links.confirmChannel(connection, "asking");
await asking.assertQueue(QUEUE, { durable: true });

const open = new Map(numbers.map((number) => [randomUUID() as string, number]));
const timer = setTimeout(() => fatal(`no answer to ${[...open.values()].join(", ")} in ${TIMEOUT_MS} ms`), TIMEOUT_MS);
await replies.consume(
  replyTo,
  (reply) => {
    const id: unknown = reply?.properties.correlationId;
    const number = typeof id === "string" ? open.get(id) : undefined;
    if (reply === null || number === undefined) {
      debug("a reply that is not for us", { id });
      return;
    }
    open.delete(String(id));
    info(numbers.length === 1 ? `Got ${reply.content.toString()}` : `fib(${number}) = ${reply.content.toString()}`);
    if (open.size > 0) return;
    clearTimeout(timer);
    void links.close();
  },
  { noAck: true },
);
for (const [correlationId, number] of open) {
  info(`Requesting fib(${number})`);
  asking.sendToQueue(QUEUE, Buffer.from(number), { correlationId, replyTo });
}
