import { expect, test } from "vitest";
import { Rests } from "../../src/stage/rests.ts";
import { Recording } from "../support/recording.ts";

/** A program that is looked at as a test says: what came until then, whether it is idle, and when. */
function program(): {
  readonly recording: Recording;
  readonly rests: Rests;
  readonly look: (atMs: number, idle?: boolean) => void;
} {
  const recording = new Recording().on("send");
  let [nowMs, isIdle] = [0, true];
  const rests = new Rests({ events: recording.events, label: "send", now: () => nowMs, isIdle: () => isIdle }, 0);
  const look = (atMs: number, idle = true): void => {
    [nowMs, isIdle] = [atMs, idle];
    rests.look();
  };
  return { recording, rests, look };
}

test("a rest is as long as the looks that found it idle are apart, up to the last after which nothing came", () => {
  const { recording, rests, look } = program();
  recording.opened();
  for (const atMs of [50, 100, 250, 300]) look(atMs);
  expect(rests.all).toEqual([{ afterEvent: 1, ms: 200 }]);
  recording.sends("channel.close");
  // It may have been on the way at the last look, not at the one before.
  look(350);
  expect(rests.all).toEqual([{ afterEvent: 1, ms: 200 }]);
});

test("one that runs, or wants to, does not rest, however long it takes", () => {
  const { recording, rests, look } = program();
  recording.opened();
  look(0);
  for (const atMs of [50, 1000, 2000]) look(atMs, false);
  look(2050);
  look(2100);
  recording.sends("channel.close");
  look(3000);
  expect(rests.all).toEqual([]);
});

test("what others do breaks no rest", () => {
  const { recording, rests, look } = program();
  recording.on("receive").opened();
  look(0);
  recording.opened();
  look(400);
  look(800);
  recording.on("send").opened();
  look(850);
  look(1050);
  look(1100);
  expect(rests.all).toEqual([
    { afterEvent: 0, ms: 400 },
    { afterEvent: 3, ms: 200 },
  ]);
});
