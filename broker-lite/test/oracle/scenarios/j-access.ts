/** Section J: what an administrator allows: permissions, vhosts, limits, policies. */
import type { Permissions } from "../administrator.ts";
import type { Channel } from "../channel.ts";
import { section, type Stage } from "../scenario.ts";

const NAME = "oracle-visitor";
const ALL: Permissions = { configure: ".*", write: ".*", read: ".*" };

/** A user of this scenario with these permissions, on an open channel; gone after `act`. */
async function visiting(c: Stage, permissions: Permissions, act: (ch: Channel) => Promise<void>): Promise<void> {
  await c.administrator.createUser(NAME, "secret");
  try {
    await c.administrator.setPermissions(c.target.vhost, NAME, permissions);
    const ch = await c.channel({ user: NAME, password: "secret" });
    await act(ch);
    if (!ch.peer.ended) await ch.peer.quietly(() => ch.peer.close());
  } finally {
    await c.administrator.deleteUser(NAME);
  }
}

/** A second vhost; gone after `act`. */
async function inAnotherVhost(c: Stage, act: (vhost: string) => Promise<void>): Promise<void> {
  const vhost = `${c.target.vhost}-another`;
  await c.administrator.createVhost(vhost);
  try {
    await c.administrator.setPermissions(vhost, c.target.user, ALL);
    await act(vhost);
  } finally {
    await c.administrator.deleteVhost(vhost);
  }
}

const options = {
  needs: "users",
  versions: { "4.0": "says configure, write or read access (rabbit_access_control)" },
} as const;

export const access = section("J-access", (scenario) => {
  scenario(
    "declaring and deleting need configure",
    ["J01"],
    async (c) => {
      await visiting(c, { ...ALL, configure: "^mine-" }, async (ch) => {
        await ch.queue("mine-q");
        await ch.queue("q");
        await ch.open();
        await ch.exchange("x", "direct");
        await ch.open();
        await ch.call("queue.delete", { queue: "q" });
        await ch.open();
        await ch.call("exchange.delete", { exchange: "x" });
        await ch.open();
        await ch.queue("mine-q", { passive: true });
      });
    },
    options,
  );
  scenario(
    "a passive declare needs no configure",
    ["J01"],
    async (c) => {
      const owner = await c.channel();
      await owner.queue("q");
      await visiting(c, { ...ALL, configure: "" }, async (ch) => {
        await ch.queue("q", { passive: true });
        await ch.exchange("amq.direct", "direct", { passive: true });
      });
    },
    options,
  );
  scenario(
    "publishing needs write to the exchange",
    ["J01"],
    async (c) => {
      await visiting(c, { ...ALL, write: "^(q|amq\\.topic)$" }, async (ch) => {
        await ch.queue("q");
        ch.publish("k", "allowed", { exchange: "amq.topic" });
        ch.publish("k", "refused", { exchange: "amq.direct" });
        await ch.refused();
        await ch.open();
        ch.publish("q", "by the default exchange");
        await ch.refused();
      });
    },
    options,
  );
  scenario(
    "consuming, getting and purging need read",
    ["J01"],
    async (c) => {
      await visiting(c, { ...ALL, read: "^readable$" }, async (ch) => {
        await ch.queue("readable");
        await ch.queue("q");
        await ch.get("readable");
        await ch.get("q");
        await ch.open();
        await ch.consume("q", "t");
        await ch.open();
        await ch.call("queue.purge", { queue: "q" });
      });
    },
    options,
  );
  scenario(
    "binding needs write to the destination and read of the source",
    ["J01"],
    async (c) => {
      await visiting(c, { configure: ".*", write: "^writable$", read: "^amq.topic$" }, async (ch) => {
        await ch.queue("writable");
        await ch.queue("other");
        await ch.bind("writable", "amq.topic", "k");
        await ch.bind("other", "amq.topic", "k");
        await ch.open();
        await ch.bind("writable", "amq.direct", "k");
      });
    },
    options,
  );
  scenario(
    "binding exchanges and unbinding need the same, and deleting a queue does not ask for it",
    ["J01"],
    async (c) => {
      await visiting(c, { configure: ".*", write: "^(writable|w-queue)$", read: "^readable$" }, async (ch) => {
        for (const exchange of ["writable", "readable"]) await ch.exchange(exchange, "fanout");
        await ch.queue("w-queue");
        await ch.queue("other");
        await ch.call("exchange.bind", { destination: "writable", source: "readable" });
        await ch.call("exchange.bind", { destination: "readable", source: "readable" });
        await ch.open();
        await ch.call("exchange.bind", { destination: "writable", source: "writable" });
        await ch.open();
        await ch.call("exchange.unbind", { destination: "readable", source: "readable" });
        await ch.open();
        await ch.bind("w-queue", "readable");
        await ch.unbind("w-queue", "readable");
        await ch.unbind("other", "readable");
        await ch.open();
        await ch.unbind("w-queue", "writable");
        await ch.open();
        await ch.call("queue.delete", { queue: "other" });
      });
    },
    options,
  );
  scenario(
    "permissions are asked for before what is named is looked for",
    ["J01"],
    async (c) => {
      await visiting(c, { configure: "^$", write: "^$", read: "^$" }, async (ch) => {
        for (const act of [
          () => ch.get("missing"),
          () => ch.consume("missing", "t"),
          () => ch.call("queue.delete", { queue: "missing" }),
          () => ch.call("queue.purge", { queue: "missing" }),
          () => ch.call("exchange.delete", { exchange: "missing" }),
          () => ch.bind("missing", "missing", "k"),
          () => ch.queue("missing", { passive: true }),
          () => ch.exchange("missing", "direct", { passive: true }),
          () => ch.queue(""),
        ]) {
          await act();
          if (ch.ended) await ch.open();
        }
        ch.publish("k", "a", { exchange: "missing" });
        await ch.refused();
      });
    },
    options,
  );
  scenario(
    "a dead-letter exchange needs read of the queue and write to the exchange",
    ["J01", "H01"],
    async (c) => {
      await visiting(c, { configure: ".*", write: "^$", read: ".*" }, async (ch) => {
        await ch.queue("q", { arguments: { "x-dead-letter-exchange": "amq.fanout" } });
      });
    },
    options,
  );
  scenario(
    "an alternate exchange needs read of the one and write to the other",
    ["J01", "C42"],
    async (c) => {
      await visiting(c, { configure: ".*", write: "^$", read: ".*" }, async (ch) => {
        await ch.exchange("x", "direct", { arguments: { "alternate-exchange": "amq.fanout" } });
      });
    },
    options,
  );
  scenario(
    "a vhost that the user may not enter is refused",
    ["J02"],
    async (c) => {
      await inAnotherVhost(c, async () => {
        await c.administrator.createUser(NAME, "secret");
        const peer = await c.dial();
        await peer.quietly(async () => [
          await peer.start(),
          await peer.login({ user: NAME, password: "secret" }),
          await peer.tune(),
        ]);
        await peer.open();
        await c.administrator.deleteUser(NAME);
      });
    },
    { needs: "users" },
  );
  scenario(
    "topic permissions limit the keys of a topic exchange",
    ["J03"],
    async (c) => {
      await visiting(c, ALL, async (ch) => {
        await c.administrator.setTopicPermissions(c.target.vhost, NAME, "amq.topic", {
          write: "^allowed\\.",
          read: ".*",
        });
        ch.publish("allowed.key", "a", { exchange: "amq.topic" });
        ch.publish("other.key", "b", { exchange: "amq.topic" });
        await ch.refused();
      });
    },
    { needs: "users", versions: options.versions },
  );
  scenario(
    "topic permissions limit bindings by read, in that exchange alone, and know the user's name",
    ["J03"],
    async (c) => {
      await visiting(c, ALL, async (ch) => {
        await c.administrator.setTopicPermissions(c.target.vhost, NAME, "amq.topic", {
          write: "^{username}\\.",
          read: "^public\\.",
        });
        await ch.queue("q");
        await ch.exchange("another", "topic");
        await ch.bind("q", "amq.topic", "public.#");
        await ch.bind("q", "another", "private.#");
        await ch.bind("q", "amq.direct", "private.a");
        ch.publish(`${NAME}.a`, "by name", { exchange: "amq.topic" });
        ch.publish("private.a", "to another topic exchange", { exchange: "another" });
        ch.publish("private.a", "to a direct exchange", { exchange: "amq.direct" });
        await ch.drain("q");
        await ch.bind("q", "amq.topic", "private.#");
        await ch.open();
        ch.publish("public.a", "a", { exchange: "amq.topic" });
        await ch.refused();
      });
    },
    { needs: "users", versions: options.versions },
  );
  scenario(
    "the same names in two vhosts are strangers",
    ["J04"],
    async (c) => {
      await inAnotherVhost(c, async (vhost) => {
        const here = await c.channel();
        const there = await c.channel({ vhost });
        await here.queue("q");
        await there.queue("q", { durable: true });
        await here.bind("q", "amq.fanout");
        await there.bind("q", "amq.fanout");
        here.publish("", "here", { exchange: "amq.fanout" });
        await here.drain("q");
        await there.drain("q");
        await there.peer.quietly(() => there.peer.close());
      });
    },
    { needs: "administrator" },
  );
  scenario(
    "a vhost's limits on connections and queues",
    ["J05"],
    async (c) => {
      await inAnotherVhost(c, async (vhost) => {
        await c.administrator.limitVhost(vhost, { "max-connections": 1, "max-queues": 1 });
        const ch = await c.channel({ vhost });
        await ch.queue("q");
        await ch.queue("q");
        await ch.queue("p");
        const second = await c.dial();
        await second.quietly(async () => [await second.start(), await second.login(), await second.tune()]);
        await second.open(vhost);
        await ch.peer.quietly(() => ch.peer.close());
      });
    },
    { needs: "administrator" },
  );
  scenario(
    "an administrator closes connections with a reason",
    ["J06"],
    async (c) => {
      const ch = await c.channel();
      await c.administrator.closeConnections(c.target.vhost, "time to go");
      await ch.peer.refused();
    },
    { needs: "administrator" },
  );
  scenario(
    "a limit of 0 lets nobody in, and one of -1 is none",
    ["J05"],
    async (c) => {
      await inAnotherVhost(c, async (vhost) => {
        const enter = async (): Promise<void> => {
          const peer = await c.dial();
          await peer.quietly(async () => [await peer.start(), await peer.login(), await peer.tune()]);
          await peer.open(vhost);
          if (peer.opened) await peer.close();
        };
        await c.administrator.limitVhost(vhost, { "max-connections": 0 });
        await enter();
        await c.administrator.limitVhost(vhost, { "max-connections": -1, "max-queues": 0 });
        await enter();
        const ch = await c.channel({ vhost });
        await ch.queue("q");
        await ch.open();
        await ch.queue("", { exclusive: true });
        await ch.peer.quietly(() => ch.peer.close());
      });
    },
    { needs: "administrator" },
  );
  scenario(
    "a broker that is shut down says so to its connections",
    ["J06"],
    async (c) => {
      const ch = await c.channel();
      const idle = await c.connect();
      await ch.queue("q");
      await ch.consume("q", "t");
      await c.administrator.restart();
      await ch.peer.refused();
      await idle.refused();
    },
    { needs: "administrator" },
  );
  scenario(
    "a policy works as arguments do; the lower limit counts",
    ["J07"],
    async (c) => {
      await inAnotherVhost(c, async (vhost) => {
        await c.administrator.setPolicy(vhost, "short", "^q", { "max-length": 2, "message-ttl": 600_000 });
        const ch = await c.channel({ vhost });
        await ch.queue("q1");
        ch.publishAll("q1", "a", "b", "c");
        await ch.drain("q1");
        await ch.queue("q2", { arguments: { "x-max-length": 1 } });
        ch.publishAll("q2", "a", "b", "c");
        await ch.drain("q2");
        await ch.queue("other");
        ch.publishAll("other", "a", "b", "c");
        await ch.drain("other");
        await ch.peer.quietly(() => ch.peer.close());
      });
    },
    { needs: "administrator" },
  );
});
