import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { clientContract } from "./contract.ts";
import type { Delivered, Driver, DriverChannel, DriverConnection, Received } from "./driver.ts";

const PYTHON = process.env["PYTHON"] ?? "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("pika_driver.py", import.meta.url));

interface WireMessage extends Omit<Delivered, "body"> {
  readonly body: string;
  readonly replyCode: number;
}

interface Line {
  readonly ready?: boolean;
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly push?: string;
  readonly channel?: number;
  readonly message?: WireMessage;
}

const isInstalled = spawnSync(PYTHON, ["-c", "import pika"]).status === 0;

if (!isInstalled) console.warn(`pika is not tested: ${PYTHON} has no module pika (Debian: python3-pika)`);

describe.skipIf(!isInstalled)("pika", () => {
  clientContract({ connect });
});

async function connect(url: string): ReturnType<Driver["connect"]> {
  const child = spawn(PYTHON, ["-u", SCRIPT, url], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = new Map<number, (line: Line) => void>();
  const receivers = new Map<string, (message: WireMessage) => void>();
  /** Came before `consume` told who it is for. */
  const early: Line[] = [];
  let lastId = 0;
  let lastChannel = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("pika could not connect")));
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      if (line.ready === true) resolve();
      else if (line.id !== undefined) answers.get(line.id)?.(line);
      else push(line);
    });
  });
  await ready;

  function push(line: Line): void {
    const receive = receivers.get(`${line.channel} ${line.push}`);
    if (receive === undefined) early.push(line);
    else receive(line.message as WireMessage);
  }

  function ask(operation: string, details: object = {}): Promise<unknown> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      answers.set(id, ({ result, error }) => {
        answers.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      child.stdin.write(`${JSON.stringify({ id, operation, ...details })}\n`);
    });
  }

  async function channel(): Promise<DriverChannel> {
    const number = ++lastChannel;
    await ask("channel", { channel: number });
    const on = (operation: string, details: object = {}): Promise<unknown> =>
      ask(operation, { channel: number, ...details });
    return {
      declareQueue: async (name, options) =>
        (await on("declareQueue", { name, options })) as Awaited<ReturnType<DriverChannel["declareQueue"]>>,
      deleteQueue: async (name) => void (await on("deleteQueue", { name })),
      declareExchange: async (name, type) => void (await on("declareExchange", { name, type })),
      deleteExchange: async (name) => void (await on("deleteExchange", { name })),
      bind: async (queue, exchange, routingKey, args) =>
        void (await on("bind", { queue, exchange, routingKey, arguments: args })),
      publish: async ({ exchange = "", routingKey, body, properties, mandatory = false }) =>
        void (await on("publish", { exchange, routingKey, body: body.toString("base64"), properties, mandatory })),
      confirmSelect: async () => void (await on("confirmSelect")),
      waitForConfirms: () => Promise.resolve(),
      prefetch: async (count) => void (await on("prefetch", { count })),
      async consume(queue, noAck, receive) {
        const consumerTag = (await on("consume", { queue, noAck })) as string;
        receivers.set(`${number} ${consumerTag}`, (message) => receive(delivered(message)));
        for (const line of early.splice(0)) push(line);
        return consumerTag;
      },
      cancel: async (consumerTag) => void (await on("cancel", { consumerTag })),
      async get(queue) {
        const message = await on("get", { queue });
        return message === null ? undefined : delivered(message as WireMessage);
      },
      acknowledge: async (deliveryTag) => void (await on("acknowledge", { deliveryTag })),
      reject: async (deliveryTag, requeue) => void (await on("reject", { deliveryTag, requeue })),
      onReturn: (receive) =>
        void receivers.set(`${number} return`, (message) =>
          receive({ ...received(message), replyCode: message.replyCode }),
        ),
      close: async () => void (await on("closeChannel")),
    };
  }

  const connection: DriverConnection = {
    channel,
    async close() {
      const exited = once(child, "exit");
      await ask("close");
      await exited;
    },
    async drop() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
  return connection;
}

function received(message: WireMessage): Received {
  return { ...message, body: Buffer.from(message.body, "base64") };
}

function delivered(message: WireMessage): Delivered {
  return { ...message, body: Buffer.from(message.body, "base64") };
}
