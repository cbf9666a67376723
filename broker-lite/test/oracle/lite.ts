/** broker-lite in this process as a target: a broker for each scenario, so that several run side by side. */
import { startBroker, type Broker, type ProfileName } from "../../src/index.ts";
import type { Administrator } from "./administrator.ts";
import { GOLDEN_VERSION } from "./golden.ts";
import { ManualTime } from "./manual-time.ts";
import type { Place, Runner } from "./run.ts";

const VHOST = "oracle-lite-vhost";

/** What takes longer does not come, however busy the machine is: all happens in this process, and time passes by `elapse` only. */
const DEADLINE_MS = 10_000;

const CONCURRENCY = 8;

/** As the RabbitMQ of the golden files, unless another version is asked for. */
export function brokerLite(profile: ProfileName = GOLDEN_VERSION): Runner {
  return { concurrency: CONCURRENCY, administers: true, place: () => place(profile) };
}

async function place(profile: ProfileName): Promise<Place> {
  const time = new ManualTime();
  const broker = await startBroker({ port: 0, vhosts: [VHOST], profile, time });
  return {
    target: {
      host: broker.host,
      port: broker.port,
      user: "guest",
      password: "guest",
      vhost: VHOST,
      deadlineMs: DEADLINE_MS,
      elapse: async (milliseconds) => time.advance(milliseconds),
    },
    administrator: new LiteAdministrator(broker),
    release: () => broker.close(),
  };
}

function notOffered(what: string): Promise<void> {
  return Promise.reject(new Error(`broker-lite offers no way to ${what}`));
}

class LiteAdministrator implements Administrator {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  async createVhost(vhost: string): Promise<void> {
    await this.#broker.createVhost(vhost);
  }

  async deleteVhost(vhost: string): Promise<void> {
    await this.#broker.deleteVhost(vhost);
  }

  async createUser(): Promise<void> {
    await notOffered("add users while it runs");
  }

  async deleteUser(): Promise<void> {
    await notOffered("delete users while it runs");
  }

  /** Every user may do everything. */
  async setPermissions(): Promise<void> {}

  async setTopicPermissions(): Promise<void> {
    await notOffered("set topic permissions");
  }

  async setPolicy(): Promise<void> {
    await notOffered("set policies");
  }

  async limitVhost(): Promise<void> {
    await notOffered("limit a vhost");
  }

  async closeConnections(): Promise<void> {
    await notOffered("close connections");
  }

  async raiseAlarm(): Promise<void> {
    await notOffered("raise an alarm");
  }

  async clearAlarm(): Promise<void> {
    await notOffered("clear an alarm");
  }

  async restart(): Promise<void> {
    await this.#broker.restart();
  }
}
