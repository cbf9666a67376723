/** Asks a broker who it is. */
import { isIP } from "node:net";
import amqp, { type ChannelModel } from "amqplib";
import { BackendError, type BrokerAddress } from "./backend.ts";

/** A broker that takes longer to let somebody in can't be graded on. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What to do about reasons that don't speak for themselves, matched with `amqp:` or `amqps:` before them. Codes of certificates: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const ADVICE: readonly (readonly [RegExp, { readonly en: string; readonly zh: string }])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/u,
    {
      en: ". Its certificate is from an authority that this machine does not know: name that authority's certificate file in NODE_EXTRA_CA_CERTS",
      zh: "。它的证书来自本机不认识的机构：请用 NODE_EXTRA_CA_CERTS 指定该机构的证书文件",
    },
  ],
  [
    /ALTNAME/u,
    {
      en: ". Its certificate is for another name: give that name in the URL",
      zh: "。它的证书是为另一个名称签发的：请在 URL 中使用那个名称",
    },
  ],
  [
    // Which of the two is a race between its alert and its end.
    /^amqp:.*(?:closed abruptly|ECONNRESET)/u,
    {
      en: ". It ended the connection at once: does it want TLS at this port, amqps:// instead of amqp://?",
      zh: "。它立即结束了连接：这个端口是否需要 TLS，即应为 amqps:// 而不是 amqp://？",
    },
  ],
  [
    /wrong version number/u,
    {
      en: ". It speaks no TLS at this port: amqp:// instead of amqps://?",
      zh: "。这个端口不使用 TLS：是否应为 amqp:// 而不是 amqps://？",
    },
  ],
  [
    /ConnectionOpenOk/u,
    {
      en: ". There is no such vhost, or this user may not enter it",
      zh: "。没有这个 vhost，或者该用户无权进入",
    },
  ],
];

/** URL of an address, for the grader's own connections. */
export function urlOf(address: BrokerAddress): string {
  const [user, password, vhost] = [address.user, address.password, address.vhost].map((part) =>
    encodeURIComponent(part),
  );
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `${schemeOf(address)}://${user}:${password}@${host}:${address.port}/${vhost}`;
}

function schemeOf({ tls }: BrokerAddress): "amqp" | "amqps" {
  return tls ? "amqps" : "amqp";
}

/** @throws BackendError with the address (without its password) and the reason */
export async function connectTo(address: BrokerAddress): Promise<ChannelModel> {
  try {
    return await amqp.connect(urlOf(address), { timeout: CONNECT_TIMEOUT_MS, ...serverName(address) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = error instanceof Error ? error.message || code || error.name : String(error);
    const advice = ADVICE.find(([known]) => known.test(`${schemeOf(address)}: ${code} ${reason}`))?.[1] ?? {
      en: "",
      zh: "",
    };
    throw new BackendError(
      {
        en: `the broker at ${address.host}:${address.port}, vhost '${address.vhost}', can't be reached: ${reason}${advice.en}`,
        "zh-CN": `无法连接 ${address.host}:${address.port} 上的 broker（vhost '${address.vhost}'）：${reason}${advice.zh}`,
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
