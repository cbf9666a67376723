import { Links } from "./links.ts";
import { debug, info } from "./log.ts";

const QUEUE = "rpc_queue";
const LARGEST = 90;

function fib(n: number): bigint {
  let [current, next] = [0n, 1n];
  for (let step = 0; step < n; step += 1) [current, next] = [next, current + next];
  return current;
}

const links = new Links();
links.closeWhenTold();
const [requests, replies] = await Promise.all([links.connection("requests"), links.connection("replies")]);
const serving = await links.channel(requests, "serving");
const replying = await links.confirmChannel(replies, "replying");
await serving.assertQueue(QUEUE, { durable: true });
await serving.prefetch(1);
await serving.consume(QUEUE, async (request) => {
  if (request === null) return;
  const { replyTo, correlationId } = request.properties;
  const question = request.content.toString();
  info(`fib(${question})?`);
  const isFine = /^\d+$/u.test(question) && Number(question) <= LARGEST;
  if (!isFine || !replyTo) {
    info(isFine ? "but nobody wants to know" : `that is no number from 0 to ${LARGEST}`);
    serving.reject(request, false);
    return;
  }
  replying.sendToQueue(replyTo, Buffer.from(String(fib(Number(question)))), { correlationId });
  await replying.waitForConfirms();
  debug("the reply is confirmed", { replyTo, correlationId });
  serving.ack(request);
});
info("Awaiting RPC requests");
