import { expect, test } from "vitest";
import { RestartBarrier } from "../../src/backends/restart-barrier.ts";
import { Deferred } from "../../src/deferred.ts";

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

test("one restart serves all who want one, when the others have left", async () => {
  let restarts = 0;
  const barrier = new RestartBarrier(() => {
    restarts += 1;
    return Promise.resolve();
  });
  const one = await barrier.enter({ restarts: true });
  const two = await barrier.enter({ restarts: true });
  const other = await barrier.enter({ restarts: false });
  const first = one.restart();
  await turns();
  const second = two.restart();
  await turns();
  expect(restarts).toBe(0);
  other.leave();
  await Promise.all([first, second]);
  expect(restarts).toBe(1);
});

test("who does not restart waits outside while a restart is wanted", async () => {
  const restarted = new Deferred<void>();
  const barrier = new RestartBarrier(() => restarted.promise);
  const one = await barrier.enter({ restarts: true });
  const waiting = one.restart();
  let inside = false;
  const late = barrier.enter({ restarts: false }).then(() => (inside = true));
  await turns();
  expect(inside).toBe(false);
  restarted.resolve();
  await waiting;
  await late;
  expect(inside).toBe(true);
});

test("a restart that fails is everybody's failure, and the next one may succeed", async () => {
  let fails = true;
  const barrier = new RestartBarrier(() => (fails ? Promise.reject(new Error("no")) : Promise.resolve()));
  const place = await barrier.enter({ restarts: true });
  await expect(place.restart()).rejects.toThrow("no");
  fails = false;
  await expect(place.restart()).resolves.toBeUndefined();
  place.leave();
});
