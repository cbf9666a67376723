/**
 * The few requests to RabbitMQ's management HTTP API that the grader makes: vhosts, and users that may do anything in just one of them.
 * Measured on RabbitMQ 3.10: 10 to 20 ms a request, where `rabbitmqctl` costs 300 to 700 ms.
 */
import { request } from "node:http";
import { BackendError } from "./backend.ts";

export interface ManagementAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A busy machine may take seconds to make a vhost: its message stores are files. */
const ANSWER_TIMEOUT_MS = 60_000;
const NOT_FOUND = 404;

export class ManagementApi {
  readonly #address: ManagementAddress;

  constructor(address: ManagementAddress) {
    this.#address = address;
  }

  async createVhost(name: string): Promise<void> {
    await this.#ask("PUT", ["vhosts", name]);
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

  async #ask(method: "PUT" | "DELETE", path: readonly string[], body: object = {}): Promise<void> {
    const { host, port, user, password } = this.#address;
    const target = `/api/${path.map((part) => encodeURIComponent(part)).join("/")}`;
    const said = `${method} http://${host}:${port}${target}`;
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request(
        {
          host,
          port,
          method,
          path: target,
          auth: `${user}:${password}`,
          headers: { "content-type": "application/json" },
          timeout: ANSWER_TIMEOUT_MS,
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
      asked.once("timeout", () => asked.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`)));
      asked.once("error", reject);
      asked.end(method === "PUT" ? JSON.stringify(body) : undefined);
    }).catch((error: unknown) => {
      throw refused(said, error instanceof Error ? error.message : String(error), { cause: error });
    });
    if (method === "DELETE" && status === NOT_FOUND) return;
    if (status < 200 || status > 299) throw refused(said, `${status} ${text.slice(0, 200)}`);
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
