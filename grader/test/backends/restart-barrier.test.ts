import { expect, test } from "vitest";
import { RestartBarrier } from "../../src/backends/restart-barrier.ts";
import { Deferred } from "../../src/deferred.ts";

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

function counting(): { readonly barrier: RestartBarrier; readonly count: () => number } {
  let restarts = 0;
  const barrier = new RestartBarrier(() => {
    restarts += 1;
    return Promise.resolve();
  });
  return { barrier, count: () => restarts };
}

test("one restart serves all who want one, when the last of them has come to it", async () => {
  const { barrier, count } = counting();
  const other = await barrier.enter({ restarts: false });
  const one = await barrier.enter({ restarts: true });
  const two = await barrier.enter({ restarts: true });
  const first = one.restart();
  await turns();
  const second = two.restart();
  await turns();
  expect(count()).toBe(0);
  other.leave();
  await Promise.all([first, second]);
  expect(count()).toBe(1);
});

test("those that do not restart come after those that do, even before one has asked for it", async () => {
  const { barrier } = counting();
  const one = await barrier.enter({ restarts: true });
  const two = await barrier.enter({ restarts: true });
  const entered: string[] = [];
  const late = barrier.enter({ restarts: false }).then(() => entered.push("late"));
  await turns();
  expect(entered).toEqual([]);
  // It failed before it came to its restart.
  two.leave();
  await turns();
  expect(entered).toEqual([]);
  await one.restart();
  await late;
  expect(entered).toEqual(["late"]);
});

test("nobody is let in while the broker restarts", async () => {
  const restarted = new Deferred<void>();
  const barrier = new RestartBarrier(() => restarted.promise);
  const one = await barrier.enter({ restarts: true });
  const waiting = one.restart();
  let inside = 0;
  const late = [true, false].map((restarts) =>
    barrier.enter({ restarts }).then((place) => {
      inside += 1;
      place.leave();
    }),
  );
  await turns();
  expect(inside).toBe(0);
  restarted.resolve();
  await waiting;
  await Promise.all(late);
  expect(inside).toBe(2);
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
