/** 24 hours in a moment: the clock is a number, and moves from one deadline to the next as the server's timer does. */
import { expect, test } from "vitest";
import { memoryStore } from "../../src/store/index.ts";
import { Bench, FakeConsumer, NOON_MS } from "../core/support.ts";
import { Client, namesOf } from "./support.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lets the clock run to that time, deadline by deadline; as a real timer it is late at times. */
function runUntil(bench: Bench, atMs: number, onWake: () => void = () => {}): number {
  let wakes = 0;
  for (let next = bench.deadlines.next(); next !== undefined && next <= atMs; next = bench.deadlines.next()) {
    const lateMs = ++wakes % 7;
    bench.nowMs = Math.min(atMs, Math.max(bench.nowMs, next) + lateMs);
    bench.broker.advance(bench.nowMs);
    onWake();
  }
  bench.nowMs = atMs;
  return wakes;
}

test("heartbeats neither drift nor pile up", () => {
  const bench = new Bench();
  const clients = [2, 10, 60, 300].map((seconds) => {
    const client = Client.connected(bench);
    client.connection.startHeartbeat(seconds);
    return { client, seconds, beats: 0 };
  });
  const planned = bench.deadlines.size;
  let nextAnswerMs = bench.nowMs;
  runUntil(bench, NOON_MS + DAY_MS, () => {
    for (const each of clients) each.beats += namesOf(each.client.take()).filter((name) => name === "heartbeat").length;
    if (bench.nowMs < nextAnswerMs) return;
    // The clients are alive: each says something once a second.
    for (const { client } of clients) client.raw(Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0xce));
    nextAnswerMs = bench.nowMs + SECOND_MS;
  });
  for (const { seconds, beats, client } of clients) {
    const ideal = DAY_MS / ((seconds * SECOND_MS) / 2);
    // Each beat is at most 6 ms late, and the next is counted from it.
    expect(beats, `every ${seconds} s`).toBeGreaterThanOrEqual(Math.floor(ideal * (1 - 12 / (seconds * SECOND_MS))));
    expect(beats).toBeLessThanOrEqual(ideal);
    expect(client.hasEnded).toBe(false);
  }
  expect(bench.deadlines.size).toBe(planned);
});

test("a silent client is given up after two intervals, at any hour of the day", () => {
  const bench = new Bench();
  const endings: number[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const client = Client.connected(bench);
    client.connection.startHeartbeat(30);
    const startMs = bench.nowMs;
    runUntil(bench, startMs + HOUR_MS, () => {
      if (client.hasEnded && endings.length === hour) endings.push(bench.nowMs - startMs);
    });
  }
  expect(endings).toHaveLength(24);
  for (const endingMs of endings) expect([endingMs >= 60_000, endingMs < 60_010]).toEqual([true, true]);
  expect(bench.deadlines.size).toBe(0);
});

test("a day of messages that expire, queues that expire and deliveries that time out: in order, at their time, and nothing is left", () => {
  const store = memoryStore();
  const bench = new Bench("4.1", { journal: store.journal });
  const dead = bench.queue("dead");
  const grave = bench.consume(dead, new FakeConsumer("grave", { noAck: true }));
  const died: { number: number; dueAtMs: number; atMs: number }[] = [];
  const dueAt: number[] = [];
  const noteDeaths = (): void => {
    for (const entry of grave.entries.splice(0)) {
      const number = Number(Buffer.from(entry.message.body).toString());
      died.push({ number, dueAtMs: dueAt[number] ?? NaN, atMs: bench.nowMs });
    }
  };
  for (let minute = 0; minute < 24 * 60; minute++) {
    const atMs = NOON_MS + minute * 60_000;
    runUntil(bench, atMs, noteDeaths);
    const leaseMs = 500_000 + minute;
    const ttlMs = 1000 + ((minute * 7919) % 400_000);
    const queueArguments = {
      "x-expires": leaseMs,
      "x-message-ttl": ttlMs,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "dead",
    };
    bench.queue(`q${minute}`, queueArguments);
    dueAt.push(atMs + ttlMs);
    bench.publish(`q${minute}`, String(minute), { properties: { deliveryMode: 2 } });
  }
  runUntil(bench, NOON_MS + DAY_MS + HOUR_MS, noteDeaths);

  expect(died).toHaveLength(24 * 60);
  expect(died.map(({ atMs }) => atMs)).toEqual(died.map(({ atMs }) => atMs).toSorted((left, right) => left - right));
  const dues = died.map(({ dueAtMs }) => dueAtMs);
  expect(dues).toEqual(dues.toSorted((left, right) => left - right));
  for (const { number, dueAtMs, atMs } of died) {
    expect([atMs >= dueAtMs, atMs <= dueAtMs + 6], `message ${number}`).toEqual([true, true]);
  }
  expect([...bench.vhost.queues.keys()]).toEqual(["dead"]);
  expect(bench.deadlines.size).toBe(0);
  expect(bench.broker.memory.bytes).toBe(0);
  const { messages, entries } = store.takeContents();
  expect([[...messages].length, [...entries].length]).toEqual([0, 0]);
});

test("a consumer that hangs loses its channel each time, all day long", () => {
  const bench = new Bench();
  const queue = bench.queue("q");
  const client = Client.connected(bench);
  client.publish("q", "a");
  let timeouts = 0;
  client.do("basic.consume", { queue: "q" });
  runUntil(bench, NOON_MS + DAY_MS + SECOND_MS, () => {
    if (!namesOf(client.take()).includes("channel.close")) return;
    timeouts++;
    client.do("channel.close-ok");
    client.do("channel.open");
    client.do("basic.consume", { queue: "q" });
  });
  expect(timeouts).toBe(48);
  expect(queue.unacknowledgedCount).toBe(1);
  expect(bench.deadlines.size).toBe(1);
});
