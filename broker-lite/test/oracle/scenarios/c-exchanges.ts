/** Section C: exchanges: declaring, comparing, deleting, and the names that are the broker's own. */
import { gone } from "../gone.ts";
import { section } from "../scenario.ts";

export const exchanges = section("C-exchanges", (scenario) => {
  for (const [row, type] of [
    ["C01", "direct"],
    ["C02", "fanout"],
    ["C03", "topic"],
    ["C04", "headers"],
  ] as const) {
    scenario(`declares a ${type} exchange`, [row], async (c) => {
      const ch = await c.channel();
      await ch.exchange("x", type);
      await ch.exchange("x", type, { passive: true });
    });
  }
  scenario(
    "an unknown exchange type ends the connection",
    ["C05"],
    async (c) => {
      await (await c.channel()).exchange("x", "unheard-of");
    },
    {
      versions: { "4.0": "channel.close 406 PRECONDITION_FAILED - unknown exchange type (rabbit_exchange:check_type)" },
    },
  );
  scenario("redeclares with the same properties", ["C06"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "topic", { durable: true, autoDelete: true, internal: true });
    await ch.exchange("x", "topic", { durable: true, autoDelete: true, internal: true });
  });
  scenario("unknown arguments are not compared", ["C06"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { arguments: { "x-mine": 1 } });
    await ch.exchange("x", "direct", { arguments: { "x-mine": 2 } });
    await ch.exchange("x", "direct");
  });
  scenario("refuses to redeclare with another type", ["C07"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.exchange("x", "fanout");
  });
  for (const flag of ["durable", "autoDelete", "internal"] as const) {
    scenario(`refuses to redeclare with another ${flag}`, ["C08"], async (c) => {
      const ch = await c.channel();
      await ch.exchange("x", "direct");
      await ch.exchange("x", "direct", { [flag]: true });
      await ch.open();
      await ch.exchange("y", "direct", { [flag]: true });
      await ch.exchange("y", "direct");
    });
  }
  scenario("a passive declare of a missing exchange", ["C09"], async (c) => {
    await (await c.channel()).exchange("x", "direct", { passive: true });
  });
  scenario("a passive declare looks at the name only", ["C10"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.exchange("x", "fanout", { passive: true, durable: true, internal: true, autoDelete: true });
    await ch.exchange("x", "", { passive: true });
  });
  scenario("refuses names that start with amq.", ["C11"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("amq.zz", "direct");
    await ch.open();
    await ch.exchange("amq.", "direct", { durable: true });
  });
  scenario("a name that only starts with amq is free", ["C11"], async (c) => {
    await (await c.channel()).exchange("amqp", "direct");
  });
  scenario("a predeclared exchange may be redeclared as it is", ["C12"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("amq.direct", "direct", { durable: true });
    await ch.exchange("amq.direct", "direct");
  });
  scenario("the predeclared exchanges are there, with their types", ["C13"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("amq.direct", "direct", { durable: true });
    await ch.exchange("amq.fanout", "fanout", { durable: true });
    await ch.exchange("amq.topic", "topic", { durable: true });
    await ch.exchange("amq.headers", "headers", { durable: true });
    await ch.exchange("amq.match", "headers", { durable: true });
    await ch.exchange("amq.rabbitmq.trace", "topic", { durable: true, internal: true });
  });
  scenario("a predeclared exchange can't be deleted", ["C14"], async (c) => {
    const ch = await c.channel();
    for (const exchange of ["amq.direct", "amq.fanout", "amq.rabbitmq.trace"]) {
      await ch.call("exchange.delete", { exchange });
      await ch.open();
    }
  });
  scenario("a name that starts with amq. and doesn't exist can't be deleted", ["C14"], async (c) => {
    await (await c.channel()).call("exchange.delete", { exchange: "amq.zz" });
  });
  scenario("the default exchange can't be declared", ["C15"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("", "direct", { durable: true });
    await ch.open();
    await ch.exchange("", "direct", { passive: true });
  });
  scenario("the default exchange can't be deleted", ["C15"], async (c) => {
    await (await c.channel()).call("exchange.delete", { exchange: "" });
  });
  scenario("no queue can be bound to the default exchange", ["C16"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "", "k");
  });
  scenario("no queue can be unbound from the default exchange", ["C16"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.unbind("q", "", "q");
  });
  scenario("no exchange can be bound to the default exchange, nor it to one", ["C16", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.call("exchange.bind", { destination: "x", source: "", routingKey: "k" });
    await ch.open();
    await ch.call("exchange.bind", { destination: "", source: "x", routingKey: "k" });
  });
  scenario("every queue is reached by its name through the default exchange", ["C17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
  });
  scenario("deletes an exchange", ["C18"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.call("exchange.delete", { exchange: "x" });
    await ch.exchange("x", "direct", { passive: true });
  });
  scenario("deleting a missing exchange is fine", ["C18"], async (c) => {
    const ch = await c.channel();
    await ch.call("exchange.delete", { exchange: "missing" });
    await ch.call("exchange.delete", { exchange: "missing", ifUnused: true });
  });
  scenario("deletes an exchange only if unused", ["C19"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.queue("q");
    await ch.bind("q", "x", "k");
    await ch.call("exchange.delete", { exchange: "x", ifUnused: true });
    await ch.open();
    await ch.unbind("q", "x", "k");
    await ch.call("exchange.delete", { exchange: "x", ifUnused: true });
  });
  scenario("an exchange that is only a destination counts as unused", ["C19", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.exchange("y", "fanout");
    await ch.call("exchange.bind", { destination: "y", source: "x" });
    await ch.call("exchange.delete", { exchange: "y", ifUnused: true });
    await ch.call("exchange.delete", { exchange: "x", ifUnused: true });
  });
  scenario("an auto-delete exchange goes with its last binding, not before the first", ["C20"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { autoDelete: true });
    await ch.exchange("x", "direct", { passive: true });
    await ch.queue("q");
    await ch.bind("q", "x", "k");
    await ch.bind("q", "x", "l");
    await ch.unbind("q", "x", "k");
    await ch.exchange("x", "direct", { passive: true });
    await ch.unbind("q", "x", "l");
    await ch.exchange("x", "direct", { passive: true });
  });
  scenario("an auto-delete exchange goes with the queue that was bound", ["C21"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { autoDelete: true });
    await ch.queue("q");
    await ch.bind("q", "x", "k");
    await ch.call("queue.delete", { queue: "q" });
    await ch.exchange("x", "direct", { passive: true });
  });
  scenario("auto-delete exchanges go one after the other along their bindings", ["C20", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout", { autoDelete: true });
    await ch.exchange("y", "fanout", { autoDelete: true });
    await ch.queue("q");
    await ch.call("exchange.bind", { destination: "y", source: "x" });
    await ch.bind("q", "y");
    await ch.call("queue.delete", { queue: "q" });
    await ch.exchange("y", "fanout", { passive: true });
    await ch.open();
    await ch.exchange("x", "fanout", { passive: true });
  });
  scenario("an auto-delete exchange goes with the exchange that was bound to it", ["C20", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout", { autoDelete: true });
    await ch.exchange("y", "fanout");
    await ch.call("exchange.bind", { destination: "y", source: "x" });
    await ch.call("exchange.delete", { exchange: "y" });
    await ch.exchange("x", "fanout", { passive: true });
  });
  scenario("an auto-delete exchange that is only a destination stays", ["C20", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.exchange("y", "fanout", { autoDelete: true });
    await ch.call("exchange.bind", { destination: "y", source: "x" });
    await ch.call("exchange.unbind", { destination: "y", source: "x" });
    await ch.exchange("y", "fanout", { passive: true });
  });
  scenario(
    "an auto-delete exchange goes with the exclusive queue whose connection is lost",
    ["C21", "D17"],
    async (c) => {
      const owner = await c.channel();
      await owner.exchange("x", "fanout", { autoDelete: true });
      await owner.queue("q", { exclusive: true });
      await owner.bind("q", "x");
      owner.peer.drop();
      const other = await c.channel();
      await gone(c, other, "q");
      await other.exchange("x", "fanout", { passive: true });
    },
  );
  scenario("nobody can publish to an internal exchange", ["C22"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout", { internal: true });
    ch.publish("k", "a", { exchange: "x" });
    await ch.refused();
  });
  scenario("an internal exchange routes what other exchanges give it", ["C22", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout", { internal: true });
    await ch.queue("q");
    await ch.bind("q", "x");
    await ch.call("exchange.bind", { destination: "x", source: "amq.fanout" });
    ch.publish("k", "a", { exchange: "amq.fanout" });
    await ch.get("q");
    await ch.call("exchange.unbind", { destination: "x", source: "amq.fanout" });
  });
  scenario("publishing to a missing exchange ends the channel", ["C23"], async (c) => {
    const ch = await c.channel();
    ch.publish("k", "a", { exchange: "missing" });
    await ch.refused();
  });
  scenario("line feeds in names are dropped", ["C45"], async (c) => {
    const ch = await c.channel();
    await ch.queue("a\nb");
    await ch.queue("\nq\n\r");
    await ch.exchange("x\ny", "direct");
    await ch.exchange("xy", "direct", { passive: true });
    ch.publish("ab", "to the name without");
    await ch.get("ab");
    await ch.call("exchange.delete", { exchange: "xy" });
  });
  scenario("nowait: declaring and deleting without answers", ["D23"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { nowait: true });
    await ch.exchange("x", "direct", { passive: true });
    ch.send("exchange.delete", { exchange: "x", nowait: true });
    await ch.exchange("x", "direct", { passive: true });
  });
  scenario("an alternate exchange that is no string is refused", ["C42"], async (c) => {
    await (await c.channel()).exchange("x", "direct", { arguments: { "alternate-exchange": 5 } });
  });
  scenario("an alternate exchange gets what can't be routed; mandatory is content with it", ["C42"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("other", "fanout");
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "other" } });
    await ch.queue("q");
    await ch.queue("unrouted");
    await ch.bind("q", "x", "known");
    await ch.bind("unrouted", "other");
    ch.publish("known", "a", { exchange: "x" });
    ch.publish("unknown", "b", { exchange: "x", mandatory: true });
    await ch.get("q");
    await ch.get("q");
    await ch.get("unrouted");
    await ch.get("unrouted");
    await ch.quiet();
  });
  scenario("alternate exchanges are followed one after the other, and a circle of them ends", ["C42"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "y" } });
    await ch.exchange("y", "direct", { arguments: { "alternate-exchange": "z" } });
    await ch.exchange("z", "direct", { arguments: { "alternate-exchange": "x" } });
    await ch.queue("q");
    await ch.bind("q", "z", "k");
    ch.publish("k", "a", { exchange: "x" });
    await ch.get("q");
    ch.publish("nowhere", "b", { exchange: "x", mandatory: true });
    await ch.returned();
  });
  scenario("an alternate exchange that is missing: dropped, or returned if mandatory", ["C43"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "missing" } });
    ch.publish("k", "dropped", { exchange: "x" });
    ch.publish("k", "returned", { exchange: "x", mandatory: true });
    await ch.returned();
    await ch.quiet();
  });
  scenario("refuses to redeclare with another alternate exchange", ["C44"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "one" } });
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "one" } });
    await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "two" } });
    await ch.open();
    await ch.exchange("x", "direct");
    await ch.open();
    await ch.exchange("y", "direct");
    await ch.exchange("y", "direct", { arguments: { "alternate-exchange": "two" } });
  });
  scenario("of a binding with two missing ends the source is named", ["C24", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.call("exchange.bind", { destination: "missing", source: "missing too" });
    await ch.open();
    await ch.bind("missing", "missing too");
  });
});
