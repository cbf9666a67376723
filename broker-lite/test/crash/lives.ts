/**
 * Lives of a broker on one data directory: each is a process under load (publishers with confirms, consumers that acknowledge, reject
 * and give back, messages that expire and die) until it is killed at a random moment. The last one is asked what is left.
 */
import { createHash } from "node:crypto";
import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from "amqplib";
import { start, startBrokerProcess } from "../cli/broker-process.ts";
import type { Random } from "../fuzz/random.ts";
import type { Account, Balance, Place } from "./account.ts";

const IN_FLIGHT = 25;
const CONFIRMED_MAXIMUM = 250;
const TRANSIENT_EVERY = 7;
const PREFETCH = 30;
const TIME_TO_LIVE_MS = 40;
const LARGE_EVERY = 8;
const LARGE_DIGESTS = 2000;
/** Some brokers are killed while they start: then they read and tidy up what the last one left. */
const KILLED_AT_START = 0.1;
const START_MAXIMUM_MS = 700;

const ARGUMENTS: Readonly<Record<Place, object>> = {
  work: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead" },
  timed: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "expired", "x-message-ttl": TIME_TO_LIVE_MS },
  dead: { "x-queue-type": "quorum", "x-delivery-limit": -1 },
  expired: {},
};
const PLACES = Object.keys(ARGUMENTS) as Place[];

/** From the start of a broker to its end by SIGKILL. */
export async function liveAndDie(folder: string, account: Account, random: Random): Promise<void> {
  if (random.chance(KILLED_AT_START)) return dieYoung(folder, random);
  const broker = await startBrokerProcess("--data-dir", folder, "--http-port", "0");
  const model = await connected(broker.port);
  const gone = new Promise((resolve) => model.once("close", resolve));
  // One channel for all, so that the broker hears acknowledgements and publishes in the order in which they were said.
  const channel = await model.createConfirmChannel();
  channel.on("error", () => {});
  await declare(channel);
  await channel.prefetch(PREFETCH);
  await Promise.all([
    channel.consume("work", (message) => treat(channel, account, random, "work", message)),
    channel.consume("dead", (message) => treat(channel, account, random, "dead", message)),
    channel.consume("expired", (message) => treat(channel, account, random, "expired", message)),
  ]);
  await publishUntil(1 + random.below(CONFIRMED_MAXIMUM), channel, account, random);
  broker.child.kill("SIGKILL");
  await Promise.all([broker.finished(), gone]);
  account.endLife();
}

/** What is there in the end. Throws where the account does not add up, or a message is not what was sent. */
export async function settle(folder: string, account: Account): Promise<Balance> {
  const broker = await startBrokerProcess("--data-dir", folder, "--http-port", "0");
  const model = await connected(broker.port);
  const channel = await model.createConfirmChannel();
  await declare(channel);
  // What is too old moves on by itself.
  // oxlint-disable-next-line no-await-in-loop -- until it is so
  while ((await channel.checkQueue("timed")).messageCount > 0);
  const found: Record<Place, number[]> = { work: [], timed: [], dead: [], expired: [] };
  for (const place of PLACES) {
    // oxlint-disable-next-line no-await-in-loop -- one queue after the other
    found[place] = await drained(channel, place);
  }
  await model.close();
  broker.child.kill("SIGTERM");
  await broker.finished();
  for (const place of ["work", "expired"] as const) assertOrdered(place, found[place]);
  return account.settleAccount(found);
}

/** Killed while it reads and tidies up, or a moment after. */
async function dieYoung(folder: string, random: Random): Promise<void> {
  const broker = start("--port", "0", "--data-dir", folder, "--http-port", "0");
  const timer = setTimeout(() => broker.child.kill("SIGKILL"), random.below(START_MAXIMUM_MS));
  await broker.finished();
  clearTimeout(timer);
}

async function declare(channel: ConfirmChannel): Promise<void> {
  await Promise.all(PLACES.map((place) => channel.assertQueue(place, { durable: true, arguments: ARGUMENTS[place] })));
}

/** Keeps so many under way; resolves as soon as that many are confirmed, with others still on their way. */
function publishUntil(
  confirmedTarget: number,
  channel: ConfirmChannel,
  account: Account,
  random: Random,
): Promise<void> {
  return new Promise((resolve) => {
    let confirmed = 0;
    const publishNext = (): void => {
      if (confirmed >= confirmedTarget) return resolve();
      const place = random.chance(0.25) ? "timed" : "work";
      const isTransient = random.below(TRANSIENT_EVERY) === 0;
      const number = account.publish(isTransient);
      const saidBefore = account.saidCount;
      channel.sendToQueue(place, bodyOf(number), { persistent: !isTransient }, (error: unknown) => {
        // The socket is gone: the broker was killed.
        if (error !== null && error !== undefined) return;
        account.confirm(number, saidBefore);
        confirmed++;
        publishNext();
      });
    };
    for (let inFlight = 0; inFlight < IN_FLIGHT; inFlight++) publishNext();
  });
}

function treat(
  channel: ConfirmChannel,
  account: Account,
  random: Random,
  place: Place,
  message: ConsumeMessage | null,
): void {
  if (message === null) return;
  const number = numberIn(message.content);
  const fate = random.next();
  if (fate < 0.5) {
    account.settle(number, "acknowledged");
    channel.ack(message);
  } else if (fate < 0.7 && place === "work") {
    account.settle(number, "rejected");
    channel.reject(message, false);
  } else if (fate < 0.8 && !message.fields.redelivered) channel.reject(message, true);
  // The others are held until the end.
}

async function drained(channel: ConfirmChannel, place: Place): Promise<number[]> {
  const { messageCount } = await channel.checkQueue(place);
  const numbers: number[] = [];
  if (messageCount === 0) return numbers;
  await new Promise<void>((resolve) => {
    const take = (message: ConsumeMessage | null): void => {
      if (message !== null) numbers.push(numberIn(message.content));
      if (numbers.length === messageCount) resolve();
    };
    void channel.consume(place, take, { noAck: true });
  });
  return numbers;
}

/** They were published one after the other, and whatever came back went to its place. */
function assertOrdered(place: Place, numbers: readonly number[]): void {
  const at = numbers.findIndex((number, index) => index > 0 && number < (numbers[index - 1] ?? 0));
  if (at >= 0) throw new Error(`in ${place} message ${numbers[at]} comes after ${numbers[at - 1]}`);
}

/** The number, and bytes that follow from it, of many sizes: what is torn or mixed up shows. Large ones make the store clear away. */
function bodyOf(number: number): Buffer {
  const digest = createHash("sha256").update(String(number)).digest();
  const digests = number % LARGE_EVERY === 0 ? LARGE_DIGESTS : number % 40;
  return Buffer.concat([Buffer.from(`${number} `), Buffer.alloc(digests * digest.length, digest)]);
}

function numberIn(body: Buffer): number {
  const number = Number.parseInt(body.toString("latin1", 0, 20), 10);
  if (!bodyOf(number).equals(body)) throw new Error(`message ${number} is not what was sent`);
  return number;
}

async function connected(port: number): Promise<ChannelModel> {
  const model = await connect({ hostname: "127.0.0.1", port });
  model.on("error", () => {});
  return model;
}
