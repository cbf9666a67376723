/** Section D: what is still there after the broker was stopped and started. */
import { section } from "../scenario.ts";

const options = { needs: "administrator" } as const;
const persistent = { properties: { deliveryMode: 2 } } as const;

const keepingItsDead = {
  durable: true,
  arguments: {
    "x-queue-type": "quorum",
    "x-dead-letter-strategy": "at-least-once",
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": "later",
    "x-overflow": "reject-publish",
  },
} as const;

export const restart = section("D-restart", (scenario) => {
  scenario(
    "durable things and persistent messages survive a restart, others do not",
    ["D58"],
    async (c) => {
      const before = await c.channel();
      await before.queue("durable", { durable: true });
      await before.queue("transient");
      await before.exchange("x", "topic", { durable: true });
      await before.exchange("y", "topic");
      await before.bind("durable", "x", "a.#");
      await before.confirms();
      before.publish("durable", "persistent", { properties: { deliveryMode: 2 } });
      before.publish("durable", "transient");
      before.publish("a.b", "persistent, too", { exchange: "x", properties: { deliveryMode: 2 } });
      await before.confirmed();
      await before.peer.close();
      await c.administrator.restart();
      const after = await c.channel();
      await after.drain("durable");
      after.publish("a.b", "through the old binding", { exchange: "x" });
      await after.drain("durable");
      await after.queue("transient", { passive: true });
      await after.open();
      await after.exchange("y", "topic", { passive: true });
    },
    { needs: "administrator" },
  );
  scenario(
    "what was delivered and not acknowledged comes again, marked; what was acknowledged does not",
    ["D58", "F25"],
    async (c) => {
      const before = await c.channel();
      await before.queue("q", { durable: true });
      await before.confirms();
      for (const body of ["acknowledged", "open", "never delivered"]) before.publish("q", body, persistent);
      await before.confirmed();
      await before.get("q");
      await before.get("q");
      before.ack(1);
      await before.settle();
      await c.administrator.restart();
      await before.peer.refused();
      await (await c.channel()).drain("q");
    },
    options,
  );
  scenario(
    "order, properties and priorities survive",
    ["D58", "E12"],
    async (c) => {
      const before = await c.channel();
      await before.queue("q", { durable: true, arguments: { "x-max-priority": 5 } });
      await before.confirms();
      for (const [body, priority] of [
        ["first", 1],
        ["second", 5],
        ["third", 1],
      ] as const) {
        before.publish("q", body, { properties: { deliveryMode: 2, priority, type: "t" }, headers: { a: [1, "x"] } });
      }
      await before.confirmed();
      await before.peer.close();
      await c.administrator.restart();
      const after = await c.channel();
      for (let index = 0; index < 3; index += 1) await after.get("q");
      await after.queue("q", { durable: true, arguments: { "x-max-priority": 5 } });
      await after.queue("q", { durable: true });
    },
    options,
  );
  scenario(
    "exclusive and transient queues and exchanges go, with the bindings that they had",
    ["D58", "D17"],
    async (c) => {
      const before = await c.channel();
      await before.queue("kept", { durable: true });
      await before.queue("exclusive", { durable: true, exclusive: true });
      await before.queue("auto-delete", { durable: true, autoDelete: true });
      await before.exchange("kept-x", "fanout", { durable: true });
      await before.exchange("next-x", "fanout", { durable: true });
      await before.exchange("transient-x", "fanout");
      await before.bind("kept", "transient-x");
      await before.bind("kept", "next-x");
      await before.call("exchange.bind", { destination: "next-x", source: "kept-x" });
      await before.call("exchange.bind", { destination: "transient-x", source: "kept-x" });
      await c.administrator.restart();
      await before.peer.refused();
      const after = await c.channel();
      await after.queue("exclusive", { passive: true });
      await after.open();
      await after.queue("auto-delete", { passive: true });
      await after.exchange("transient-x", "fanout");
      after.publish("", "through two durable exchanges", { exchange: "kept-x" });
      await after.drain("kept");
      after.publish("", "not through the new one", { exchange: "transient-x", mandatory: true });
      await after.returned();
    },
    options,
  );
  scenario(
    "a quorum queue keeps every message, and counts what came back",
    ["D58", "D55"],
    async (c) => {
      const before = await c.channel();
      await before.queue("q", { durable: true, arguments: { "x-queue-type": "quorum" } });
      await before.confirms();
      before.publish("q", "transient");
      before.publish("q", "persistent", persistent);
      await before.confirmed();
      await before.get("q");
      before.nack(1, { requeue: true });
      await before.settle();
      await before.peer.close();
      await c.administrator.restart();
      const after = await c.channel();
      await after.get("q");
      await after.get("q");
      await after.get("q");
    },
    options,
  );
  scenario(
    "an at-least-once dead letter that nobody takes is still dead after a restart",
    ["H01", "D58"],
    async (c) => {
      const before = await c.channel();
      await before.queue("q", keepingItsDead);
      await before.confirms();
      before.publish("q", "a");
      before.publish("q", "b");
      await before.confirmed();
      await before.get("q");
      before.reject(1, false);
      await c.elapse(300);
      await before.count("q");
      await before.peer.close();
      await c.administrator.restart();
      const after = await c.channel();
      await after.count("q");
      await after.drain("q");
      await after.count("q");
    },
    options,
  );
});
