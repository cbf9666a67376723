/** Section J: policies, which an administrator gives to queues and exchanges by their names. */
import type { Channel } from "../channel.ts";
import { section, type Stage } from "../scenario.ts";

const options = { needs: "administrator" } as const;

/** RabbitMQ tells the processes of queues after it has answered. */
const SETTLING_MS = 300;

/** A channel in a vhost of its own, so that no policy reaches what is another's; gone after `act`. */
async function inVhost(c: Stage, act: (ch: Channel, vhost: string) => Promise<void>): Promise<void> {
  const vhost = `${c.target.vhost}-policies`;
  await c.administrator.createVhost(vhost);
  try {
    await c.administrator.setPermissions(vhost, c.target.user, { configure: ".*", write: ".*", read: ".*" });
    const ch = await c.channel({ vhost });
    await act(ch, vhost);
    await ch.peer.quietly(() => ch.peer.close());
  } finally {
    await c.administrator.deleteVhost(vhost);
  }
}

export const policies = section("J-policies", (scenario) => {
  scenario(
    "max-length of a policy drops the head, at once where it comes later",
    ["J07", "D47"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await ch.queue("q");
        ch.publishAll("q", "a", "b", "c");
        await ch.count("q");
        await c.administrator.setPolicy(vhost, "short", "^q", { "max-length": 1 });
        await c.elapse(SETTLING_MS);
        await ch.drain("q");
        ch.publishAll("q", "d", "e");
        await ch.drain("q");
        await c.administrator.clearPolicy(vhost, "short");
        await c.elapse(SETTLING_MS);
        ch.publishAll("q", "f", "g");
        await ch.drain("q");
      });
    },
    options,
  );
  scenario(
    "of an argument and a policy, the lower number counts",
    ["J07", "D47", "D49"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "limits", ".*", { "max-length": 2, "max-length-bytes": 4 });
        await ch.queue("lower", { arguments: { "x-max-length": 1 } });
        await ch.queue("higher", { arguments: { "x-max-length": 9 } });
        await ch.queue("bytes", { arguments: { "x-max-length-bytes": 1 } });
        for (const queue of ["lower", "higher", "bytes"]) {
          ch.publishAll(queue, "a", "b", "c");
          await ch.drain(queue);
        }
      });
    },
    options,
  );
  scenario(
    "of two policies that match, the one of the higher priority counts alone",
    ["J07"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "low", "^q", { "max-length": 1 });
        await c.administrator.setPolicy(vhost, "high", "^q", { "message-ttl": 600_000 }, { priority: 5 });
        await ch.queue("q");
        ch.publishAll("q", "a", "b");
        await ch.drain("q");
        await c.administrator.clearPolicy(vhost, "high");
        await c.elapse(SETTLING_MS);
        ch.publishAll("q", "a", "b");
        await ch.drain("q");
      });
    },
    options,
  );
  scenario(
    "a policy is for queues, for exchanges or for both, and its pattern may match anywhere",
    ["J07"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "x", "ddl", { "max-length": 1 }, { applyTo: "exchanges", priority: 9 });
        await c.administrator.setPolicy(vhost, "q", "ddl", { "max-length": 2 }, { applyTo: "queues" });
        await ch.queue("middle");
        await ch.queue("end");
        for (const queue of ["middle", "end"]) {
          ch.publishAll(queue, "a", "b", "c");
          await ch.drain(queue);
        }
      });
    },
    options,
  );
  scenario(
    "an operator's limit is not lifted by a user's policy or argument",
    ["J07"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "operator", ".*", { "max-length": 2 }, { isOperator: true });
        await c.administrator.setPolicy(vhost, "users", "^q", { "max-length": 5 });
        await ch.queue("q");
        await ch.queue("other", { arguments: { "x-max-length": 5 } });
        await ch.queue("q-lower", { arguments: { "x-max-length": 1 } });
        for (const queue of ["q", "other", "q-lower"]) {
          ch.publishAll(queue, "a", "b", "c", "d", "e", "f");
          await ch.drain(queue);
        }
      });
    },
    options,
  );
  scenario(
    "dead letters go where the policy says, and where the queue's argument says otherwise there",
    ["J07", "H01", "H04"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        const settings = { "max-length": 1, "dead-letter-exchange": "", "dead-letter-routing-key": "graves" };
        await c.administrator.setPolicy(vhost, "dead", "^q", settings);
        await ch.queue("graves");
        await ch.queue("others");
        await ch.consume("graves", "graves", { noAck: true });
        await ch.consume("others", "others", { noAck: true });
        await ch.queue("q");
        ch.publishAll("q", "a", "b");
        await ch.deliveries();
        await ch.queue("q2", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "others" } });
        ch.publishAll("q2", "c", "d");
        await ch.deliveries();
      });
    },
    options,
  );
  scenario(
    "overflow of a policy refuses publishes; the queue's own argument counts more",
    ["J07", "D50"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "full", ".*", { "max-length": 1, overflow: "reject-publish" });
        await ch.confirms();
        await ch.queue("q");
        ch.publish("q", "a");
        await ch.confirmed();
        ch.publish("q", "b");
        await ch.confirmed();
        await ch.queue("drops", { arguments: { "x-overflow": "drop-head" } });
        ch.publish("drops", "c");
        await ch.confirmed();
        ch.publish("drops", "d");
        await ch.confirmed();
        await ch.drain("q");
        await ch.drain("drops");
      });
    },
    options,
  );
  scenario(
    "message-ttl of a policy is for messages that come after it",
    ["J07", "D39"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await ch.queue("q");
        ch.publish("q", "before");
        await ch.count("q");
        await c.administrator.setPolicy(vhost, "ttl", "^q", { "message-ttl": 300 });
        await c.elapse(SETTLING_MS);
        await ch.queue("q2");
        ch.publish("q2", "after");
        await ch.count("q2");
        await c.elapse(700);
        await ch.count("q");
        await ch.count("q2");
      });
    },
    options,
  );
  scenario(
    "expires of a policy deletes a queue that is unused from then on",
    ["J07", "D46"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await ch.queue("q");
        await c.administrator.setPolicy(vhost, "expires", "^q", { expires: 400 });
        await c.elapse(1200);
        await ch.queue("q", { passive: true });
      });
    },
    options,
  );
  scenario(
    "a policy gives an exchange its alternate exchange; the exchange's own argument counts more",
    ["J07", "C42"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await ch.exchange("x", "direct");
        await ch.exchange("y", "direct", { arguments: { "alternate-exchange": "amq.direct" } });
        await ch.queue("lost");
        await ch.bind("lost", "amq.fanout");
        await c.administrator.setPolicy(vhost, "ae", "^[xy]$", { "alternate-exchange": "amq.fanout" });
        await c.elapse(SETTLING_MS);
        ch.publish("k", "by x", { exchange: "x" });
        ch.publish("k", "by y", { exchange: "y" });
        await ch.drain("lost");
        await c.administrator.clearPolicy(vhost, "ae");
        await c.elapse(SETTLING_MS);
        ch.publish("k", "by x", { exchange: "x" });
        await ch.drain("lost");
      });
    },
    options,
  );
  scenario(
    "a policy is no property of a queue: redeclaring does not compare it",
    ["J07", "D12"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "ttl", "^q", { "message-ttl": 60_000 });
        await ch.queue("q");
        await ch.queue("q");
        await ch.queue("q", { arguments: { "x-message-ttl": 60_000 } });
      });
    },
    options,
  );
  scenario(
    "a policy limits deliveries of a quorum queue",
    ["J07", "D56"],
    async (c) => {
      await inVhost(c, async (ch, vhost) => {
        await c.administrator.setPolicy(vhost, "poison", "^q", { "delivery-limit": 1 });
        await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum" } });
        await ch.confirms();
        ch.publish("q", "poison");
        await ch.confirmed();
        for (const tag of [1, 2]) {
          await ch.get("q");
          ch.nack(tag, { requeue: true });
        }
        await ch.get("q");
      });
    },
    options,
  );
});
