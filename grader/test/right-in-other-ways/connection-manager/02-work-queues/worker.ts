import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { ChannelWrapper } from "amqp-connection-manager";
import type { ConsumeMessage } from "amqplib";
import { untilStopped } from "./reconnecting.ts";

const QUEUE = "task_queue";

class Worker {
  readonly #channel: ChannelWrapper;
  readonly #unitMs: number;

  constructor(channel: ChannelWrapper, unitMs: number) {
    this.#channel = channel;
    this.#unitMs = unitMs;
  }

  async start(): Promise<void> {
    // With its own prefetch, and again on every connection.
    await this.#channel.consume(QUEUE, (task) => void this.#handle(task), { prefetch: 1, noAck: false });
    console.log(" [*] Waiting for messages. To exit press CTRL+C");
  }

  async #handle(task: ConsumeMessage): Promise<void> {
    const text = task.content.toString("utf8");
    console.log(` [x] Received '${text}'`);
    await pause(this.#unitsOf(text) * this.#unitMs, undefined, { ref: false });
    console.log(" [x] Done");
    this.#channel.ack(task);
  }

  #unitsOf(text: string): number {
    return text.length - text.replaceAll(".", "").length;
  }
}

await untilStopped(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertQueue(QUEUE, { durable: true });
  });
  await new Worker(channel, Number(process.env["WORK_UNIT_MS"] ?? 1000)).start();
});
