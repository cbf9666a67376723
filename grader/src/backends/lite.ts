/**
 * broker-lite in this process: one for each scenario, with a vhost and a user of its own, since it starts in milliseconds. So no program finds
 * anything of another scenario, and a restart disturbs nobody.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { startBroker, type Broker } from "broker-lite";
import type { Backend, Vhost } from "./backend.ts";

/** Nothing but the processor limits how many scenarios run side by side. */
const UNLIMITED = Number.POSITIVE_INFINITY;

export function openLite(): Backend {
  const brokers = new Map<Vhost, Broker>();
  const restartable = new WeakSet<Vhost>();

  return {
    capabilities: { restart: "own", vhosts: UNLIMITED },
    describe: () => `broker-lite ${VERSION}`.trim(),
    createVhost: async ({ restarts, queues, exchanges }) => {
      // Not guest/guest: a program that doesn't take them from AMQP_URL is not let in.
      const [name, user, password] = [word("vhost"), word("user"), word("password")];
      const broker = await startBroker({ port: 0, users: [{ name: user, password }], vhosts: [name] });
      const address = { host: "127.0.0.1", port: broker.port, tls: false, user, password, vhost: name };
      const vhost: Vhost = { address, leftovers: { queues, exchanges } };
      brokers.set(vhost, broker);
      if (restarts) restartable.add(vhost);
      return vhost;
    },
    deleteVhost: async (vhost) => {
      const broker = brokers.get(vhost);
      brokers.delete(vhost);
      await broker?.close();
    },
    restart: async (vhost) => {
      if (!restartable.has(vhost))
        throw new Error("the scenario did not say that it restarts the broker (restartsBroker: true)");
      await brokers.get(vhost)?.restart();
    },
    close: async () => {
      await Promise.all([...brokers.values()].map((broker) => broker.close()));
    },
  };
}

/** To a client it introduces itself as the RabbitMQ that it behaves like, so its own version is read from its package. */
const VERSION = versionOfPackage("broker-lite");

function versionOfPackage(name: string): string {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    const file = new URL(`node_modules/${name}/package.json`, folder);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
    if (folder.pathname === new URL("../", folder).pathname) return "";
  }
}

function word(kind: string): string {
  return `${kind}-${randomBytes(6).toString("hex")}`;
}
