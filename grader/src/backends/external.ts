/**
 * A broker that somebody else runs, by its URL. Where its management API lets us, each scenario has a vhost and a user of its own; else they take turns in
 * the vhost of the URL, and the queues and exchanges that programs use are deleted before and after. It may not be restarted.
 */
import type { ChannelModel } from "amqplib";
import { vhostsOf, type AdministeredVhosts } from "./administered.ts";
import { BackendError, type Backend, type BrokerAddress, type Vhost } from "./backend.ts";
import { ManagementApi, type ManagementAddress } from "./management-api.ts";
import { connectTo, productOf } from "./probe.ts";

const DEFAULT_PORT = 5672;
const DEFAULT_TLS_PORT = 5671;
const MANAGEMENT_PORT = 15_672;
const MANAGEMENT_TLS_PORT = 15_671;
/** Whether somebody answers where a management API usually is; most machines answer or refuse at once. */
const LOOK_TIMEOUT_MS = 2000;

export interface ExternalOptions {
  /** URL of the management API, with user and password where they are not the broker's. Looked for at its usual port unless said. */
  readonly management?: string;
}

/** @throws BackendError where the URL is none, the broker can't be reached, or a management API that was named can't be used */
export async function openExternal(url: string, options: ExternalOptions = {}): Promise<Backend> {
  const address = addressOf(url);
  const witness = await Witness.open(address);
  try {
    const vhosts = await findVhosts(address, options.management);
    return {
      capabilities: { restart: "none", vhosts: vhosts === undefined ? 1 : vhosts.atOnce },
      describe: () => witness.description,
      createVhost: async (wanted) => {
        witness.check();
        if (vhosts !== undefined) return await vhosts.create(wanted);
        const { queues, exchanges } = wanted;
        await remove(address, { queues, exchanges });
        return { address, leftovers: { queues, exchanges } };
      },
      deleteVhost: async (vhost, declared) => {
        // What programs did on a broker that went away says nothing of them.
        witness.check();
        await (vhosts === undefined ? remove(address, merge(vhost.leftovers, declared)) : vhosts.delete(vhost));
      },
      restart: () =>
        Promise.reject(
          new BackendError({
            en: "a broker given by its URL may not be restarted",
            "zh-CN": "以 URL 给出的 broker 不允许重启",
          }),
        ),
      close: () => witness.close(),
    };
  } catch (error) {
    await witness.close();
    throw error;
  }
}

/** A connection of ours that is there all the time: if the broker goes away, however shortly, it is cut. */
class Witness {
  readonly description: string;
  readonly #connection: ChannelModel;
  readonly #address: BrokerAddress;
  #gone: string | undefined;

  private constructor(address: BrokerAddress, connection: ChannelModel) {
    this.#address = address;
    this.#connection = connection;
    this.description = productOf(connection);
    connection.on("error", (error: Error) => (this.#gone ??= error.message));
    connection.on("close", () => (this.#gone ??= "connection closed"));
  }

  static async open(address: BrokerAddress): Promise<Witness> {
    return new Witness(address, await connectTo(address));
  }

  /** @throws BackendError where the broker has gone away since */
  check(): void {
    if (this.#gone === undefined) return;
    const { host, port } = this.#address;
    throw new BackendError({
      en: `the broker at ${host}:${port} went away in the middle (${this.#gone}); start it and grade again`,
      "zh-CN": `${host}:${port} 上的 broker 中途断开了（${this.#gone}）；请启动它再重新评分`,
    });
  }

  async close(): Promise<void> {
    if (this.#gone === undefined) await this.#connection.close().catch(() => undefined);
  }
}

/** @returns undefined where scenarios have to take turns */
async function findVhosts(address: BrokerAddress, named: string | undefined): Promise<AdministeredVhosts | undefined> {
  const place = named === undefined ? usualManagement(address) : managementAt(named, address);
  const api = new ManagementApi(place);
  const refusal = await api.refusal(named === undefined ? LOOK_TIMEOUT_MS : undefined);
  if (refusal !== undefined) {
    if (named === undefined) return undefined;
    throw refusal;
  }
  const vhosts = vhostsOf(api, { host: address.host, port: address.port, tls: address.tls });
  try {
    await tryOut(vhosts);
    return vhosts;
  } catch (error) {
    // At the usual port may be the API of another broker.
    if (named === undefined) return undefined;
    throw error;
  }
}

/** Whether a vhost that this API makes is one of that broker. */
async function tryOut(vhosts: AdministeredVhosts): Promise<void> {
  const vhost = await vhosts.create({ restarts: false, queues: [], exchanges: [] });
  try {
    await (await connectTo(vhost.address)).close();
  } finally {
    await vhosts.delete(vhost);
  }
}

function usualManagement({ host, tls, user, password }: BrokerAddress): ManagementAddress {
  return { host, port: tls ? MANAGEMENT_TLS_PORT : MANAGEMENT_PORT, tls, user, password };
}

function managementAt(text: string, { user, password }: BrokerAddress): ManagementAddress {
  const url = new URL(text);
  const tls = url.protocol === "https:";
  return {
    host: hostOf(url),
    port: url.port === "" ? (tls ? 443 : 80) : Number(url.port),
    tls,
    path: url.pathname.replace(/\/(?:api\/?)?$/u, ""),
    user: decodeURIComponent(url.username) || user,
    password: decodeURIComponent(url.password) || password,
  };
}

/** @throws BackendError where it is no URL of a broker */
export function addressOf(text: string): BrokerAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new BackendError({
      en: `'${text}' is no URL: expected something like amqp://user:password@host:5672/vhost`,
      "zh-CN": `'${text}' 不是 URL：应当形如 amqp://user:password@host:5672/vhost`,
    });
  }
  const tls = url.protocol === "amqps:";
  const port = url.port === "" ? (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT) : Number(url.port);
  return {
    host: hostOf(url) || "localhost",
    port,
    tls,
    user: decodeURIComponent(url.username) || "guest",
    password: decodeURIComponent(url.password) || "guest",
    // As RabbitMQ's clients read it: no path, or an empty one, is the default vhost.
    vhost: decodeURIComponent(url.pathname.slice(1)) || "/",
  };
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, "");
}

function merge(one: Vhost["leftovers"], other: Vhost["leftovers"]): Vhost["leftovers"] {
  return {
    queues: [...new Set([...one.queues, ...other.queues])],
    exchanges: [...new Set([...one.exchanges, ...other.exchanges])],
  };
}

async function remove(address: BrokerAddress, names: Vhost["leftovers"]): Promise<void> {
  const connection = await connectTo(address);
  try {
    for (const queue of names.queues) await attempt(connection, (channel) => channel.deleteQueue(queue));
    for (const exchange of names.exchanges) await attempt(connection, (channel) => channel.deleteExchange(exchange));
  } finally {
    await connection.close();
  }
}

type Channel = Awaited<ReturnType<ChannelModel["createChannel"]>>;

/** A name that can't be deleted (a reserved one, one that is in exclusive use) is not ours to delete. */
async function attempt(connection: ChannelModel, action: (channel: Channel) => Promise<unknown>): Promise<void> {
  const channel = await connection.createChannel();
  let refused = false;
  channel.on("error", () => (refused = true));
  try {
    await action(channel);
  } catch (error) {
    if (!refused) throw error;
  }
  if (!refused) await channel.close();
}
