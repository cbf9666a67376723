/** What to do where a broker can't be reached for a reason that does not speak for itself. */
import type { Text } from "../text.ts";

/** Matched with `amqp:` or `amqps:`, the error's code and its message. Codes of certificates: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const ADVICE: readonly (readonly [RegExp, Text])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/u,
    {
      en: "Its certificate is from an authority that this machine does not know: name that authority's certificate file in NODE_EXTRA_CA_CERTS",
      "zh-CN": "它的证书来自本机不认识的机构：请用 NODE_EXTRA_CA_CERTS 指定该机构的证书文件",
    },
  ],
  [
    /ALTNAME/u,
    {
      en: "Its certificate is for another name: give that name in the URL",
      "zh-CN": "它的证书是为另一个名称签发的：请在 URL 中使用那个名称",
    },
  ],
  [
    // Which of the two is a race between its alert and its end.
    /^amqp:.*(?:closed abruptly|ECONNRESET)/u,
    {
      en: "It ended the connection at once: does it want TLS at this port, amqps:// instead of amqp://?",
      "zh-CN": "它立即结束了连接：这个端口是否需要 TLS，即应为 amqps:// 而不是 amqp://？",
    },
  ],
  [
    /wrong version number/u,
    {
      en: "It speaks no TLS at this port: amqp:// instead of amqps://?",
      "zh-CN": "这个端口不使用 TLS：是否应为 amqp:// 而不是 amqps://？",
    },
  ],
  [
    /ConnectionOpenOk/u,
    {
      en: "There is no such vhost, or this user may not enter it",
      "zh-CN": "没有这个 vhost，或者该用户无权进入",
    },
  ],
];

/** @param error of a connection that could not be opened */
export function adviceOn(error: unknown, tls: boolean): Text | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const words = `${tls ? "amqps" : "amqp"}: ${codeOf(error)} ${message}`;
  return ADVICE.find(([known]) => known.test(words))?.[1];
}

/** Empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
