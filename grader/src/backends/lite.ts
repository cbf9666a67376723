/**
 * broker-lite in this process: one for all scenarios, with a vhost for each, and one more for every scenario that restarts it, since it
 * starts in milliseconds and a restart then disturbs nobody.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { startBroker, type Broker } from "broker-lite";
import type { Backend, BrokerAddress, Vhost } from "./backend.ts";

/** Nothing but the processor limits how many scenarios run side by side. */
const UNLIMITED = Number.POSITIVE_INFINITY;

export async function openLite(): Promise<Backend> {
  // Not guest/guest: a program that doesn't take them from AMQP_URL is not let in.
  const [user, password] = [word("user"), word("password")];
  const users = [{ name: user, password }];
  const common = await startBroker({ port: 0, users, vhosts: ["/"] });
  const addressIn = (broker: Broker, vhost: string): BrokerAddress => ({
    host: "127.0.0.1",
    port: broker.port,
    tls: false,
    user,
    password,
    vhost,
  });
  const own = new Map<Vhost, Broker>();

  return {
    capabilities: { restart: "own", vhosts: UNLIMITED },
    describe: () => `broker-lite ${VERSION}`.trim(),
    createVhost: async ({ restarts, queues, exchanges }) => {
      const name = word("vhost");
      const leftovers = { queues, exchanges };
      if (!restarts) {
        await common.createVhost(name);
        return { address: addressIn(common, name), leftovers };
      }
      const broker = await startBroker({ port: 0, users, vhosts: [name] });
      const vhost = { address: addressIn(broker, name), leftovers };
      own.set(vhost, broker);
      return vhost;
    },
    deleteVhost: async (vhost) => {
      const broker = own.get(vhost);
      own.delete(vhost);
      await (broker === undefined ? common.deleteVhost(vhost.address.vhost) : broker.close());
    },
    restart: async (vhost) => {
      const broker = own.get(vhost);
      if (broker === undefined)
        throw new Error("the scenario did not say that it restarts the broker (restartsBroker: true)");
      await broker.restart();
    },
    close: async () => {
      await Promise.all([common, ...own.values()].map((broker) => broker.close()));
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
