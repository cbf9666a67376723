/** Asks for every n at once and prints the answers as they come. Usage: rpc-client [n…] */
import { randomUUID } from "node:crypto";
import process from "node:process";
import { connect } from "amqplib";
import type { Channel, ConsumeMessage } from "amqplib";

const QUEUE = "rpc_queue";
const DEFAULT_TIMEOUT_MS = 10_000;

interface Call {
  readonly resolve: (result: string) => void;
  readonly reject: (problem: Error) => void;
}

/** Turns messages into calls: each question carries an id of its own, and the reply with that id is its answer. */
async function openRpc(channel: Channel, timeoutMs: number): Promise<(question: string) => Promise<string>> {
  const waiting = new Map<string, Call>();

  function settle(reply: ConsumeMessage): void {
    const id = reply.properties.correlationId;
    const call = waiting.get(id);
    // Not ours, or a second reply, or one that comes too late.
    if (call === undefined) return;
    waiting.delete(id);
    const text = reply.content.toString();
    if (reply.properties.type === "error") call.reject(new Error(text));
    else call.resolve(text);
  }

  function giveUp(problem: string): void {
    for (const call of waiting.values()) call.reject(new Error(problem));
    waiting.clear();
  }

  await channel.assertQueue(QUEUE, { durable: true });
  const { queue: replyTo } = await channel.assertQueue("", { exclusive: true });
  await channel.consume(replyTo, (reply) => (reply ? settle(reply) : giveUp("the reply queue is gone")), {
    noAck: true,
  });
  channel.on("close", () => giveUp("the channel was closed"));

  return async function ask(question) {
    const correlationId = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        waiting.set(correlationId, { resolve, reject });
        timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
        channel.sendToQueue(QUEUE, Buffer.from(question), { correlationId, replyTo, expiration: timeoutMs });
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(correlationId);
    }
  };
}

function fail(problem: string): void {
  console.error(` [!] ${problem}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

async function open(): Promise<Channel> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", (error) => fail(`Connection lost: ${error.message}`));
  const channel = await connection.createChannel();
  channel.on("error", (error) => fail(`Channel closed by the broker: ${error.message}`));
  // There is but one channel: when it ends, whoever ended it, the program does.
  channel.on("close", () => connection.close().catch(ignore));
  return channel;
}

async function request(questions: readonly string[]): Promise<void> {
  const calls = questions.map(async (question) => {
    console.log(` [x] Requesting fib(${question})`);
    const channel = await open();
    const ask = await openRpc(channel, Number(process.env["RPC_TIMEOUT_MS"] ?? DEFAULT_TIMEOUT_MS));
    try {
      const result = await ask(question);
      console.log(questions.length === 1 ? ` [.] Got ${result}` : ` [.] fib(${question}) = ${result}`);
    } catch (error) {
      fail(`fib(${question}): ${error instanceof Error ? error.message : String(error)}`);
    }
    await channel.close();
  });
  await Promise.all(calls);
}

try {
  const numbers = process.argv.slice(2);
  await request(numbers.length > 0 ? numbers : ["30"]);
} catch (error) {
  fail(`Could not ask: ${String(error)}`);
}
