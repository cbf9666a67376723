import { randomUUID } from "node:crypto";
import process from "node:process";
import type { ChannelWrapper } from "amqp-connection-manager";
import { briefly } from "./reconnecting.ts";

const QUEUE = "rpc_queue";

class FibonacciClient {
  readonly #channel: ChannelWrapper;
  readonly #timeoutMs: number;
  readonly #calls = new Map<string, (result: string) => void>();
  readonly #replyQueue = `fibonacci.replies.${randomUUID()}`;

  constructor(channel: ChannelWrapper, timeoutMs: number) {
    this.#channel = channel;
    this.#timeoutMs = timeoutMs;
  }

  async start(): Promise<void> {
    await this.#channel.addSetup(async (channel: { assertQueue: ChannelWrapper["assertQueue"] }) => {
      await channel.assertQueue(this.#replyQueue, { exclusive: true, autoDelete: true, durable: false });
    });
    await this.#channel.consume(
      this.#replyQueue,
      ({ properties, content }) => {
        const id = String(properties.correlationId);
        this.#calls.get(id)?.(content.toString());
        this.#calls.delete(id);
      },
      { noAck: true },
    );
  }

  async ask(number: string): Promise<string> {
    const correlationId = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        timer = setTimeout(
          () => reject(new Error(`fib(${number}): no answer within ${this.#timeoutMs} ms`)),
          this.#timeoutMs,
        );
        this.#calls.set(correlationId, resolve);
        const options = { correlationId, replyTo: this.#replyQueue };
        this.#channel.sendToQueue(QUEUE, Buffer.from(number), options).catch(reject);
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

await briefly(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertQueue(QUEUE, { durable: true });
  });
  const client = new FibonacciClient(channel, Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000));
  await client.start();
  const failures = await Promise.all(
    numbers.map(async (number): Promise<unknown> => {
      console.log(` [x] Requesting fib(${number})`);
      try {
        const result = await client.ask(number);
        console.log(numbers.length === 1 ? ` [.] Got ${result}` : ` [.] fib(${number}) = ${result}`);
        return undefined;
      } catch (error) {
        return error;
      }
    }),
  );
  const failed = failures.filter((failure) => failure !== undefined);
  if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join("; "));
});
