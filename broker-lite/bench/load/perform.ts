/** Does one piece of work against a broker. What is measured lies between `ready` and `measured`; what comes after is checked all the same. */
import { randomInt } from "node:crypto";
import { encodeContent, makeMethod, type Properties } from "broker-lite/wire";
import { makeBody } from "./body.ts";
import { Client } from "./client.ts";
import { AckWriter, encodeBatch } from "./frames.ts";
import { ConfirmCounter, Latencies, Patience, Pump } from "./pace.ts";
import { Tally } from "./tally.ts";
import type { ChurnWork, ConfirmWork, FillWork, FlowWork, Outcome, RpcWork, Work } from "./work.ts";

/** What the generator waits for: whoever measures says when to go on. */
export interface Steps {
  /** All is prepared; resolves when the clock runs. */
  ready(): Promise<void>;
  /** Resolves when it may go on. */
  measured(outcome: Outcome): Promise<void>;
}

/** Bytes of one write: what a client's buffer may be. */
const BATCH_BYTES = 32 * 1024;
/** A multiple of 100 queues. */
const BATCH_MAXIMUM = 200;
const BATCH_MINIMUM_LARGE = 4;
const WRITABLE_MAXIMUM_BYTES = 1024 * 1024;
const TRANSIENT: Properties = { contentType: "application/octet-stream", deliveryMode: 1 };
const PERSISTENT: Properties = { contentType: "application/octet-stream", deliveryMode: 2 };

/** Rejects with what is wrong with the broker's work. */
export function perform(url: string, work: Work, steps: Steps): Promise<void> {
  switch (work.kind) {
    case "flow":
      return flow(url, work, steps);
    case "confirm":
      return confirm(url, work, steps);
    case "rpc":
      return rpc(url, work, steps);
    case "churn":
      return churn(url, work, steps);
    case "fill":
      return fill(url, work, steps);
  }
}

async function flow(url: string, work: FlowWork, steps: Steps): Promise<void> {
  const { exchange: kind, queues, prefetch, depth } = work;
  const id = randomInt(2 ** 40).toString(36);
  const exchange = kind === "default" ? "" : `bench.${kind}.${id}`;
  const names = Array.from({ length: queues }, (_, index) => `bench.${id}.${index}`);
  const [publisher, consumer] = await Promise.all([Client.connect(url), Client.connect(url)]);
  const idle = await connectMany(url, work.idleConnections);
  await publisher.openChannel(1);
  if (exchange !== "") await publisher.call(1, "exchange.declare", { exchange, type: kind }, "exchange.declare-ok");
  for (const [index, queue] of names.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, on one channel
    await publisher.call(1, "queue.declare", { queue }, "queue.declare-ok");
    if (kind === "fanout") publisher.send(1, "queue.bind", { queue, exchange, nowait: true });
    for (let binding = index; binding < work.bindings; binding += queues) {
      publisher.send(1, "queue.bind", { queue, exchange, routingKey: `region.${binding}.*`, nowait: true });
    }
  }
  const batchMessages = batchSize(work.bodyBytes, work.window);
  const batch = encodeBatch({
    messages: batchMessages,
    bodyBytes: work.bodyBytes,
    exchange,
    // Of a topic exchange other bindings than the first ones as well.
    routingKey: (index) =>
      kind === "topic" ? `region.${(index * spread(work)) % work.bindings}.up` : kind === "fanout" ? "" : names[0]!,
    properties: TRANSIENT,
    seed: randomInt(2 ** 31),
  });
  const copies = kind === "fanout" ? queues : 1;
  const tally = new Tally(batchMessages, queues, kind === "topic");
  if (depth > 0) await prefill(publisher, names[0]!, batch, Math.ceil(depth / batchMessages));
  const prefilled = depth > 0 ? Math.ceil(depth / batchMessages) * batchMessages : 0;

  const pump = new Pump(publisher, batch, batchMessages, work);
  const acks = new AckWriter();
  const latency = new Latencies();
  let done!: () => void;
  const allReceived = new Promise<void>((resolve) => (done = resolve));
  consumer.receiver = {
    delivered(channel, deliveryTag, index, isWhole) {
      tally.note(channel, index, isWhole);
      if (index === 0 && channel === 1 && depth === 0) latency.end();
      if (prefetch !== undefined) acks.add(channel, deliveryTag);
    },
    chunkRead() {
      if (prefetch !== undefined) consumer.write(acks.take());
      pump.settled = tally.received / copies;
      pump.run();
      if (pump.isOver && tally.received >= pump.published * copies) done();
    },
  };
  pump.onBatch = () => latency.start();
  for (let channel = 1; channel <= queues; channel++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await consumer.openChannel(channel);
    if (prefetch !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- it must be there before the first delivery
      await consumer.call(channel, "basic.qos", { prefetchCount: prefetch }, "basic.qos-ok");
    }
  }
  await publisher.call(1, "queue.declare", { queue: names[0]!, passive: true }, "queue.declare-ok");
  await steps.ready();
  const started = performance.now();
  for (const [index, queue] of names.entries()) {
    consumer.send(index + 1, "basic.consume", { queue, noAck: prefetch === undefined, nowait: true });
  }
  pump.start();
  const patience = new Patience(work.patienceMs, () => tally.received, "messages");
  await Promise.race([allReceived, publisher.failed(), consumer.failed(), patience.exhausted]).finally(() =>
    patience.stop(),
  );
  const seconds = (performance.now() - started) / 1000;
  // Both are the same, unless there was something in the queue before.
  const count = (pump.published * copies + tally.received) / 2;
  await steps.measured({ count, seconds, latenciesMs: latency.sorted() });

  if (prefilled > 0) {
    await drained(consumer, () => tally.received >= pump.published + prefilled);
  }
  tally.assertComplete((pump.published * copies + prefilled) / queues);
  for (const queue of names) publisher.send(1, "queue.delete", { queue, nowait: true });
  if (exchange !== "") publisher.send(1, "exchange.delete", { exchange, nowait: true });
  await Promise.all([publisher.close(), consumer.close(), ...idle.map((client) => client.close())]);
}

/** How far apart the bindings lie that two messages in a row meet; they stay with the queue whose turn it is. */
function spread({ bindings, queues }: FlowWork): number {
  return Math.max(1, Math.floor(bindings / BATCH_MAXIMUM / queues) * queues + 1);
}

async function confirm(url: string, work: ConfirmWork, steps: Steps): Promise<void> {
  const queue = `bench.${randomInt(2 ** 40).toString(36)}`;
  const client = await Client.connect(url);
  await client.openChannel(1);
  await client.call(1, "queue.declare", { queue, durable: work.durable }, "queue.declare-ok");
  await client.call(1, "confirm.select", {}, "confirm.select-ok");
  const batch = encodeBatch({
    messages: work.batch,
    bodyBytes: work.bodyBytes,
    exchange: "",
    routingKey: () => queue,
    properties: work.durable ? PERSISTENT : TRANSIENT,
    seed: randomInt(2 ** 31),
  });
  const pump = new Pump(client, batch, work.batch, work);
  const latency = new Latencies();
  pump.onBatch = () => latency.start();
  let done!: () => void;
  const allConfirmed = new Promise<void>((resolve) => (done = resolve));
  const counter = new ConfirmCounter();
  client.receiver = {
    confirmed: (tag, multiple) => counter.note(tag, multiple),
    chunkRead() {
      while (latency.ended < Math.floor(counter.through / work.batch)) latency.end();
      pump.settled = counter.through;
      pump.run();
      if (pump.isOver && counter.through >= pump.published) done();
    },
  };
  await steps.ready();
  const started = performance.now();
  pump.start();
  const patience = new Patience(work.patienceMs, () => counter.through, "confirms");
  await Promise.race([allConfirmed, client.failed(), patience.exhausted]).finally(() => patience.stop());
  const seconds = (performance.now() - started) / 1000;
  await steps.measured({ count: pump.published, seconds, latenciesMs: latency.sorted() });

  await consumeAll(client, queue, work.batch, pump.published);
  await client.close();
}

async function fill(url: string, work: FillWork, steps: Steps): Promise<void> {
  const queue = `bench.${randomInt(2 ** 40).toString(36)}`;
  const client = await Client.connect(url);
  await client.openChannel(1);
  await client.call(1, "queue.declare", { queue }, "queue.declare-ok");
  const batchMessages = 25;
  const batch = encodeBatch({
    messages: batchMessages,
    bodyBytes: work.bodyBytes,
    exchange: "",
    routingKey: () => queue,
    properties: TRANSIENT,
    seed: randomInt(2 ** 31),
  });
  await steps.ready();
  const started = performance.now();
  await prefill(client, queue, batch, work.messagesMaximum / batchMessages);
  const seconds = (performance.now() - started) / 1000;
  await steps.measured({ count: work.messagesMaximum, seconds, latenciesMs: [] });
  await consumeAll(client, queue, batchMessages, work.messagesMaximum);
  await client.close();
}

async function rpc(url: string, work: RpcWork, steps: Steps): Promise<void> {
  const requests = `bench.${randomInt(2 ** 40).toString(36)}`;
  const [requester, server] = await Promise.all([Client.connect(url), Client.connect(url)]);
  await Promise.all([requester.openChannel(1), server.openChannel(1)]);
  await server.call(1, "queue.declare", { queue: requests }, "queue.declare-ok");
  const declared = await requester.call(1, "queue.declare", { exclusive: true }, "queue.declare-ok");
  const replies = declared.name === "queue.declare-ok" ? declared.fields.queue : "";
  const request = message(requests, { replyTo: replies, correlationId: "7f6a5c1e", deliveryMode: 1 }, work.bodyBytes);
  const reply = message(replies, { correlationId: "7f6a5c1e", deliveryMode: 1 }, work.bodyBytes);
  const latency = new Latencies();
  const tally = new Tally(1, 1, false);
  let count = 0;
  let endsAt = 0;
  let done!: () => void;
  const over = new Promise<void>((resolve) => (done = resolve));
  server.receiver = { delivered: () => server.write(reply) };
  requester.receiver = {
    delivered(channel, _deliveryTag, index, isWhole) {
      tally.note(channel, index, isWhole);
      latency.end();
      if (++count >= work.messagesMaximum || performance.now() >= endsAt) return done();
      latency.start();
      requester.write(request);
    },
  };
  await server.call(1, "basic.consume", { queue: requests, noAck: true }, "basic.consume-ok");
  await requester.call(1, "basic.consume", { queue: replies, noAck: true }, "basic.consume-ok");
  await steps.ready();
  const started = performance.now();
  endsAt = started + work.durationMs;
  latency.start();
  requester.write(request);
  await Promise.race([over, requester.failed(), server.failed()]);
  const seconds = (performance.now() - started) / 1000;
  await steps.measured({ count, seconds, latenciesMs: latency.sorted() });
  tally.assertComplete(count);
  server.send(1, "queue.delete", { queue: requests, nowait: true });
  await Promise.all([requester.close(), server.close()]);
}

async function churn(url: string, work: ChurnWork, steps: Steps): Promise<void> {
  await steps.ready();
  const latenciesMs: number[] = [];
  const started = performance.now();
  const endsAt = started + work.durationMs;
  const one = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const from = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is measured
      const client = await Client.connect(url);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await client.openChannel(1);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await client.call(1, "channel.close", { replyCode: 200 }, "channel.close-ok");
      // oxlint-disable-next-line no-await-in-loop -- the same
      await client.close();
      latenciesMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: work.atOnce }, one));
  const seconds = (performance.now() - started) / 1000;
  await steps.measured({ count: latenciesMs.length, seconds, latenciesMs: latenciesMs.toSorted((a, b) => a - b) });
}

function message(routingKey: string, properties: Properties, bodyBytes: number): Buffer {
  const method = makeMethod("basic.publish", { routingKey });
  return Buffer.concat(encodeContent(1, method, properties, makeBody(0, bodyBytes, randomInt(2 ** 31)), 131_072));
}

async function connectMany(url: string, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  // oxlint-disable-next-line no-await-in-loop -- a thousand at once would be another test
  for (let index = 0; index < count; index++) clients.push(await Client.connect(url));
  return clients;
}

/** At the end a round trip to the queue: what was published before is in it. */
async function prefill(client: Client, queue: string, batch: Buffer, batches: number): Promise<void> {
  const written = (): Promise<void> => new Promise((resolve) => client.onceWritten(resolve));
  for (let count = 0; count < batches; count++) {
    client.write(batch);
    // oxlint-disable-next-line no-await-in-loop -- the broker's pace
    if (client.writableBytes > WRITABLE_MAXIMUM_BYTES) await Promise.race([written(), client.failed()]);
  }
  await client.call(1, "queue.declare", { queue, passive: true }, "queue.declare-ok");
}

async function consumeAll(client: Client, queue: string, batchMessages: number, expected: number): Promise<void> {
  const tally = new Tally(batchMessages, 1, false);
  const acks = new AckWriter();
  client.receiver = {
    delivered(channel, deliveryTag, index, isWhole) {
      tally.note(channel, index, isWhole);
      acks.add(channel, deliveryTag);
    },
  };
  await client.call(1, "basic.qos", { prefetchCount: 2000 }, "basic.qos-ok");
  client.send(1, "basic.consume", { queue, nowait: true });
  const isDone = (): boolean => tally.received >= expected;
  await drained(client, isDone, () => client.write(acks.take()));
  tally.assertComplete(expected);
  await client.call(1, "queue.delete", { queue }, "queue.delete-ok");
}

function drained(client: Client, isDone: () => boolean, onChunk: () => void = () => {}): Promise<void> {
  const { receiver } = client;
  const over = new Promise<void>((resolve) => {
    const look = (): void => {
      if (isDone()) resolve();
    };
    client.receiver = {
      ...receiver,
      chunkRead() {
        receiver.chunkRead?.();
        onChunk();
        look();
      },
    };
    look();
  });
  return Promise.race([over, client.failed()]);
}

function batchSize(bodyBytes: number, window: number): number {
  const fits = Math.floor(BATCH_BYTES / (bodyBytes + 80));
  const size = fits >= BATCH_MAXIMUM ? BATCH_MAXIMUM : Math.max(BATCH_MINIMUM_LARGE, fits);
  return Math.min(size, window);
}
