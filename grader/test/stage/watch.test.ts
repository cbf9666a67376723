import { describe, expect, test } from "vitest";
import { GraderError } from "../../src/run/grader-error.ts";
import { DEADLINES, MACHINE_BOUNDS } from "../../src/stage/deadlines.ts";
import { slownessOfMachine } from "../../src/stage/machine.ts";
import { ScenarioStopped, Watch, type Wait } from "../../src/stage/watch.ts";
import { verbatim } from "../../src/text.ts";

const QUIET = (): Promise<undefined> => Promise.resolve(undefined);
const forever = new AbortController().signal;

function wait(rest: Partial<Wait<true>> = {}): Wait<true> {
  return { condition: () => undefined, waitedFor: verbatim("it"), deadlineMs: 1, ...rest };
}

test("a condition that holds already is not waited for, and one that comes true ends the wait", async () => {
  const watch = new Watch(forever, { measure: QUIET });
  await expect(watch.until(wait({ condition: () => true }))).resolves.toBe(true);
  let came: true | undefined;
  const waiting = watch.until(wait({ condition: () => came, deadlineMs: 60_000 }));
  came = true;
  watch.notify();
  await expect(waiting).resolves.toBe(true);
});

describe("a deadline that expires", () => {
  test("stops the scenario, where the machine was quick", async () => {
    const watch = new Watch(forever, { measure: QUIET });
    await expect(watch.until(wait({ program: "send 1" }))).rejects.toMatchObject({
      name: "ScenarioStopped",
      reason: "deadline",
      program: "send 1",
    });
  });

  test("is given again where the machine was slow, and in the end is our error, not the program's fail", async () => {
    let measured = 0;
    const slow = new Watch(forever, {
      measure: () => {
        measured += 1;
        return Promise.resolve({ error: new GraderError(verbatim("too slow")) });
      },
    });
    await expect(slow.until(wait())).rejects.toThrow(GraderError);
    expect(measured).toBe(DEADLINES.extensions + 1);
  });

  test("is given again where the machine was slow, and then counts where it was not too slow to tell", async () => {
    let measured = 0;
    const slow = new Watch(forever, {
      measure: () => {
        measured += 1;
        return Promise.resolve({});
      },
    });
    await expect(slow.until(wait())).rejects.toThrow(ScenarioStopped);
    expect(measured).toBe(DEADLINES.extensions + 1);
  });

  test("is forgotten where what was waited for comes in the time that was given again", async () => {
    let came: true | undefined;
    const watch = new Watch(forever, {
      measure: () => {
        came = true;
        return Promise.resolve({ error: new GraderError(verbatim("too slow")) });
      },
    });
    await expect(watch.until(wait({ condition: () => came }))).resolves.toBe(true);
  });
});

test("silence ends a wait before its deadline, from when it begins", async () => {
  const watch = new Watch(forever, { measure: QUIET });
  let silence: number | undefined;
  const waiting = watch.until(wait({ deadlineMs: 600_000, silenceLeftMs: () => silence }));
  silence = 0;
  await expect(waiting).rejects.toThrow(ScenarioStopped);
});

test("a hopeless wait ends when that is seen", async () => {
  const watch = new Watch(forever, { measure: QUIET });
  let ended = false;
  const waiting = watch.until(wait({ deadlineMs: 600_000, hopeless: () => ended }));
  ended = true;
  watch.notify();
  await expect(waiting).rejects.toMatchObject({ reason: "program-ended" });
});

test("slowness is said with its figures", async () => {
  const slowness = await slownessOfMachine(MACHINE_BOUNDS.tooSlow.eventLoopDelayMs + 500, forever);
  expect(slowness?.error?.text.en).toContain(`event loop delay ${MACHINE_BOUNDS.tooSlow.eventLoopDelayMs + 500} ms`);
});
