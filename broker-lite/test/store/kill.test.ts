/**
 * `kill -9` while a publisher waits for confirms and a consumer acknowledges, again and again on one data directory. Then
 * the account is settled: what was confirmed and not acknowledged is there, in order, once; what was acknowledged for good
 * is not.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type ChannelModel, type ConsumeMessage } from "amqplib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startBrokerProcess } from "../cli/broker-process.ts";

const ROUNDS = Number(process.env["KILL_ROUNDS"] ?? 5);
/** The broker is killed when so many of a round are confirmed, while more are under way. */
const CONFIRMED_PER_ROUND = 150;
/** Taken by the consumer, which acknowledges every second one. */
const ACKNOWLEDGED_PER_ROUND = 20;
const TRANSIENT_EVERY = 7;
const IN_FLIGHT = 20;
const QUEUE = "tasks";
const TIMEOUT_MS = 60_000 + ROUNDS * 10_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-kill-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test(`nothing confirmed is lost in ${ROUNDS} kills`, { timeout: TIMEOUT_MS }, async () => {
  const account: Account = {
    sent: 0,
    confirmed: new Set(),
    transient: new Set(),
    acknowledged: [],
    durablyAcknowledged: 0,
  };
  for (let round = 0; round < ROUNDS; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, on the same directory
    await publishUntilKilled(account);
  }
  const numbers = await drain();

  expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
  expect(new Set(numbers).size).toBe(numbers.length);
  const here = new Set(numbers);
  // An acknowledgement that was on its way when the broker died may or may not have been kept.
  const taken = new Set(account.acknowledged);
  expect([...account.confirmed].filter((number) => !here.has(number) && !taken.has(number))).toEqual([]);
  const goneForGood = account.acknowledged.slice(0, account.durablyAcknowledged);
  expect(goneForGood.filter((number) => here.has(number))).toEqual([]);
  expect(numbers.filter((number) => account.transient.has(number) || number >= account.sent)).toEqual([]);
  expect(account.confirmed.size).toBeGreaterThanOrEqual(ROUNDS * CONFIRMED_PER_ROUND);
  expect(goneForGood.length).toBeGreaterThan(0);
});

/** What was done over all rounds, by the messages' numbers. */
interface Account {
  sent: number;
  /** Persistent ones only. */
  readonly confirmed: Set<number>;
  readonly transient: Set<number>;
  readonly acknowledged: number[];
  /** So many of `acknowledged`, from the first on, were followed on their channel by a publish that was confirmed. */
  durablyAcknowledged: number;
}

async function publishUntilKilled(account: Account): Promise<void> {
  const broker = await startBrokerProcess("--data-dir", folder, "--http-port", "0");
  const model = await connected(broker.port);
  // One channel for both, so that the broker reads acknowledgements and publishes in the order in which they were made.
  const channel = await model.createConfirmChannel();
  channel.on("error", () => {});
  await channel.assertQueue(QUEUE, { durable: true });
  await channel.prefetch(ACKNOWLEDGED_PER_ROUND);
  let deliveries = 0;
  await channel.consume(QUEUE, (message) => {
    deliveries += 1;
    if (message === null || deliveries > ACKNOWLEDGED_PER_ROUND || deliveries % 2 === 0) return;
    account.acknowledged.push(Number(message.content.toString()));
    channel.ack(message);
  });

  const gone = new Promise((resolve) => model.once("close", resolve));
  await new Promise<void>((resolve) => {
    let confirmedNow = 0;
    let isKilled = false;
    const publishNext = (): void => {
      if (isKilled) return;
      const number = account.sent++;
      const isTransient = number % TRANSIENT_EVERY === 0;
      if (isTransient) account.transient.add(number);
      const acknowledgedBefore = account.acknowledged.length;
      channel.sendToQueue(QUEUE, Buffer.from(String(number)), { persistent: !isTransient }, (error: unknown) => {
        if (error !== null && error !== undefined) return;
        if (!isTransient) {
          account.confirmed.add(number);
          account.durablyAcknowledged = Math.max(account.durablyAcknowledged, acknowledgedBefore);
          confirmedNow += 1;
        }
        if (confirmedNow === CONFIRMED_PER_ROUND && !isKilled) {
          isKilled = true;
          broker.child.kill("SIGKILL");
          resolve();
        }
        publishNext();
      });
    };
    for (let inFlight = 0; inFlight < IN_FLIGHT; inFlight++) publishNext();
  });
  await Promise.all([broker.finished(), gone]);
}

/** The numbers of all messages that are left, in the order in which they are delivered. */
async function drain(): Promise<number[]> {
  const broker = await startBrokerProcess("--data-dir", folder, "--http-port", "0");
  const model = await connected(broker.port);
  const channel = await model.createChannel();
  const { messageCount } = await channel.checkQueue(QUEUE);
  const messages: ConsumeMessage[] = [];
  await new Promise<void>((resolve) => {
    void channel.consume(QUEUE, (message) => {
      if (message !== null) messages.push(message);
      if (messages.length === messageCount) resolve();
    });
  });
  await model.close();
  broker.child.kill("SIGTERM");
  await broker.finished();
  return messages.map((message) => Number(message.content.toString()));
}

async function connected(port: number): Promise<ChannelModel> {
  const model = await connect({ hostname: "127.0.0.1", port });
  model.on("error", () => {});
  return model;
}
