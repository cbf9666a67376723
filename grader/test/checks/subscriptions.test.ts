import { describe, expect, test } from "vitest";
import { declaresExchangeItself, endsEachTime, exchangeHasType, exchangeTrouble } from "../../src/checks/exchanges.ts";
import {
  consumesFromOwnQueue,
  hearsEach,
  isSparedEach,
  leavesNoQueue,
  settlesWhatItIsGiven,
  stopsUnlessRefused,
} from "../../src/checks/subscriptions.ts";
import type { Verdict } from "../../src/checks/verdict.ts";
import { Recording } from "../support/recording.ts";

interface Listening {
  readonly queue?: string;
  readonly noAck?: boolean;
  readonly heard?: readonly string[];
}

/** A listener up to what it was given; nothing acknowledged yet. */
function listener({ queue = "", noAck = true, heard = [] }: Listening = {}): Recording {
  const name = queue === "" ? "amq.gen-1" : queue;
  const recording = new Recording().on("hear").connects();
  recording.sends("exchange.declare", { exchange: "logs", type: "fanout" }).gets("exchange.declare-ok");
  recording.sends("queue.declare", { queue, exclusive: true }).gets("queue.declare-ok", { queue: name });
  recording.sends("queue.bind", { queue: name, exchange: "logs" }).gets("queue.bind-ok");
  recording.sends("basic.consume", { queue: name, noAck }).gets("basic.consume-ok", { consumerTag: "t" });
  heard.forEach((text, index) => {
    const fields = { consumerTag: "t", deliveryTag: index + 1, exchange: "logs", routingKey: `key.${text}` };
    recording.gets("basic.deliver", fields, text);
  });
  return recording;
}

/** A sender that published and closed in order, and how it was found to end. */
function senderEnds(code: number): Verdict {
  const exit = { code, signal: null, cause: "itself", afterEvent: 0, tookMs: 1 } as const;
  const recording = new Recording().on("say").connects().sends("basic.publish", { exchange: "logs" }, "a").closes();
  return endsEachTime(recording.program("say", { exit }).evidence(), "say", "logs");
}

/** What the learner would read: the verdict's words, or its status where it has none. */
function words(verdict: Verdict): string {
  return verdict.status === "fail" ? verdict.seen.en : verdict.status;
}

function fetcher(queue: string): Recording {
  const name = queue === "" ? "amq.gen-1" : queue;
  const recording = new Recording().on("hear").connects();
  recording.sends("queue.declare", { queue, exclusive: true }).gets("queue.declare-ok", { queue: name });
  return recording.sends("basic.get", { queue }).gets("basic.get-empty").program("hear");
}

describe("a queue of one's own", () => {
  test("is one that the broker has named", () => {
    expect(words(consumesFromOwnQueue(listener().program("hear").evidence(), "hear"))).toBe("pass");
    expect(words(consumesFromOwnQueue(listener({ queue: "mine" }).program("hear").evidence(), "hear"))).toBe(
      "It consumes from 'mine', a name that the program chose.",
    );
  });

  test("may be fetched from with basic.get", () => {
    expect(words(consumesFromOwnQueue(fetcher("").evidence(), "hear"))).toBe("pass");
    expect(words(consumesFromOwnQueue(fetcher("mine").evidence(), "hear"))).toContain("'mine'");
  });

  test("can't be judged where nothing is consumed", () => {
    const evidence = new Recording().on("hear").connects().program("hear").evidence();
    expect(words(consumesFromOwnQueue(evidence, "hear"))).toBe("not-judged");
  });

  test("is gone when the broker says so after the program's end, and not before", () => {
    const recording = listener().program("hear");
    const observed = (afterEvent: number, found?: { ready: number; consumers: number }): Verdict => {
      const queues = [{ queue: "amq.gen-1", afterEvent, ...(found === undefined ? {} : { found }) }];
      return leavesNoQueue(recording.evidence({ queues }), "hear");
    };
    expect(words(observed(recording.events.length))).toBe("pass");
    expect(words(observed(recording.events.length, { ready: 2, consumers: 0 }))).toContain("was still there");
    expect(words(observed(recording.events.length - 1))).toBe("not-judged");
  });
});

describe("settling", () => {
  test("is automatic, or one ack for each", () => {
    const heard = ["a", "b", "c"];
    expect(words(settlesWhatItIsGiven(listener({ heard }).program("hear").evidence(), "hear"))).toBe("pass");
    const byHand = listener({ heard, noAck: false });
    for (const deliveryTag of [1, 2]) byHand.sends("basic.ack", { deliveryTag });
    expect(words(settlesWhatItIsGiven(byHand.program("hear").evidence(), "hear"))).toBe("pass");
  });

  test("fails where all but the last stay open, or an ack means nothing", () => {
    const never = listener({ heard: ["a", "b", "c"], noAck: false })
      .program("hear")
      .evidence();
    expect(words(settlesWhatItIsGiven(never, "hear"))).toContain("no basic.ack for 'a' and 1 more");
    const both = listener({ heard: ["a"] }).sends("basic.ack", { deliveryTag: 1 });
    expect(words(settlesWhatItIsGiven(both.program("hear").evidence(), "hear"))).toContain("which was not open");
    const rejected = listener({ heard: ["a"], noAck: false }).sends("basic.reject", { deliveryTag: 1, requeue: false });
    expect(words(settlesWhatItIsGiven(rejected.program("hear").evidence(), "hear"))).toBe("'a' was rejected.");
  });
});

describe("hearing", () => {
  test("is to be given each text once and to print it", () => {
    const heard = listener({ heard: ["a", "b"] });
    const evidence = heard.program("hear", { stdout: "a b" }).evidence();
    expect(words(hearsEach(evidence, "hear", "logs", ["a", "b"]))).toBe("pass");
    expect(words(hearsEach(evidence, "hear", "logs", ["c"]))).toBe("It was not given 'c'.");
    const silent = listener({ heard: ["a"] })
      .program("hear")
      .evidence();
    expect(words(hearsEach(silent, "hear", "logs", ["a"]))).toContain("does not stand in its output");
    const doubled = listener({ heard: ["a", "a"] })
      .program("hear", { stdout: "a a" })
      .evidence();
    expect(words(hearsEach(doubled, "hear", "logs", ["a"]))).toBe("It was given 'a' 2 times.");
  });

  test("can't be judged where missing acknowledgements kept messages back", () => {
    const evidence = listener({ heard: ["a", "b"], noAck: false })
      .program("hear", { stdout: "a b" })
      .evidence();
    expect(words(hearsEach(evidence, "hear", "logs", ["c"]))).toBe("not-judged");
  });

  test("is to be spared what was not asked for, printed or not", () => {
    const printed = listener({ heard: ["a"] })
      .program("hear", { stdout: "a" })
      .evidence();
    expect(words(isSparedEach(printed, "hear", ["b"]))).toBe("pass");
    expect(words(isSparedEach(printed, "hear", ["a"]))).toBe("It was given 'a', whose key is 'key.a'.");
    const filtered = listener({ heard: ["a"] })
      .program("hear")
      .evidence();
    expect(words(isSparedEach(filtered, "hear", ["a"]))).toContain("threw that away by itself");
  });
});

describe("exchanges", () => {
  test("have one type, and each program declares them itself", () => {
    const evidence = listener().program("hear").evidence();
    expect(words(exchangeHasType(evidence, "logs", "fanout"))).toBe("pass");
    expect(words(exchangeHasType(evidence, "logs", "topic"))).toBe("'hear' declared it with type fanout.");
    expect(words(exchangeHasType(evidence, "other", "topic"))).toBe("not-judged");
    expect(words(declaresExchangeItself(evidence, "hear", "logs"))).toBe("pass");
    expect(words(declaresExchangeItself(evidence, "hear", "other"))).toBe("It declared 'logs' instead.");
  });

  test("that are missing are no other criterion's matter", () => {
    const missing = new Recording().on("say").connects().sends("basic.publish", { exchange: "logs" }, "a");
    missing.gets("channel.close", { replyCode: 404, replyText: "NOT_FOUND - no exchange 'logs' in vhost 'here'" });
    const exit = { code: 1, signal: null, cause: "itself", afterEvent: 0, tookMs: 1 } as const;
    const evidence = missing.program("say", { exit }).evidence();
    expect(exchangeTrouble(evidence, "logs")?.status).toBe("not-judged");
    expect(exchangeTrouble(evidence, "other")).toBeUndefined();
    expect(words(endsEachTime(evidence, "say", "logs"))).toBe("not-judged");
  });

  test("are left in order by a sender that ends with 0", () => {
    expect(words(senderEnds(0))).toBe("pass");
    expect(words(senderEnds(3))).toBe("It ended with exit code 3.");
    const idle = new Recording().on("say").connects().closes().program("say").evidence();
    expect(words(endsEachTime(idle, "say", "logs"))).toBe("not-judged");
  });
});

test("a program whose channel the broker has closed does not show how it stops", () => {
  const exit = { code: 1, signal: null, cause: "itself", afterEvent: 0, tookMs: 1 } as const;
  const refused = listener().gets("channel.close", { replyCode: 406, replyText: "PRECONDITION_FAILED - x" });
  expect(words(stopsUnlessRefused(refused.program("hear", { exit }).evidence(), "hear"))).toBe("not-judged");
  const stopped = { code: 0, signal: null, cause: "stopped", afterEvent: 0, tookMs: 1 } as const;
  const orderly = listener().closes().program("hear", { exit: stopped }).evidence();
  expect(words(stopsUnlessRefused(orderly, "hear"))).toBe("pass");
});
