import { expect, test } from "vitest";
import { describeMethod, describeProperties, fieldTable, makeMethod, replyText, type Method } from "broker-lite/wire";

test.each<[Method, string]>([
  [makeMethod("basic.publish", { routingKey: "hello" }), 'basic.publish exchange="" routing-key="hello"'],
  [
    makeMethod("queue.declare", {
      queue: "q",
      durable: true,
      arguments: fieldTable({ "x-queue-type": "quorum", n: 5 }),
    }),
    'queue.declare queue="q" durable arguments={x-queue-type="quorum", n=5}',
  ],
  [makeMethod("basic.ack", { deliveryTag: 3, multiple: true }), "basic.ack delivery-tag=3 multiple"],
  [makeMethod("channel.open"), "channel.open"],
  [
    makeMethod("connection.start-ok", { mechanism: "PLAIN", response: Buffer.from("\0a\0b"), locale: "en_US" }),
    'connection.start-ok mechanism="PLAIN" response=<00610062> locale="en_US"',
  ],
  // Nothing that a terminal obeys or that turns the text around.
  [
    makeMethod("basic.cancel", { consumerTag: "a\u001b[2J\u009b\u202e\n" }),
    'basic.cancel consumer-tag="a\\u001b[2J\\u009b\\u202e\\n"',
  ],
])("%j", (method, line) => expect(describeMethod(method)).toBe(line));

test("properties, and tables of all kinds of values", () => {
  const headers = fieldTable({ list: [1, null, { x: 2.5 }], bytes: Buffer.alloc(20, 1), "a b": true });
  expect(describeProperties({ deliveryMode: 2, correlationId: "7", headers })).toBe(
    `delivery-mode=2 correlation-id="7" headers={list=[1, null, {x=2.5}], bytes=<${"01".repeat(16)}… 20 bytes>, "a b"=true}`,
  );
  expect(describeProperties({})).toBe("");
});

test("a reply text is cut to what a short string can carry, as RabbitMQ cuts it, and between characters", () => {
  expect(replyText("NOT_FOUND", "no queue 'q'")).toBe("NOT_FOUND - no queue 'q'");
  const long = replyText("NOT_FOUND", `no queue '${"q".repeat(255)}'`);
  expect(long).toBe(`NOT_FOUND - no queue '${"q".repeat(230)}...`);
  expect(Buffer.byteLength(replyText("NOT_FOUND", `é${"é".repeat(200)}`))).toBeLessThanOrEqual(255);
  expect(replyText("NOT_FOUND", "é".repeat(200))).not.toContain("\ufffd");
});
