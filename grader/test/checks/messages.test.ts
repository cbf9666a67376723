import { describe, expect, test } from "vitest";
import { acknowledgesOnce, holdsAtMost, leavesNothingOpen } from "../../src/checks/acknowledgement.ts";
import { declaresExchange, declaresQueue, sharedQueueIsDurable } from "../../src/checks/declarations.ts";
import {
  messagesPersistent,
  printedExactly,
  publishedOnce,
  receivedExactly,
  safeBeforeExit,
} from "../../src/checks/messages.ts";
import type { Verdict } from "../../src/checks/verdict.ts";
import type { Evidence } from "../../src/evidence/evidence.ts";
import { Recording } from "../support/recording.ts";

const WANTED = { exchange: "", routingKey: "hello", text: "żółć 🐇" };

function sender(): Recording {
  return new Recording().on("send").connects();
}

function receiver(...texts: readonly string[]): Evidence {
  const recording = new Recording().on("receive").connects();
  recording.sends("basic.consume").gets("basic.consume-ok", { consumerTag: "t" });
  texts.forEach((text, index) => recording.gets("basic.deliver", { consumerTag: "t", deliveryTag: index + 1 }, text));
  return recording.program("receive", { stdout: texts.map((text) => ` [x] ${text}\n`).join("") }).evidence();
}

function worker(noAck = false): Recording {
  const recording = new Recording().on("worker").connects();
  recording.sends("basic.consume", { noAck }).gets("basic.consume-ok", { consumerTag: "t" });
  return recording.gets("basic.deliver", { consumerTag: "t", deliveryTag: 1 }, "a");
}

function declares(fields: object, ok = true): Recording {
  const recording = new Recording().on("worker").connects();
  recording.sends("queue.declare", { queue: "tasks", durable: true, ...fields });
  if (ok) return recording.gets("queue.declare-ok", { queue: "tasks" });
  return recording.gets("channel.close", { replyCode: 406, replyText: "PRECONDITION_FAILED - x" });
}

function exchange(fields: object): Recording {
  const recording = new Recording().on("emit").connects();
  return recording
    .sends("exchange.declare", { exchange: "logs", type: "fanout", ...fields })
    .gets("exchange.declare-ok");
}

/** What the learner would read: the verdict's words, or its status where it has none. */
function words(verdict: Verdict): string {
  return verdict.status === "fail" ? verdict.seen.en : verdict.status;
}

/** Judges a recording of one program. */
function by(label: string, check: (evidence: Evidence) => Verdict): (recording: Recording) => string {
  return (recording) => words(check(recording.program(label).evidence()));
}

describe("publishedOnce", () => {
  const judge = by("send", (evidence) => publishedOnce(evidence, "send", WANTED));

  test("passes with the exact bytes at the right place", () => {
    expect(judge(sender().sends("basic.publish", { routingKey: "hello" }, WANTED.text).closes())).toBe("pass");
  });

  test("names another key, another body, and copies", () => {
    expect(judge(sender().sends("basic.publish", { routingKey: "helo" }, WANTED.text).closes())).toBe(
      "It published 'żółć 🐇' to the default exchange with the key 'helo'.",
    );
    expect(judge(sender().sends("basic.publish", { routingKey: "hello" }, '"żółć 🐇"').closes())).toBe(
      "The body was '\"żółć 🐇\"'.",
    );
    const once = sender().sends("basic.publish", { routingKey: "hello" }, WANTED.text);
    expect(judge(once.sends("basic.publish", { routingKey: "hello" }, WANTED.text).closes())).toBe(
      "It published 2 messages.",
    );
  });

  test("shows what never left the process: closed at once, or exited at once", () => {
    expect(judge(sender().closes())).toMatch(/^connection\.close was sent, but no basic\.publish before it/u);
    expect(judge(sender().ended("closed-by-program"))).toMatch(/^It ended with exit code 0 and no basic\.publish had/u);
    expect(judge(sender().sends("basic.publish", { routingKey: "hello" }).ended("closed-by-program"))).toBe(
      "Its connection ended in the middle of the message.",
    );
    expect(judge(new Recording())).toBe("It sent no basic.publish.");
  });
});

test("safeBeforeExit wants a confirm or an orderly close", () => {
  const judge = by("send", (evidence) => safeBeforeExit(evidence, "send"));
  expect(judge(sender().sends("basic.publish", {}, "x").closes())).toBe("pass");
  expect(judge(sender().sends("basic.publish", {}, "x").ended("closed-by-program"))).toMatch(/ended without a word/u);
  expect(judge(sender().closes())).toMatch(/no basic\.publish/u);
});

test("messagesPersistent reads the delivery mode", () => {
  const judge = by("send", (evidence) => messagesPersistent(evidence, "send"));
  expect(judge(sender().sends("basic.publish", {}, "x", { deliveryMode: 2 }))).toBe("pass");
  expect(judge(sender().sends("basic.publish", {}, "x", { deliveryMode: 1 }))).toBe(
    "'x' was published with delivery-mode=1.",
  );
  expect(judge(sender().sends("basic.publish", {}, "x"))).toMatch(/without a delivery mode/u);
  expect(judge(sender())).toBe("not-judged");
});

test("receivedExactly", () => {
  expect(words(receivedExactly(receiver("b", "a"), "receive", ["a", "b"]))).toBe("pass");
  expect(words(receivedExactly(receiver("a", "c"), "receive", ["a"]))).toBe("It was also given 'c'.");
  expect(words(receivedExactly(receiver("a", "a"), "receive", ["a"]))).toBe("'a' was given to it 2 times.");
  expect(words(receivedExactly(receiver("a"), "receive", ["a", "b"]))).toBe("It was not given 'b'.");
  expect(words(receivedExactly(receiver(), "receive", []))).toBe("pass");
});

test("printedExactly", () => {
  expect(words(printedExactly(receiver("a1"), "receive", ["a1"], ["b1"]))).toBe("pass");
  expect(words(printedExactly(receiver("a1", "b1"), "receive", ["a1"], ["b1"]))).toBe("It also printed 'b1'.");
  expect(words(printedExactly(receiver(), "receive", ["a1"]))).toBe("It did not print 'a1'.");
});

test("acknowledgesOnce", () => {
  const judge = by("worker", (evidence) => acknowledgesOnce(evidence, "worker"));
  expect(judge(worker().sends("basic.ack", { deliveryTag: 1 }))).toBe("pass");
  expect(judge(worker())).toBe("'a' was never acknowledged.");
  expect(judge(worker(true))).toMatch(/no-ack=1/u);
  const twice = worker().sends("basic.ack", { deliveryTag: 1 }).sends("basic.ack", { deliveryTag: 1 });
  expect(judge(twice)).toMatch(/^basic\.ack for delivery tag 1/u);
  expect(judge(worker().sends("basic.ack", { deliveryTag: 9 }))).toMatch(/delivery tag 9/u);
  expect(judge(worker().sends("basic.nack", { deliveryTag: 1, requeue: true }))).toBe("'a' was put back instead.");
  expect(judge(new Recording().on("worker").connects())).toBe("not-judged");
});

test("leavesNothingOpen", () => {
  const judge = by("worker", (evidence) => leavesNothingOpen(evidence, "worker"));
  expect(judge(worker())).toBe("'a' was never settled.");
  expect(judge(worker().sends("basic.reject", { deliveryTag: 1 }))).toBe("pass");
});

test("holdsAtMost", () => {
  const two = worker().gets("basic.deliver", { consumerTag: "t", deliveryTag: 2 }, "b").program("worker").evidence();
  expect(words(holdsAtMost(two, "worker", 1))).toBe("It held 2 at once.");
  expect(words(holdsAtMost(two, "worker", 2))).toBe("pass");
});

test("declaresQueue", () => {
  const judge = by("worker", (evidence) => declaresQueue(evidence, "worker", "tasks"));
  expect(judge(declares({}))).toBe("pass");
  expect(judge(declares({ passive: true }))).toMatch(/only asked/u);
  expect(judge(declares({}, false))).toMatch(/did not agree/u);
  expect(judge(declares({ queue: "helo" }, false))).toBe("It declared 'helo' instead.");
  expect(judge(new Recording())).toBe("It sent no queue.declare.");
  const nowait = new Recording().on("worker").connects().sends("queue.declare", { queue: "tasks", nowait: true });
  expect(words(declaresQueue(nowait.evidence(), "worker", "tasks"))).toBe("pass");
  nowait.gets("channel.close", { replyCode: 406 });
  expect(words(declaresQueue(nowait.evidence(), "worker", "tasks"))).toMatch(/did not agree/u);
});

test("sharedQueueIsDurable", () => {
  const judge = by("worker", (evidence) => sharedQueueIsDurable(evidence, "tasks"));
  expect(judge(declares({}))).toBe("pass");
  expect(judge(declares({ durable: false }))).toBe("'worker' declared it with durable=false.");
  expect(judge(declares({ exclusive: true }))).toBe("'worker' declared it with exclusive=true.");
  expect(judge(declares({ autoDelete: true }))).toBe("'worker' declared it with auto-delete=true.");
  expect(judge(new Recording())).toBe("not-judged");
});

test("declaresExchange", () => {
  const judge = by("emit", (evidence) => declaresExchange(evidence, "emit", "logs", "fanout"));
  expect(judge(exchange({}))).toBe("pass");
  expect(judge(exchange({ type: "direct" }))).toBe("It declared it with type direct.");
  expect(judge(exchange({ passive: true }))).toMatch(/only asked/u);
  expect(judge(exchange({ exchange: "log" }))).toBe("It declared 'log' instead.");
  expect(judge(new Recording())).toBe("It sent no exchange.declare.");
});
