import { expect, test } from "vitest";
import { bindings, consumers, declaredExchanges, declaredQueues } from "../../src/evidence/topology.ts";
import { Recording } from "../support/recording.ts";

test("a queue that the broker names has that name, and an empty name means the last declared one", () => {
  const recording = new Recording().on("receive").connects();
  recording.sends("exchange.declare", { exchange: "logs", type: "fanout" }).gets("exchange.declare-ok");
  recording.sends("queue.declare", { exclusive: true }).gets("queue.declare-ok", { queue: "amq.gen-1" });
  recording.sends("queue.bind", { exchange: "logs" }).gets("queue.bind-ok");
  recording.sends("basic.qos", { prefetchCount: 3 }).gets("basic.qos-ok");
  recording.sends("basic.consume", { noAck: true }).gets("basic.consume-ok", { consumerTag: "c1" });
  const evidence = recording.evidence();
  expect(declaredQueues(evidence)).toMatchObject([
    { queue: "amq.gen-1", namedByBroker: true, exclusive: true, answeredBy: 9 },
  ]);
  expect(declaredExchanges(evidence, { exchange: "logs" })).toMatchObject([{ type: "fanout", answeredBy: 7 }]);
  expect(bindings(evidence)).toMatchObject([{ exchange: "logs", to: "queue", destination: "amq.gen-1" }]);
  expect(consumers(evidence)).toMatchObject([{ queue: "amq.gen-1", consumerTag: "c1", noAck: true, prefetchCount: 3 }]);
});

test("a refused declaration has no answer, and what follows on a new channel is its own", () => {
  const recording = new Recording().on("worker").connects();
  recording
    .sends("queue.declare", { queue: "tasks" })
    .gets("channel.close", { replyCode: 406 })
    .sends("channel.close-ok");
  recording.sends("channel.open").gets("channel.open-ok");
  recording
    .sends("queue.declare", { queue: "other", passive: true })
    .gets("queue.declare-ok", { queue: "other", messageCount: 2 });
  const [refused, passive] = declaredQueues(recording.evidence());
  expect(refused?.answeredBy).toBeUndefined();
  expect(passive).toMatchObject({
    queue: "other",
    passive: true,
    messageCount: 2,
    answeredBy: recording.events.length,
  });
});

test("only the per-consumer prefetch counts, on its own channel, and before the consumer", () => {
  const recording = new Recording().on("worker").connects();
  recording.sends("basic.qos", { prefetchCount: 1, global: true }).sends("basic.consume", { consumerTag: "a" });
  recording.sends("basic.qos", { prefetchCount: 1 }).sends("basic.consume", { consumerTag: "b" });
  recording.on("worker", 1, 2).sends("basic.consume", { consumerTag: "c" });
  expect(consumers(recording.evidence()).map((each) => [each.consumerTag, each.prefetchCount])).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 0],
  ]);
});

test("a consumer that was cancelled says by what", () => {
  const recording = new Recording().on("client").connects();
  recording.sends("basic.consume", { queue: "q", consumerTag: "a" }).sends("basic.cancel", { consumerTag: "a" });
  expect(consumers(recording.evidence(), { queue: "q" })[0]?.cancelledBy).toBe(recording.events.length);
});

test("a program that closes without waiting is still answered for what it asked before", () => {
  const recording = new Recording().on("send").connects();
  recording.sends("queue.declare", { queue: "hello", durable: true }).sends("channel.close").sends("connection.close");
  recording.gets("queue.declare-ok", { queue: "hello" }).gets("channel.close-ok").gets("connection.close-ok");
  expect(declaredQueues(recording.evidence())[0]?.answeredBy).toBe(recording.events.length - 2);
});
