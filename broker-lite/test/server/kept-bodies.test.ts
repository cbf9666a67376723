/** A message is what its publisher sent for as long as it stays, whatever is read in the meantime. */
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from "amqplib";
import { afterEach, expect, test } from "vitest";
import { PROFILES } from "../../src/core/profile.ts";
import { Users } from "../../src/server/auth.ts";
import { run, type Running } from "../../src/server/running.ts";
import { memoryStore } from "../../src/store/index.ts";

/** None, copied on their way out, in one read, cut by its end, of several frames. */
const SIZES = [0, 1, 100, 4096, 5000, 15_000, 17_000, 65_536, 100_000, 300_000];
const PUBLISHERS = 4;
const ROUNDS = 5;

let broker: Running;
const connections: ChannelModel[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await broker.stop();
});

async function channel(): Promise<Channel> {
  const connection = await connect({ hostname: "127.0.0.1", port: broker.port });
  connections.push(connection);
  return connection.createChannel();
}

function body(publisher: number, round: number, size: number): Buffer {
  return Buffer.alloc(size, `${publisher}/${round}/${size};`);
}

test.each([
  ["the same memory", true],
  ["memory of their own", false],
])("with sockets that read into %s", async (_name, sharesMemory) => {
  broker = await run({
    host: "127.0.0.1",
    port: 0,
    store: memoryStore(),
    access: new Users([{ name: "guest", password: "guest" }]),
    vhosts: ["/"],
    profile: PROFILES["4.1"],
    heartbeatSeconds: 0,
    sharesMemory,
    onDefect: (error) => {
      throw error;
    },
  });
  const reader = await channel();
  for (const queue of ["waiting", "unacknowledged"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await reader.assertQueue(queue);
  }
  const expected = PUBLISHERS * ROUNDS * SIZES.length;
  const unacknowledged: ConsumeMessage[] = [];
  const allHere = new Promise<void>((resolve) => {
    void reader.consume("unacknowledged", (message) => {
      if (message !== null) unacknowledged.push(message);
      if (unacknowledged.length === expected) resolve();
    });
  });
  const publishers = await Promise.all(Array.from({ length: PUBLISHERS }, channel));
  for (let round = 0; round < ROUNDS; round++) {
    for (const size of SIZES) {
      for (const [publisher, each] of publishers.entries()) {
        const correlationId = `${publisher} ${round} ${size}`;
        for (const queue of ["waiting", "unacknowledged"]) {
          each.sendToQueue(queue, body(publisher, round, size), { correlationId });
        }
      }
    }
    // Each round comes into memory that the round before has used.
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await Promise.all(publishers.map((each) => each.checkQueue("waiting")));
  }
  await allHere;
  // What was delivered comes again from where it was kept.
  await reader.close();
  const [first, second] = await Promise.all(["waiting", "unacknowledged"].map((queue) => all(queue, expected)));
  for (const messages of [unacknowledged, first!, second!]) {
    expect(messages.map(({ properties }) => properties.correlationId as string).toSorted()).toEqual(
      correlationIds().toSorted(),
    );
    const damaged = messages.filter(({ properties, content }) => {
      const [publisher, round, size] = (properties.correlationId as string).split(" ").map(Number);
      return !content.equals(body(publisher!, round!, size!));
    });
    expect(damaged.map(({ properties }) => properties.correlationId as string)).toEqual([]);
  }
});

function correlationIds(): string[] {
  const publishers = Array.from({ length: PUBLISHERS }, (_, publisher) => publisher);
  return publishers.flatMap((publisher) =>
    Array.from({ length: ROUNDS }, (_, round) => SIZES.map((size) => `${publisher} ${round} ${size}`)).flat(),
  );
}

async function all(queue: string, count: number): Promise<ConsumeMessage[]> {
  const consumer = await channel();
  return new Promise((resolve) => {
    const messages: ConsumeMessage[] = [];
    void consumer.consume(
      queue,
      (message) => {
        if (message !== null) messages.push(message);
        if (messages.length === count) resolve(messages);
      },
      { noAck: true },
    );
  });
}
