import { describe, expect, it, vi } from "vitest";
import { systemTime } from "../../src/server/timers.ts";

describe("the timer", () => {
  it("wakes at the earliest time that was asked for, once", () => {
    vi.useFakeTimers({ now: 1000 });
    try {
      const wakes: number[] = [];
      const timer = systemTime.alarm(() => wakes.push(Date.now()));
      timer.wakeAt(1500);
      timer.wakeAt(1200);
      timer.wakeAt(1300);
      vi.advanceTimersByTime(10_000);
      expect(wakes).toEqual([1200]);
      timer.wakeAt(20_000);
      timer.stop();
      vi.advanceTimersByTime(100_000);
      expect(wakes).toEqual([1200]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("sleeps longer than a system timer can, in pieces", () => {
    vi.useFakeTimers({ now: 0 });
    try {
      const farMs = 5_000_000_000;
      const wakes: number[] = [];
      const timer = systemTime.alarm(() => {
        wakes.push(Date.now());
        if (Date.now() < farMs) timer.wakeAt(farMs);
      });
      timer.wakeAt(farMs);
      vi.advanceTimersByTime(farMs);
      expect(wakes.at(-1)).toBe(farMs);
      expect(wakes.length).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });
});
