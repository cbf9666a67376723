/** The attacks in small numbers, on a broker of which the inside can be seen: an honest client beside them notices nothing, and nothing is left. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { PROFILES } from "../../src/core/profile.ts";
import { Users } from "../../src/server/auth.ts";
import { run, type Running } from "../../src/server/running.ts";
import { memoryStore } from "../../src/store/index.ts";
import { babbling, connectsAndDrops, flood, type Attacked } from "./attack.ts";

const KIB = 1024;
const DROPS = 540;
const BABBLERS = 150;
const MESSAGES = 20_000;

let broker: Running | undefined;
let defects: unknown[];

beforeEach(() => {
  defects = [];
});

afterEach(async () => {
  await broker?.stop();
  broker = undefined;
  if (defects.length > 0) throw new AggregateError(defects, "the broker has a defect");
});

async function start(memoryMaximumBytes = Infinity): Promise<Running> {
  return (broker = await run({
    host: "127.0.0.1",
    port: 0,
    store: memoryStore(),
    access: new Users([{ name: "guest", password: "guest" }]),
    vhosts: ["/"],
    profile: PROFILES["4.1"],
    heartbeatSeconds: 0,
    memoryLimits: { totalBytes: memoryMaximumBytes, heapBytes: Infinity },
    onDefect: (error) => defects.push(error),
  }));
}

/** Sockets that are gone on their side are gone here some turns later; the test's deadline is the only clock. */
async function assertNothingLeft({ transports, core }: Running): Promise<void> {
  while (transports.size > 0) await new Promise((resolve) => setImmediate(resolve));
  const queues = [...(core.vhosts.get("/")?.queues.values() ?? [])];
  expect(queues.filter((queue) => queue.owner !== undefined || queue.consumers.size > 0)).toEqual([]);
  expect(queues.reduce((sum, queue) => sum + queue.unacknowledgedCount, 0)).toBe(0);
  expect(core.replyReceivers.size).toBe(0);
}

function assertUndisturbed({ witnessed }: Attacked): void {
  // It was at work all the time: at least what was under way at the beginning came back, and no message came wrongly.
  expect(witnessed).toBeGreaterThanOrEqual(20);
}

test(`${DROPS} connects and drops at every stage, many at once`, { timeout: 240_000 }, async () => {
  const running = await start();
  const attacked = await connectsAndDrops(running.port, DROPS);
  expect(attacked.count).toBe(DROPS);
  assertUndisturbed(attacked);
  await assertNothingLeft(running);
  expect(running.core.memory.bytes).toBe(0);
});

test(`${BABBLERS} connections that talk nonsense, many at once`, { timeout: 240_000 }, async () => {
  const running = await start();
  const attacked = await babbling(running.port, BABBLERS, 1);
  expect(attacked.count).toBeGreaterThan(BABBLERS);
  assertUndisturbed(attacked);
  await assertNothingLeft(running);
});

test("messages that nobody reads: all are taken", { timeout: 240_000 }, async () => {
  const running = await start();
  const { sent, counted, isBlocked } = await flood(running.port, MESSAGES);
  expect([sent, counted, isBlocked]).toEqual([MESSAGES, MESSAGES, false]);
  await assertNothingLeft(running);
  expect(running.core.memory.bytes).toBe(0);
});

test(
  "messages that nobody reads, above the watermark: their publisher is blocked, others can read and delete",
  {
    timeout: 240_000,
  },
  async () => {
    const running = await start(2000 * KIB);
    const { counted, isBlocked } = await flood(running.port, MESSAGES * 10);
    expect(isBlocked).toBe(true);
    expect(counted).toBeGreaterThan(1000);
    expect(counted).toBeLessThan(MESSAGES * 10);
    await assertNothingLeft(running);
  },
);
