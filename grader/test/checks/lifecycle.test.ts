import { describe, expect, test } from "vitest";
import {
  endsByItself,
  refusesArguments,
  reportsUnreachableBroker,
  showsStackTrace,
  stopsInOrder,
  usesGivenUrl,
} from "../../src/checks/lifecycle.ts";
import type { ProgramExit, ProgramRecord } from "../../src/evidence/evidence.ts";
import { Recording } from "../support/recording.ts";

function exit(rest: Partial<ProgramExit>): ProgramExit {
  return { code: 0, signal: null, cause: "itself", afterEvent: 0, tookMs: 100, ...rest };
}

function ended(rest: Partial<ProgramRecord>): ReturnType<Recording["evidence"]> {
  return new Recording().on("send").connects().closes().program("send", rest).evidence();
}

describe("usesGivenUrl", () => {
  test("passes where the broker let the program in", () => {
    expect(usesGivenUrl(ended({}), "send").status).toBe("pass");
  });

  test("says that it never connected, in its own words", () => {
    const evidence = new Recording()
      .program("send", { stderr: "Error: connect ECONNREFUSED 127.0.0.1:5672\n    at x\n" })
      .evidence();
    expect(usesGivenUrl(evidence, "send")).toMatchObject({
      status: "fail",
      seen: { en: "It never connected to AMQP_URL. It said 'Error: connect ECONNREFUSED 127.0.0.1:5672'." },
    });
  });

  test("says what the broker refused", () => {
    const recording = new Recording()
      .on("send", 1, 0)
      .opened()
      .gets("connection.close", { replyCode: 403, replyText: "ACCESS_REFUSED - no" });
    expect(usesGivenUrl(recording.program("send").evidence(), "send")).toMatchObject({
      status: "fail",
      seen: { en: "The broker closed the connection of 'send': 403 ACCESS_REFUSED - no." },
      events: [2, 1],
    });
  });
});

describe("endsByItself", () => {
  test("passes with exit code 0", () => {
    expect(endsByItself(ended({}), "send").status).toBe("pass");
  });

  test("fails with another code, a signal, or not at all", () => {
    expect(
      endsByItself(ended({ exit: exit({ code: 3 }), stderr: "TypeError: x is not a function\n" }), "send"),
    ).toMatchObject({
      seen: { en: "It ended with exit code 3 and said 'TypeError: x is not a function'." },
    });
    const open = new Recording()
      .on("send")
      .connects()
      .program("send", { exit: exit({ code: null, signal: "SIGKILL", cause: "deadline" }) });
    expect(endsByItself(open.evidence(), "send")).toMatchObject({
      seen: { en: "It was still running after 10 s. Its connection was still open, which keeps a program alive." },
      events: [1],
    });
  });

  test("can't be judged where the scenario killed it", () => {
    expect(endsByItself(ended({ exit: exit({ code: null, signal: "SIGKILL", cause: "killed" }) }), "send").status).toBe(
      "not-judged",
    );
  });
});

describe("stopsInOrder", () => {
  test("passes where the connection was closed and the code is 0", () => {
    expect(stopsInOrder(ended({ exit: exit({ cause: "stopped" }) }), "send").status).toBe("pass");
  });

  test("fails without connection.close, with a signal's end, too late, or before it was told", () => {
    const unclean = new Recording().on("send").connects().ended("closed-by-program");
    const evidence = (of: ProgramExit): ReturnType<Recording["evidence"]> => ({
      ...unclean.evidence(),
      programs: new Recording().program("send", { exit: of }).programs,
    });
    expect(stopsInOrder(evidence(exit({ cause: "stopped" })), "send")).toMatchObject({
      seen: { en: "It exited without sending connection.close." },
    });
    expect(stopsInOrder(evidence(exit({ cause: "stopped", code: null, signal: "SIGINT" })), "send")).toMatchObject({
      seen: { en: "It ended with signal SIGINT. No connection.close was sent." },
    });
    expect(stopsInOrder(evidence(exit({ cause: "deadline" })), "send")).toMatchObject({
      seen: { en: "It was still running 10 s after the signal." },
    });
    expect(stopsInOrder(evidence(exit({ code: 1 })), "send")).toMatchObject({ status: "fail" });
  });
});

test("reportsUnreachableBroker wants exit code 1 and a word on stderr", () => {
  expect(reportsUnreachableBroker(ended({ exit: exit({ code: 1 }), stderr: "no broker\n" }), "send").status).toBe(
    "pass",
  );
  expect(reportsUnreachableBroker(ended({ exit: exit({ code: 1 }) }), "send").status).toBe("fail");
  expect(reportsUnreachableBroker(ended({ exit: exit({ code: 0 }), stderr: "no broker\n" }), "send").status).toBe(
    "fail",
  );
  expect(reportsUnreachableBroker(ended({ exit: exit({ cause: "deadline", code: null }) }), "send").status).toBe(
    "fail",
  );
});

test("refusesArguments wants exit code 1 and a word on stderr", () => {
  expect(refusesArguments(ended({ exit: exit({ code: 1 }), stderr: "usage\n" }), "send").status).toBe("pass");
  expect(refusesArguments(ended({ exit: exit({ code: 1 }) }), "send").status).toBe("fail");
  expect(refusesArguments(ended({ exit: exit({ code: 0 }), stderr: "usage\n" }), "send").status).toBe("fail");
  expect(refusesArguments(ended({ exit: exit({ cause: "killed", code: null }) }), "send").status).toBe("fail");
});

test("a stack trace is told from a clear line, in node and in Python", () => {
  expect(showsStackTrace(ended({ stderr: "Error: x\n    at main (file:///a/b.ts:3:5)\n" }), "send")).toBe(true);
  expect(showsStackTrace(ended({ stderr: "Traceback (most recent call last):\n  File x\n" }), "send")).toBe(true);
  expect(showsStackTrace(ended({ stderr: "can't connect at all: refused\n" }), "send")).toBe(false);
});
