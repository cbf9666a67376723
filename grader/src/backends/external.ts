/**
 * A broker that somebody else runs, by its URL. No management API is known, so scenarios take turns in the vhost of the URL, and the
 * queues and exchanges that programs use are deleted before and after; it may not be restarted.
 */
import type { ChannelModel } from "amqplib";
import { BackendError, type Backend, type BrokerAddress, type Vhost } from "./backend.ts";
import { connectTo, describeBroker } from "./probe.ts";

const DEFAULT_PORT = 5672;
const DEFAULT_TLS_PORT = 5671;

/** @throws BackendError where the URL is none, or the broker can't be reached */
export async function openExternal(url: string): Promise<Backend> {
  const address = addressOf(url);
  const description = await describeBroker(address);
  return {
    capabilities: { restart: "none", vhosts: 1 },
    describe: () => description,
    createVhost: async ({ queues, exchanges }) => {
      await remove(address, { queues, exchanges });
      return { address, leftovers: { queues, exchanges } };
    },
    deleteVhost: (vhost, declared) => remove(address, merge(vhost.leftovers, declared)),
    restart: () =>
      Promise.reject(
        new BackendError({
          en: "a broker given by its URL may not be restarted",
          "zh-CN": "以 URL 给出的 broker 不允许重启",
        }),
      ),
    close: () => Promise.resolve(),
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
    host: url.hostname.replace(/^\[|\]$/gu, "") || "localhost",
    port,
    tls,
    user: decodeURIComponent(url.username) || "guest",
    password: decodeURIComponent(url.password) || "guest",
    // As RabbitMQ's clients read it: no path, or an empty one, is the default vhost.
    vhost: decodeURIComponent(url.pathname.slice(1)) || "/",
  };
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
