import { describe, expect, test } from "vitest";
import { acknowledgements, deliveries, mostHeldAtOnce } from "../../src/evidence/deliveries.ts";
import { Recording } from "../support/recording.ts";

/** A worker that consumes with this tag and is given so many messages `m1`, `m2`, … */
function worker(count: number, noAck = false): Recording {
  const recording = new Recording().on("worker").connects();
  recording.sends("basic.consume", { queue: "tasks", noAck }).gets("basic.consume-ok", { consumerTag: "t" });
  for (let tag = 1; tag <= count; tag += 1) {
    recording.gets("basic.deliver", { consumerTag: "t", deliveryTag: tag, routingKey: "tasks" }, `m${tag}`);
  }
  return recording.program("worker");
}

function settlements(recording: Recording): readonly string[] {
  return deliveries(recording.evidence()).map(({ text, settlement }) => `${text} ${settlement}`);
}

describe("how a delivery was settled", () => {
  test("each by its own tag", () => {
    const recording = worker(4)
      .sends("basic.ack", { deliveryTag: 2 })
      .sends("basic.reject", { deliveryTag: 1, requeue: false })
      .sends("basic.nack", { deliveryTag: 4, requeue: true });
    expect(settlements(recording)).toEqual(["m1 rejected", "m2 acknowledged", "m3 open", "m4 requeued"]);
  });

  test("multiple means every open one up to the tag, and tag 0 all of them", () => {
    const upTo = worker(3).sends("basic.ack", { deliveryTag: 2, multiple: true });
    expect(settlements(upTo)).toEqual(["m1 acknowledged", "m2 acknowledged", "m3 open"]);
    expect(deliveries(upTo.evidence())[0]?.settledTogether).toBe(true);
    const all = worker(3).sends("basic.ack", { deliveryTag: 0, multiple: true });
    expect(settlements(all)).toEqual(["m1 acknowledged", "m2 acknowledged", "m3 acknowledged"]);
  });

  test("without acknowledgement the broker forgets it when it sends it", () => {
    expect(settlements(worker(1, true))).toEqual(["m1 automatic"]);
    const got = new Recording().on("worker").connects().sends("basic.get", { queue: "q", noAck: true });
    got
      .gets("basic.get-ok", { deliveryTag: 1 }, "x")
      .sends("basic.get", { queue: "q" })
      .gets("basic.get-ok", { deliveryTag: 2 }, "y");
    expect(settlements(got)).toEqual(["x automatic", "y open"]);
  });

  test("recover puts back what is open", () => {
    expect(
      settlements(worker(2).sends("basic.ack", { deliveryTag: 1 }).sends("basic.recover", { requeue: true })),
    ).toEqual(["m1 acknowledged", "m2 requeued"]);
  });

  test("the same tag on another channel or connection is another delivery", () => {
    const recording = worker(1)
      .on("worker", 1, 2)
      .sends("basic.ack", { deliveryTag: 1 })
      .on("worker", 2, 1)
      .sends("basic.ack", { deliveryTag: 1 });
    expect(settlements(recording)).toEqual(["m1 open"]);
    expect(acknowledgements(recording.evidence()).map((each) => each.settles)).toEqual([[], []]);
  });

  test("an open one says what ended under it", () => {
    const cut = worker(1).ended("closed-by-program");
    const last = cut.events.length;
    expect(deliveries(cut.evidence())[0]?.ended).toEqual({ what: "connection", event: last });
    const closed = worker(1).sends("channel.close");
    expect(deliveries(closed.evidence())[0]?.ended?.what).toBe("channel");
    const settled = worker(1).sends("basic.ack", { deliveryTag: 1 }).closes();
    expect(deliveries(settled.evidence())[0]?.ended).toBeUndefined();
  });
});

test("a second ack of one tag settles nothing", () => {
  const recording = worker(1).sends("basic.ack", { deliveryTag: 1 }).sends("basic.ack", { deliveryTag: 1 });
  expect(acknowledgements(recording.evidence()).map((each) => each.settles.length)).toEqual([1, 0]);
});

describe("what is held at once", () => {
  test("an ack frees a place before the next delivery", () => {
    const recording = worker(1).sends("basic.ack", { deliveryTag: 1 });
    recording.gets("basic.deliver", { consumerTag: "t", deliveryTag: 2 }, "m2");
    expect(mostHeldAtOnce(recording.evidence(), "worker").count).toBe(1);
    expect(mostHeldAtOnce(worker(3).evidence(), "worker")).toMatchObject({ count: 3 });
  });

  test("with no-ack everything counts, for nothing is ever settled", () => {
    expect(mostHeldAtOnce(worker(5, true).evidence(), "worker").count).toBe(5);
  });

  test("two programs of one name hold each their own", () => {
    const recording = new Recording();
    for (const label of ["worker 1", "worker 2"]) {
      recording.on(label).connects().sends("basic.consume").gets("basic.consume-ok", { consumerTag: "t" });
      recording.gets("basic.deliver", { consumerTag: "t", deliveryTag: 1 }, label).program(label);
    }
    expect(mostHeldAtOnce(recording.evidence(), "worker").count).toBe(1);
    expect(deliveries(recording.evidence(), { program: "worker" })).toHaveLength(2);
    expect(deliveries(recording.evidence(), { program: "worker 2" }).map((each) => each.text)).toEqual(["worker 2"]);
  });
});
