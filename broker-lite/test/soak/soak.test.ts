/** A short soak, whose account must add up; and that what grows is seen, on samples made up for it. */
import { describe, expect, test } from "vitest";
import { heapSlopeBytesPerHour, HEAP_SLOPE_MAXIMUM_BYTES, unevenness, type Sample } from "./flatness.ts";
import { Ledger } from "./ledger.ts";
import { soak } from "./soak.ts";

const SOAK_MS = 20_000;
const KIB = 1024;

test(
  "twenty seconds of everything: each message has one end, and the clients leave nothing",
  {
    timeout: 240_000,
  },
  async () => {
    const { samples, ledger, rounds, problems } = await soak({
      durationMs: SOAK_MS,
      seed: 1,
      messagesPerSecond: 40,
      sampleEveryMs: SOAK_MS,
    });
    expect(problems).toEqual([]);
    expect(rounds).toBeGreaterThan(0);
    const { acknowledged = 0, died = 0, expired = 0, answered = 0, taken = 0, returned = 0 } = ledger.outcomes;
    expect(acknowledged + died + expired + answered + taken + returned).toBe(ledger.published);
    expect([acknowledged + died, expired, answered, taken, returned]).toEqual(
      [40, 40, 40, 1, 1].map((each) => each * rounds),
    );
    expect(samples.at(-1)).toMatchObject({ connections: 0, channels: 0, consumers: 0 });
  },
);

describe("a ledger refuses", () => {
  test("a message that comes to its end twice, or was never published", () => {
    const ledger = new Ledger();
    const number = ledger.publish("work");
    ledger.settle(number, "work", "acknowledged");
    expect(() => ledger.settle(number, "work", "acknowledged")).toThrow("a second time");
    expect(() => ledger.redeliver(7)).toThrow("message 7 came again");
    ledger.close();
  });

  test("one that ends elsewhere, and one that is lost", () => {
    const ledger = new Ledger();
    const number = ledger.publish("work");
    expect(() => ledger.settle(number, "timed", "expired")).toThrow("published for work and ended in timed");
    expect(() => ledger.close()).toThrow("1 published, 0 settled, 1 under way");
  });
});

function flat(minute: number): Sample {
  return {
    minutes: minute,
    heapBytes: 15_000 * KIB + (minute % 3) * 200 * KIB,
    handles: 12 + (minute % 2),
    connections: 4 + (minute % 2),
    channels: 5,
    queues: 20 - (minute % 4),
    consumers: 8,
    exchanges: 8,
  };
}

function hour(sample: (minute: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 60 }, (_, minute) => ({ ...flat(minute), ...sample(minute) }));
}

describe("flat is", () => {
  test("what goes up and down", () => {
    expect(unevenness(hour(() => ({})))).toEqual([]);
  });

  test("what grew only while it warmed up", () => {
    expect(unevenness(hour((minute) => ({ heapBytes: 15_000 * KIB + Math.min(minute, 15) * 1000 * KIB })))).toEqual([]);
  });

  test("not a heap that grows by 120 KiB a minute", () => {
    const growing = hour((minute) => ({ heapBytes: flat(minute).heapBytes + minute * 120 * KIB }));
    expect(heapSlopeBytesPerHour(growing)).toBeGreaterThan(HEAP_SLOPE_MAXIMUM_BYTES);
    expect(unevenness(growing)).toEqual([expect.stringContaining("the heap grows by 7.0 MiB an hour")]);
  });

  test("not a handle, a queue or a connection that is left behind now and then", () => {
    for (const what of ["handles", "connections", "channels", "queues", "consumers", "exchanges"] as const) {
      const leaking = hour((minute) => ({ [what]: flat(minute)[what] + Math.floor(minute / 4) }));
      expect(unevenness(leaking)).toEqual([expect.stringContaining(`${what} grow`)]);
    }
  });
});
