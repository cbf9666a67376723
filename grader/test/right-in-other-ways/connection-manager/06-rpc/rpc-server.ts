import type { ChannelWrapper } from "amqp-connection-manager";
import type { ConsumeMessage } from "amqplib";
import { untilStopped } from "./reconnecting.ts";

const QUEUE = "rpc_queue";
const LARGEST = 90;

class FibonacciServer {
  readonly #channel: ChannelWrapper;
  readonly #known: bigint[] = [0n, 1n];

  constructor(channel: ChannelWrapper) {
    this.#channel = channel;
  }

  async start(): Promise<void> {
    await this.#channel.consume(QUEUE, (request) => void this.#serve(request), { prefetch: 1 });
    console.log(" [x] Awaiting RPC requests");
  }

  async #serve(request: ConsumeMessage): Promise<void> {
    const { replyTo, correlationId } = request.properties;
    const question = request.content.toString();
    console.log(` [.] fib(${question})`);
    // Confirmed by the broker before the request is done with.
    if (replyTo) await this.#channel.sendToQueue(replyTo, Buffer.from(this.#answer(question)), { correlationId });
    else console.error(" [!] a request without reply_to");
    this.#channel.ack(request);
  }

  #answer(question: string): string {
    const n = /^\d+$/u.test(question) ? Number(question) : Number.NaN;
    return n >= 0 && n <= LARGEST ? String(this.#fib(n)) : `not a number from 0 to ${LARGEST}: '${question}'`;
  }

  #fib(n: number): bigint {
    for (let next = this.#known.length; next <= n; next += 1)
      this.#known.push((this.#known[next - 1] ?? 0n) + (this.#known[next - 2] ?? 0n));
    return this.#known[n] ?? 0n;
  }
}

await untilStopped(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertQueue(QUEUE, { durable: true });
  });
  await new FibonacciServer(channel).start();
});
