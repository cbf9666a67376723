/**
 * The few requests to RabbitMQ's management HTTP API that the grader makes: vhosts, and users that may do anything in just one of them.
 * Measured on RabbitMQ 3.10: 10 to 20 ms a request, where `rabbitmqctl` costs 300 to 700 ms.
 */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BackendError } from "./backend.ts";

export interface ManagementAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Before `/api`, where it is not at the root. */
  readonly path?: string;
  readonly user: string;
  readonly password: string;
}

/** A busy machine may take seconds to make a vhost: its message stores are files. */
const ANSWER_TIMEOUT_MS = 60_000;
const NOT_FOUND = 404;

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Verb = "GET" | "PUT" | "DELETE";

export class ManagementApi {
  readonly #address: ManagementAddress;

  constructor(address: ManagementAddress) {
    this.#address = address;
  }

  /** Why this user can't make vhosts here; undefined where it can. */
  async refusal(timeoutMs = ANSWER_TIMEOUT_MS): Promise<BackendError | undefined> {
    try {
      const { text } = await this.#ask("GET", ["whoami"], undefined, timeoutMs);
      const { tags } = JSON.parse(text) as { readonly tags?: string | readonly string[] };
      // Older brokers send them as one text.
      const names = typeof tags === "string" ? tags.split(",") : (tags ?? []);
      if (names.some((name) => name.trim() === "administrator")) return undefined;
      return refused(this.#said("GET", "/api/whoami"), `${this.#address.user}: not an administrator`);
    } catch (error) {
      if (error instanceof BackendError) return error;
      return refused(this.#said("GET", "/api/whoami"), String(error), { cause: error });
    }
  }

  async createVhost(name: string): Promise<void> {
    await this.#ask("PUT", ["vhosts", name], {});
  }

  /** With all that is in it; connections to it are closed. One that is not there is no error. */
  async deleteVhost(name: string): Promise<void> {
    await this.#ask("DELETE", ["vhosts", name]);
  }

  /** A user without tags: it can't use this API itself. */
  async createUser(name: string, password: string): Promise<void> {
    await this.#ask("PUT", ["users", name], { password, tags: "" });
  }

  async deleteUser(name: string): Promise<void> {
    await this.#ask("DELETE", ["users", name]);
  }

  async permitAll(vhost: string, user: string): Promise<void> {
    await this.#ask("PUT", ["permissions", vhost, user], { configure: ".*", write: ".*", read: ".*" });
  }

  async #ask(
    method: Verb,
    path: readonly string[],
    body?: object,
    timeoutMs: number = ANSWER_TIMEOUT_MS,
  ): Promise<Answer> {
    const target = `/api/${path.map((part) => encodeURIComponent(part)).join("/")}`;
    const said = this.#said(method, target);
    const answer = await this.#request(method, target, body, timeoutMs).catch((error: unknown) => {
      throw refused(said, error instanceof Error ? error.message : String(error), { cause: error });
    });
    const { status, text } = answer;
    if (method === "DELETE" && status === NOT_FOUND) return answer;
    if (status < 200 || status > 299) throw refused(said, `${status} ${text.slice(0, 200)}`);
    return answer;
  }

  #request(method: Verb, target: string, body: object | undefined, timeoutMs: number): Promise<Answer> {
    const { host, port, tls, path = "", user, password } = this.#address;
    return new Promise((resolve, reject) => {
      const asked = (tls ? requestHttps : requestHttp)(
        {
          host,
          port,
          method,
          path: path + target,
          auth: `${user}:${password}`,
          headers: { "content-type": "application/json" },
          timeout: timeoutMs,
          // A connection that is kept would be a dead one after a restart.
          agent: false,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      asked.once("timeout", () => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
      asked.once("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  #said(method: Verb, target: string): string {
    const { host, port, tls, path = "" } = this.#address;
    return `${method} ${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}${path}${target}`;
  }
}

function refused(request_: string, reason: string, options?: ErrorOptions): BackendError {
  return new BackendError(
    {
      en: `RabbitMQ's management API did not do what it was asked to (${request_}): ${reason}`,
      "zh-CN": `RabbitMQ 的管理 API 没有完成请求（${request_}）：${reason}`,
    },
    options,
  );
}
