import { expect, test } from "vitest";
import { all, errorLine, explain, quote, stoppedText } from "../../src/checks/verdict-tools.ts";
import { fail, pass, type Fail } from "../../src/checks/verdict.ts";
import type { Evidence } from "../../src/evidence/evidence.ts";
import { verbatim } from "../../src/text.ts";
import { Recording } from "../support/recording.ts";

function failure(seen: string, events: readonly number[] = []): Fail {
  return fail({ expected: verbatim("'worker' does it"), seen: verbatim(seen), events });
}

function refused(program = "worker"): Recording {
  const recording = new Recording().on(program).connects();
  recording.gets("channel.close", { replyCode: 406, replyText: "PRECONDITION_FAILED - unknown delivery tag 1" });
  return recording.program("worker").program("other");
}

test("a failure says what the broker refused, in its own words, and shows the frame", () => {
  const { seen, events } = explain(refused().evidence(), failure("Nothing came.", [2]));
  expect(seen.en).toBe(
    "Nothing came. The broker closed the channel of 'worker': 406 PRECONDITION_FAILED - unknown delivery tag 1.",
  );
  expect(seen["zh-CN"]).toContain("406 PRECONDITION_FAILED - unknown delivery tag 1");
  expect(events).toEqual([2, 6]);
});

test("nothing is said twice, and nothing of a program that the failure is not about", () => {
  expect(explain(refused().evidence(), failure("406 it was.")).seen.en).toBe("406 it was.");
  expect(explain(refused("other").evidence(), failure("Nothing came.")).seen.en).toBe("Nothing came.");
});

test("a failure says what the scenario waited for", () => {
  const stopped: NonNullable<Evidence["stopped"]> = {
    program: "worker",
    waitedFor: verbatim("basic.ack of 'worker'"),
    reason: "deadline",
    afterEvent: 0,
  };
  const recording = new Recording().program("worker", { stderr: "Error: no\n    at x\n" }).program("other");
  expect(explain(recording.evidence({ stopped }), failure("Nothing.")).seen.en).toBe(
    "Nothing. We waited for basic.ack of 'worker' in vain.",
  );
  const elsewhere = recording.evidence({ stopped: { ...stopped, program: "other" } });
  expect(explain(elsewhere, failure("Nothing.")).seen.en).toBe("Nothing.");
  expect(stoppedText(recording.evidence({ stopped: { ...stopped, reason: "program-ended" } }))?.en).toBe(
    "We waited for basic.ack of 'worker', but 'worker' ended first. It ended with exit code 0 and said 'Error: no'.",
  );
  expect(stoppedText(recording.evidence())).toBeUndefined();
});

test("how far the scenario was is left out where a program ended of what it was refused, unless it went on first", () => {
  const stopped: NonNullable<Evidence["stopped"]> = {
    program: "worker",
    waitedFor: verbatim("basic.ack of 'worker'"),
    reason: "program-ended",
    afterEvent: 0,
  };
  const refusal = "The broker closed the channel of 'worker': 406 PRECONDITION_FAILED - unknown delivery tag 1.";
  const ended = refused().sends("basic.ack").evidence({ stopped });
  expect(explain(ended, failure("Nothing came.")).seen.en).toBe(`Nothing came. ${refusal}`);
  const inVain = refused().evidence({ stopped: { ...stopped, reason: "deadline" } });
  expect(explain(inVain, failure("Nothing came.")).seen.en).toContain("in vain");
  for (const wentOn of [refused().sends("channel.open"), refused().on("worker", 2).opened()])
    expect(explain(wentOn.evidence({ stopped }), failure("Nothing came.")).seen.en).toBe(
      `Nothing came. ${refusal} We waited for basic.ack of 'worker', but 'worker' ended first.`,
    );
});

test("of a stack trace, the line that says what went wrong", () => {
  expect(
    errorLine("file:///a.ts:3\n  x()\n  ^\n\nTypeError: x is not a function\n    at a.ts:3\n\nNode.js v20.20.2\n"),
  ).toBe("TypeError: x is not a function");
  expect(
    errorLine('Traceback (most recent call last):\n  File "a.py"\npika.exceptions.AMQPConnectionError: no\n'),
  ).toBe("pika.exceptions.AMQPConnectionError: no");
  expect(errorLine(" [!] can't connect\n")).toBe("[!] can't connect");
  expect(errorLine("\n")).toBeUndefined();
});

test("values are quoted and cut", () => {
  expect(quote("a")).toBe("'a'");
  expect(quote("🐇".repeat(70))).toBe(`'${"🐇".repeat(57)}…'`);
});

test("all stops at the first that does not pass", () => {
  const asked: string[] = [];
  const verdict = all(
    () => pass(),
    () => failure("first"),
    () => {
      asked.push("third");
      return pass();
    },
  );
  expect(verdict).toMatchObject({ status: "fail", seen: { en: "first" } });
  expect(asked).toEqual([]);
});
