/** Attacks on a broker in a process of its own, with a witness beside them; each says what it did, and throws where somebody else suffered. */
import { once } from "node:events";
import { connect } from "amqplib";
import { babble, comeAndGo } from "./crowd.ts";
import { Witness } from "./witness.ts";

const AT_ONCE = 40;

export interface Attacked {
  /** How many of what the attack is about. */
  readonly count: number;
  /** Of the witness, meanwhile. */
  readonly witnessed: number;
}

/** Clients that drop their connections, at every stage. */
export function connectsAndDrops(port: number, count: number): Promise<Attacked> {
  return witnessed(port, async () => {
    await inParallel(count, (index) => comeAndGo(port, index));
    return count;
  });
}

/** Several connections at once that say what is wrong. Counts frames. */
export function babbling(port: number, connections: number, seed: number): Promise<Attacked> {
  return witnessed(port, async () => {
    let frames = 0;
    await inParallel(connections, async (index) => {
      const said = await babble(port, seed * 1_000_003 + index);
      frames += said;
    });
    return frames;
  });
}

/**
 * Messages of 1 KiB that nobody reads, until so many are there or publishers are blocked: either way the broker goes on, and what was
 * taken can be read. Gives how many were there.
 */
export async function flood(
  port: number,
  count: number,
  onProgress: (sent: number) => void = () => {},
): Promise<{ sent: number; isBlocked: boolean; counted: number }> {
  const model = await connect(`amqp://127.0.0.1:${port}`);
  const alarm = new AbortController();
  const blocked = once(alarm.signal, "abort");
  model.on("blocked", () => alarm.abort());
  const channel = await model.createChannel();
  await channel.assertQueue("flood");
  const body = Buffer.alloc(1024, "x");
  let sent = 0;
  while (sent < count && !alarm.signal.aborted) {
    sent++;
    if (sent % 100_000 === 0) onProgress(sent);
    if (!channel.sendToQueue("flood", body)) await Promise.race([once(channel, "drain"), blocked]);
  }
  const reader = await connect(`amqp://127.0.0.1:${port}`);
  const asking = await reader.createChannel();
  let counted = (await asking.checkQueue("flood")).messageCount;
  // A blocked publisher's last messages are not read; all others arrive.
  while (!alarm.signal.aborted && counted < sent) counted = (await asking.checkQueue("flood")).messageCount;
  const message = await asking.get("flood", { noAck: true });
  if (message === false || !message.content.equals(body)) throw new Error("what was taken can't be read");
  await asking.deleteQueue("flood");
  await reader.close();
  // With nobody's messages left, nobody is blocked.
  await model.close();
  return { sent, isBlocked: alarm.signal.aborted, counted };
}

async function witnessed(port: number, attack: () => Promise<number>): Promise<Attacked> {
  const witness = await Witness.start(`amqp://127.0.0.1:${port}`);
  const count = await attack();
  return { count, witnessed: await witness.stop() };
}

/** So many in all, some at once. */
async function inParallel(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
