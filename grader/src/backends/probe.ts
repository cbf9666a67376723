/** Asks a broker who it is. */
import { isIP } from "node:net";
import amqp, { type ChannelModel } from "amqplib";
import { adviceOn, codeOf } from "./advice.ts";
import { BackendError, type BrokerAddress } from "./backend.ts";

/** A broker that takes longer to let somebody in can't be graded on. */
const CONNECT_TIMEOUT_MS = 10_000;

/** URL of an address, for the grader's own connections. */
export function urlOf(address: BrokerAddress): string {
  const [user, password, vhost] = [address.user, address.password, address.vhost].map((part) =>
    encodeURIComponent(part),
  );
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `${address.tls ? "amqps" : "amqp"}://${user}:${password}@${host}:${address.port}/${vhost}`;
}

/** @throws BackendError with the address (without its password) and the reason */
export async function connectTo(address: BrokerAddress): Promise<ChannelModel> {
  try {
    return await amqp.connect(urlOf(address), { timeout: CONNECT_TIMEOUT_MS, ...serverName(address) });
  } catch (error) {
    const reason = error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
    const advice = adviceOn(error, address.tls);
    throw new BackendError(
      {
        en: `the broker at ${address.host}:${address.port}, vhost '${address.vhost}', can't be reached: ${reason}${advice === undefined ? "" : `. ${advice.en}`}`,
        "zh-CN": `无法连接 ${address.host}:${address.port} 上的 broker（vhost '${address.vhost}'）：${reason}${advice === undefined ? "" : `。${advice["zh-CN"]}`}`,
      },
      { cause: error },
    );
  }
}

/** What the certificate is to be for; an address is compared by itself. */
function serverName({ host }: BrokerAddress): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/** `RabbitMQ 3.10.8`. @throws BackendError as `connectTo` */
export async function describeBroker(address: BrokerAddress): Promise<string> {
  const connection = await connectTo(address);
  try {
    return productOf(connection);
  } finally {
    await connection.close();
  }
}

/** What the broker calls itself. */
export function productOf(connection: ChannelModel): string {
  const { product, version } = serverProperties(connection);
  return `${product ?? "unknown broker"} ${version ?? ""}`.trim();
}

function serverProperties(connection: ChannelModel): { readonly product?: string; readonly version?: string } {
  const { serverProperties: properties } = connection.connection as {
    serverProperties?: { product?: string; version?: string };
  };
  return properties ?? {};
}
