/**
 * How fast frames are read and written: `node --conditions=source --import tsx broker-lite/bench/wire.ts`.
 * Prints nanoseconds per frame or message, the best of five rounds.
 */
import { encodeContent, encodeMethod, fieldTable, FrameParser, makeMethod } from "broker-lite/wire";

const ROUNDS = 5;
const REPEATS = 200;
const BATCH = 1000;

const body = Buffer.alloc(100, 1);
const publish = makeMethod("basic.publish", { routingKey: "task_queue" });
const deliver = makeMethod("basic.deliver", {
  consumerTag: "amq.ctag-abcdefghijklmnopqrstuv",
  deliveryTag: 7,
  routingKey: "task_queue",
});
const ack = makeMethod("basic.ack", { deliveryTag: 7 });
const headers = { deliveryMode: 2, headers: fieldTable({ attempt: 1, source: "shop" }) };

measure("read basic.ack", parse(Buffer.from(encodeMethod(1, ack))));
measure(
  "read basic.publish with 100 bytes",
  parse(Buffer.concat(encodeContent(1, publish, { deliveryMode: 2 }, body, 0))),
);
measure("read basic.publish with two headers", parse(Buffer.concat(encodeContent(1, publish, headers, body, 0))));
measure(
  "read basic.deliver with 100 bytes",
  parse(Buffer.concat(encodeContent(1, deliver, { deliveryMode: 2 }, body, 0))),
);
measure("write basic.ack", () => void encodeMethod(1, ack));
measure("write basic.deliver with 100 bytes", () => void encodeContent(1, deliver, { deliveryMode: 2 }, body, 131_072));

function parse(one: Buffer): () => number {
  const chunk = Buffer.concat(Array.from({ length: BATCH }, () => one));
  const parser = new FrameParser();
  return () => {
    parser.push(chunk);
    return BATCH;
  };
}

function measure(name: string, action: () => number | void): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.hrtime.bigint();
    let count = 0;
    while (count < REPEATS * BATCH) count += action() ?? 1;
    best = Math.min(best, Number(process.hrtime.bigint() - started) / count);
  }
  console.log(`${name.padEnd(40)} ${best.toFixed(0)} ns`);
}
