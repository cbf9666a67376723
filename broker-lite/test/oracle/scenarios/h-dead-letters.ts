/** Section H: dead letters: what becomes one, what it carries, where it goes. */
import type { Channel } from "../channel.ts";
import { table } from "../fields.ts";
import { section } from "../scenario.ts";

/** `q` dead-letters into `dead`. */
async function deadLettering(ch: Channel, more: Record<string, string | number> = {}): Promise<void> {
  await ch.queue("dead");
  await ch.queue("q", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead", ...more } });
}

/** Waits for the next message of the queue, which comes when the broker likes, and takes it. */
async function taken(ch: Channel, queue: string): Promise<void> {
  const watcher = await ch.peer.channel();
  await watcher.peer.quietly(() => watcher.consume(queue, "watcher", { noAck: true }));
  await watcher.deliveries();
  await watcher.peer.quietly(() => watcher.call("basic.cancel", { consumerTag: "watcher" }));
}

export const deadLetters = section("H-dead-letters", (scenario) => {
  scenario("a rejected message goes to the dead-letter exchange, with its story", ["H01", "H02"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a", { properties: { messageId: "m-1" }, headers: { mine: 1 } });
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("nack without requeue dead-letters too, several at once in order", ["H01"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    const watcher = await ch.peer.channel();
    await watcher.consume("dead", "watcher", { noAck: true });
    ch.publishAll("q", "a", "b", "c");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.nack(3, { multiple: true, requeue: false });
    await watcher.deliveries(3);
  });
  scenario("a message from a named exchange keeps its story's exchange and key", ["H01", "H06"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("dlx", "fanout");
    await ch.queue("dead");
    await ch.bind("dead", "dlx");
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "dlx" } });
    await ch.bind("q", "amq.topic", "a.*");
    ch.publish("a.b", "m", { exchange: "amq.topic" });
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario(
    "the headers of the first death stay through a second",
    ["H02"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("second");
      await ch.queue("first", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "second" } });
      await ch.queue("q", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "first" } });
      const watcher = await ch.peer.channel();
      await watcher.consume("first", "first");
      ch.publish("q", "a");
      await ch.get("q");
      ch.reject(1, false);
      await watcher.deliveries();
      watcher.reject(1, false);
      await taken(ch, "second");
    },
    { versions: { "3.13": "x-last-death-* headers as well (rabbitmq.com/docs/dlx)" } },
  );
  scenario("an expired message: x-message-ttl", ["H03"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-message-ttl": 50 });
    ch.publish("q", "a");
    await c.elapse(150);
    await taken(ch, "dead");
  });
  scenario("an expired message loses its expiration and keeps it in its story", ["H03"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a", { properties: { expiration: "50" } });
    await c.elapse(150);
    await taken(ch, "dead");
  });
  scenario("a rejected message loses its expiration, too", ["H03", "H01"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a", { properties: { expiration: "600000" } });
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("x-max-length: the head is dead-lettered", ["H04"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-max-length": 1 });
    ch.publishAll("q", "a", "b");
    await taken(ch, "dead");
    await ch.drain("q");
  });
  scenario("reject-publish-dlx: the refused message is dead-lettered, and refused", ["H05"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-max-length": 1, "x-overflow": "reject-publish-dlx" });
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    ch.publish("q", "b");
    await ch.confirmed();
    await taken(ch, "dead");
    await ch.drain("q");
  });
  scenario("reject-publish does not dead-letter what it refuses", ["H05", "D50"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-max-length": 1, "x-overflow": "reject-publish" });
    await ch.confirms();
    ch.publishAll("q", "a", "b");
    await ch.confirmed();
    await ch.drain("dead");
  });
  scenario("without a routing key of its own the first key stays", ["H06"], async (c) => {
    const ch = await c.channel();
    await ch.queue("dead");
    await ch.bind("dead", "amq.direct", "q");
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "amq.direct" } });
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("without a routing key of its own the CC keys stay, too", ["H06", "E10"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("dlx", "direct");
    await ch.queue("dead");
    await ch.bind("dead", "dlx", "copy");
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "dlx" } });
    ch.publish("q", "a", { headers: { CC: ["copy"], BCC: ["blind"] } });
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("with a routing key of its own the CC header goes", ["H06", "E10"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a", { headers: { CC: ["copy"] } });
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario(
    "published again with its story, and rejected again: counted on",
    ["H07"],
    async (c) => {
      const ch = await c.channel();
      await deadLettering(ch);
      const watcher = await ch.peer.channel();
      await watcher.consume("dead", "watcher", { noAck: true });
      ch.publish("q", "a");
      await ch.get("q");
      ch.reject(1, false);
      const dead = await watcher.deliveries();
      ch.publish("q", "a", { properties: dead.content?.properties ?? {} });
      await ch.get("q");
      ch.reject(2, false);
      await watcher.deliveries();
    },
    { versions: { "4.0": "x-death of a published message is a plain header (release notes 4.0.1)" } },
  );
  scenario("an x-death that a client made up", ["H07"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    for (const headers of [{ "x-death": "nonsense" }, { "x-death": [] }]) {
      ch.publish("q", "a", { properties: { headers: table(headers) } });
      const got = await ch.get("q");
      ch.reject("deliveryTag" in got.fields ? Number(got.fields.deliveryTag) : 0, false);
      await taken(ch, "dead");
    }
  });
  scenario("a circle without any rejection ends: the message is dropped", ["H08"], async (c) => {
    const ch = await c.channel();
    await ch.queue("back", {
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "q", "x-message-ttl": 20 },
    });
    await ch.queue("q", {
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "back", "x-message-ttl": 20 },
    });
    ch.publish("q", "a");
    await c.elapse(400);
    await ch.count("q");
    await ch.count("back");
  });
  scenario("a queue that dead-letters what expired to itself drops it", ["H08"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", {
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "q", "x-message-ttl": 50 },
    });
    ch.publish("q", "a");
    await c.elapse(300);
    await ch.count("q");
  });
  scenario("a circle with a rejection goes on", ["H09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "q" } });
    await ch.consume("q", "t");
    ch.publish("q", "a");
    for (const tag of [1, 2]) {
      await ch.deliveries();
      ch.reject(tag, false);
    }
    await ch.deliveries();
  });
  scenario("a dead-letter exchange that is missing: dropped in silence", ["H10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "missing" } });
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await ch.quiet();
    await ch.drain("q");
  });
  scenario("purging and deleting do not dead-letter", ["H11"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a");
    await ch.call("queue.purge", { queue: "q" });
    ch.publish("q", "b");
    await ch.count("q");
    await ch.call("queue.delete", { queue: "q" });
    await ch.count("dead");
  });
  scenario("nack with requeue does not dead-letter", ["H12"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a");
    await ch.get("q");
    ch.nack(1, { requeue: true });
    await ch.get("q");
    await ch.count("dead");
  });
  scenario("retry by a waiting queue: the rounds are counted", ["H13", "H09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("wait", {
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "work", "x-message-ttl": 50 },
    });
    await ch.queue("work", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "wait" } });
    await ch.consume("work", "worker");
    ch.publish("work", "task");
    for (const tag of [1, 2]) {
      await ch.deliveries();
      ch.reject(tag, false);
      await c.elapse(200);
    }
    await ch.deliveries();
  });
  scenario("a dead letter is confirmed to its publisher before it dies", ["H01", "E05"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-message-ttl": 0 });
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    await taken(ch, "dead");
  });
  scenario("a dead letter to several queues is one story in each", ["H01"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("dlx", "fanout");
    for (const queue of ["dead1", "dead2"]) {
      await ch.queue(queue);
      await ch.bind(queue, "dlx");
    }
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "dlx" } });
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead1");
    await taken(ch, "dead2");
  });
  scenario("a dead letter that nobody can route goes to the alternate exchange", ["H01", "C42"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("other", "fanout");
    await ch.exchange("dlx", "direct", { arguments: { "alternate-exchange": "other" } });
    await ch.queue("dead");
    await ch.bind("dead", "other");
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "dlx" } });
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("an internal exchange takes dead letters", ["H01", "C22"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("dlx", "fanout", { internal: true });
    await ch.queue("dead");
    await ch.bind("dead", "dlx");
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "dlx" } });
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await taken(ch, "dead");
  });
  scenario("the same queue and two reasons are two entries", ["H01", "H07"], async (c) => {
    const ch = await c.channel();
    await ch.queue("dead", {
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "q", "x-message-ttl": 20 },
    });
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead" } });
    await ch.consume("q", "t");
    ch.publish("q", "a");
    await ch.deliveries();
    ch.reject(1, false);
    await c.elapse(150);
    await ch.deliveries();
    await ch.call("basic.cancel", { consumerTag: "t" });
    ch.reject(2, false);
    await c.elapse(200);
    await ch.get("q");
  });
  scenario("properties stay through a death, but for the expiration", ["H03", "E12"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch);
    ch.publish("q", "a", {
      properties: {
        contentType: "text/plain",
        deliveryMode: 2,
        priority: 3,
        correlationId: "c",
        replyTo: "r",
        expiration: "30",
        type: "t",
      },
      headers: { mine: [1, "two"] },
    });
    await c.elapse(150);
    await taken(ch, "dead");
  });
  scenario("x-max-length 0 with a dead-letter exchange", ["H04", "D51"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-max-length": 0 });
    ch.publish("q", "a");
    await taken(ch, "dead");
  });
  scenario("an expired message of a queue with a consumer that is busy", ["H03", "F07"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-message-ttl": 100 });
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "busy");
    ch.publishAll("q", "taken in time", "too late");
    await ch.deliveries();
    await c.elapse(200);
    await taken(ch, "dead");
    ch.ack(1);
    await ch.count("q");
  });
  scenario("several expire in order", ["H03"], async (c) => {
    const ch = await c.channel();
    await deadLettering(ch, { "x-message-ttl": 60 });
    const watcher = await ch.peer.channel();
    await watcher.consume("dead", "watcher", { noAck: true });
    ch.publishAll("q", "a", "b", "c");
    await c.elapse(200);
    await watcher.deliveries(3);
  });
});
