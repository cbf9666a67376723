/** Asks a broker's management API in a test. */
import type { Broker } from "broker-lite";

export interface Reply {
  readonly status: number;
  /** Undefined where nothing was said. */
  readonly body: unknown;
  readonly headers: Headers;
}

export interface Ask {
  (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

/** @param body an object is sent as JSON, a text as it is */
export function asking(broker: Broker, user = "guest", password = "guest"): Ask {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${broker.httpPort}${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${user}:${password}`)}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
  };
}
