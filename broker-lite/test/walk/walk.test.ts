/**
 * Short walks: on broker-lite alone, where every message must be accounted for after each command; on two broker-lites that must be told
 * apart where one of them is wrong; and with ORACLE_URL on a running RabbitMQ, whose record must be equal.
 */
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { PROFILES } from "../../src/core/profile.ts";
import { Users } from "../../src/server/auth.ts";
import { run, type Running } from "../../src/server/running.ts";
import { Outbox } from "../../src/session/outbox.ts";
import { memoryStore } from "../../src/store/index.ts";
import { withLiveBroker } from "../oracle/live.ts";
import { ManualTime } from "../oracle/manual-time.ts";
import type { Runner } from "../oracle/run.ts";
import { walks, type Walk } from "./arbitrary.ts";
import { Census, type Departure } from "./census.ts";
import { described, search, walkOn } from "./differ.ts";
import { lite, live } from "./grounds.ts";

const VHOST = "walk-vhost";
const SEED = Number(process.env["WALK_SEED"] ?? 1);
const DEADLINE_MS = 60_000;
const WALKS = 40;
const COMMANDS = 40;
const LIVE_WALKS = 60;

afterEach(() => {
  vi.restoreAllMocks();
});

async function startRunning(): Promise<Running> {
  return run({
    host: "127.0.0.1",
    port: 0,
    store: memoryStore(),
    access: new Users([{ name: "guest", password: "guest" }]),
    vhosts: [VHOST],
    profile: PROFILES["3.10"],
    heartbeatSeconds: 0,
    onDefect: (error) => {
      throw error;
    },
    time: new ManualTime(),
  });
}

/** On a broker of which the inside can be seen. */
function on({ port }: Running): Runner {
  const target = { host: "127.0.0.1", port, user: "guest", password: "guest", vhost: VHOST, deadlineMs: DEADLINE_MS };
  return { concurrency: 1, administers: false, place: async () => ({ target, release: async () => {} }) };
}

test(
  `${WALKS} walks of ${COMMANDS} commands, seed ${SEED}: after each command all messages are accounted for`,
  { timeout: 240_000 },
  async () => {
    const all = new Map<Departure, number>();
    const property = fc.asyncProperty(walks(COMMANDS), async (walk) => {
      const broker = await startRunning();
      try {
        const census = new Census(broker.core);
        const { lines } = await walkOn(lite(on(broker)), walk, () => census.check(broker.transports));
        expect(lines.filter((line) => line.startsWith("!!"))).toEqual([]);
        for (const vhost of broker.core.vhosts.values())
          for (const queue of vhost.queues.values()) vhost.removeQueue(queue);
        expect([broker.core.memory.bytes, broker.core.replyReceivers.size]).toEqual([0, 0]);
        for (const [reason, count] of Object.entries(census.departures) as [Departure, number][])
          all.set(reason, (all.get(reason) ?? 0) + count);
      } finally {
        vi.restoreAllMocks();
        await broker.stop();
      }
    });
    await fc.assert(property, { numRuns: WALKS, seed: SEED, endOnFailure: true });
    // The walks went everywhere.
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(["acknowledged", "rejected", "taken", "automatic", "purged", "limited"]),
    );
  },
);

describe("a walk", () => {
  const walk: Walk = [
    { kind: "call", on: 0, method: "queue.declare", fields: { queue: "q" } },
    { kind: "publish", on: 0, fields: { exchange: "", routingKey: "q" }, properties: {}, headers: {}, body: "m" },
    { kind: "call", on: 1, method: "basic.consume", fields: { queue: "q", consumerTag: "t1" } },
    { kind: "settle", on: 1, method: "basic.nack", which: 0, fields: { requeue: true } },
    { kind: "call", on: 1, method: "queue.declare", fields: { queue: "missing", passive: true } },
  ];

  test("is written down line by line, and as a scenario", async () => {
    const { lines, script } = await walkOn(lite(), walk);
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "c1.1 > queue.declare queue="q"
      c1.1 < queue.declare-ok queue="q" messageCount=0 consumerCount=0
      q: 0 ready, 0 consumers
      c1.1 > basic.publish routingKey="q" body="m"
      q: 1 ready, 0 consumers
      c1.2 > basic.consume queue="q" consumerTag="t1"
      c1.2 < basic.consume-ok consumerTag="t1"
      c1.2 < basic.deliver consumerTag="t1" deliveryTag=1 redelivered=false exchange="" routingKey="q" body="m"
      q: 0 ready, 1 consumers
      c1.2 > basic.nack deliveryTag=1 requeue
      c1.2 < basic.deliver consumerTag="t1" deliveryTag=2 redelivered=true exchange="" routingKey="q" body="m"
      c1.2 > queue.declare queue="missing" passive
      c1.2 < channel.close replyCode=404 replyText="NOT_FOUND - no queue 'missing' in vhost 'V'" classId=50 methodId=10
      q: 1 ready, 0 consumers
      missing: not here (404)"
    `);
    expect(script).toMatchInlineSnapshot(`
      "  scenario("…", ["…"], async (c) => {
          const c1 = await c.connect();
          const c1ch1 = await c1.channel(1);
          await c1ch1.call("queue.declare", { queue: "q" });
          await c1ch1.count("q");
          c1ch1.publish("q", "m");
          await c1ch1.count("q");
          const c1ch2 = await c1.channel(2);
          await c1ch2.call("basic.consume", { queue: "q", consumerTag: "t1" });
          await c1ch2.deliveries(1);
          await c1ch2.count("q");
          c1ch2.send("basic.nack", { deliveryTag: 1, requeue: true });
          await c1ch2.deliveries(1);
          await c1ch2.call("queue.declare", { queue: "missing", passive: true });
          await c1ch1.count("q");
          await c1ch1.count("missing");
        });"
    `);
  });

  test("says the same twice, and starts anew after each end", async () => {
    const losing: Walk = [...walk, { kind: "life", on: 0, event: "lose connection" }, ...walk];
    const first = await walkOn(lite(), losing);
    expect(first.lines.some((line) => line.startsWith("!!"))).toBe(false);
    expect((await walkOn(lite(), losing)).lines).toEqual(first.lines);
  });
});

test(
  "a broker that forgets the redelivered flag is found, with the shortest way to see it",
  { timeout: 240_000 },
  async () => {
    const right = lite();
    const wrong = { ...right, name: "wrong" };
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const { deliver } = Outbox.prototype;
    const wrongly = vi.spyOn(Outbox.prototype, "deliver");
    // Each of the two is started for one walk, and they take turns: what is wrong is wrong for one of them only.
    wrong.runner = {
      ...right.runner,
      place: async (scenario) => {
        wrongly.mockImplementation(function forgetful(this: Outbox, ...given) {
          const [template, tag, , ...rest] = given;
          return deliver.call(this, template, tag, false, ...rest);
        });
        const place = await right.runner.place(scenario);
        const release = async (): Promise<void> => {
          wrongly.mockImplementation(function right(this: Outbox, ...given) {
            return deliver.apply(this, given);
          });
          await place.release();
        };
        return { ...place, release };
      },
    };
    const { difference } = await search(right, wrong, { walks: 200, commands: COMMANDS, seed: SEED });
    if (difference === undefined) throw new Error("nothing was found");
    const text = described(difference, ["right", "wrong"]);
    expect(text).toMatch(/right \| .* basic\.deliver .* redelivered=true/);
    expect(text).toMatch(/wrong \| .* basic\.deliver .* redelivered=false/);
    // A queue, a message, a consumer, a way back; a walk had ten times as many.
    expect(difference.walk.length).toBeLessThanOrEqual(5);
  },
);

const liveUrl = process.env["ORACLE_URL"];

test.runIf(liveUrl !== undefined)(
  `${LIVE_WALKS} walks of ${COMMANDS} commands are the same on a running RabbitMQ`,
  { timeout: 900_000 },
  async () => {
    await withLiveBroker(liveUrl ?? "", async (runner) => {
      const { difference, walks: walked } = await search(live(runner), lite(), {
        walks: LIVE_WALKS,
        commands: COMMANDS,
        seed: SEED,
      });
      expect(difference === undefined ? "" : described(difference, ["RabbitMQ", "broker-lite"])).toBe("");
      expect(walked).toBe(LIVE_WALKS);
    });
  },
);
