import { expect, test } from "vitest";
import { Deferred } from "../../src/deferred.ts";
import { Limiter } from "../../src/run/limiter.ts";
import { TimeLimit } from "../../src/run/time-limit.ts";

test("who is away leaves its place to the next, and gets one again", async () => {
  const limiter = new Limiter(1);
  const back = new Deferred<void>();
  const other = new Deferred<void>();
  const said: string[] = [];
  const first = limiter.run(async (turn) => {
    said.push("first goes");
    await turn.away(() => back.promise);
    said.push("first is back");
  });
  const second = limiter.run(async () => {
    said.push("second");
    await other.promise;
    said.push("second ends");
  });
  back.resolve();
  await Promise.resolve();
  other.resolve();
  await Promise.all([first, second]);
  expect(said).toEqual(["first goes", "second", "second ends", "first is back"]);
});

test("a failure gives the place back", async () => {
  const limiter = new Limiter(1);
  await expect(limiter.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(limiter.run((turn) => turn.away(() => Promise.reject(new Error("away"))))).rejects.toThrow("away");
  expect(await limiter.run(() => Promise.resolve("free"))).toBe("free");
});

test("time outside does not count", async () => {
  const limit = new TimeLimit(20);
  await limit.outside(() => over(new TimeLimit(60)));
  expect(limit.signal.aborted).toBe(false);
  await over(limit);
  expect(limit.signal.aborted).toBe(true);
});

function over(limit: TimeLimit): Promise<unknown> {
  return new Promise((resolve) => limit.signal.addEventListener("abort", resolve, { once: true }));
}
