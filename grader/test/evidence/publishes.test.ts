import { describe, expect, test } from "vitest";
import { publishes } from "../../src/evidence/publishes.ts";
import { Recording } from "../support/recording.ts";

function sender(): Recording {
  return new Recording().on("send").connects().program("send");
}

describe("when a message is safe", () => {
  test("never, where its program ends without a word", () => {
    const evidence = sender().sends("basic.publish", { routingKey: "q" }, "x").ended("closed-by-program").evidence();
    expect(publishes(evidence)).toMatchObject([{ text: "x", complete: true }]);
    expect(publishes(evidence)[0]?.safeAfter).toBeUndefined();
  });

  test("when channel or connection are closed in order", () => {
    const byChannel = sender().sends("basic.publish", {}, "x").sends("channel.close").gets("channel.close-ok");
    expect(publishes(byChannel.evidence())[0]?.safeAfter).toBe(byChannel.events.length);
    const byConnection = sender().sends("basic.publish", {}, "x").closes();
    expect(publishes(byConnection.evidence())[0]?.safeAfter).toBe(byConnection.events.length - 1);
  });

  test("when the broker confirms it, counted from confirm.select", () => {
    const recording = sender().sends("basic.publish", {}, "before").sends("confirm.select").gets("confirm.select-ok");
    recording.sends("basic.publish", {}, "one").sends("basic.publish", {}, "two").sends("basic.publish", {}, "three");
    recording.gets("basic.ack", { deliveryTag: 2, multiple: true }).gets("basic.nack", { deliveryTag: 3 });
    expect(
      publishes(recording.evidence()).map((each) => [
        each.text,
        each.confirmedBy !== undefined,
        each.refusedBy !== undefined,
      ]),
    ).toEqual([
      ["before", false, false],
      ["one", true, false],
      ["two", true, false],
      ["three", false, true],
    ]);
  });

  test("a commit covers what was published in the transaction", () => {
    const recording = sender()
      .sends("tx.select")
      .sends("basic.publish", {}, "x")
      .sends("tx.commit")
      .gets("tx.commit-ok");
    expect(publishes(recording.evidence())[0]?.safeAfter).toBe(recording.events.length);
  });
});

test("nothing is published after the program's own connection.close", () => {
  const recording = sender().on("send", 1, 0).sends("connection.close").gets("connection.close-ok");
  recording.on("send").sends("basic.publish", { routingKey: "q" }, "late");
  expect(publishes(recording.evidence())).toMatchObject([{ tooLate: true, complete: false }]);
});

test("a message without its content was not published", () => {
  expect(publishes(sender().sends("basic.publish").evidence())).toMatchObject([{ complete: false, text: "" }]);
});

test("a message that could be routed nowhere comes back", () => {
  const recording = sender()
    .sends("basic.publish", { exchange: "e", routingKey: "k", mandatory: true }, "same")
    .sends("basic.publish", { exchange: "e", routingKey: "k", mandatory: true }, "other")
    .gets("basic.return", { exchange: "e", routingKey: "k" }, "other");
  expect(publishes(recording.evidence()).map((each) => each.returnedBy)).toEqual([undefined, recording.events.length]);
});

test("selects by program, exchange, key and text", () => {
  const recording = sender().sends("basic.publish", { exchange: "e", routingKey: "k" }, "x", { deliveryMode: 2 });
  recording.on("other").connects().sends("basic.publish", { routingKey: "k" }, "x").program("other");
  const evidence = recording.evidence();
  expect(publishes(evidence, { program: "send" })).toMatchObject([{ exchange: "e", persistent: true }]);
  expect(publishes(evidence, { exchange: "" })).toMatchObject([{ program: "other", persistent: false }]);
  expect(publishes(evidence, { routingKey: "k", text: "x" })).toHaveLength(2);
  expect(publishes(evidence, { text: "y" })).toHaveLength(0);
});

test("ten thousand messages on one channel are followed without delay", () => {
  const recording = sender().sends("confirm.select");
  for (let count = 1; count <= 10_000; count += 1) {
    recording.sends("basic.publish", {}, "x").gets("basic.ack", { deliveryTag: count });
  }
  expect(publishes(recording.evidence()).every((each) => each.confirmedBy !== undefined)).toBe(true);
});
