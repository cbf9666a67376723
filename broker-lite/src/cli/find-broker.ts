/**
 * Finds the running broker to ask. Nothing on disk says where it is, so nothing can be out of date: the ports that a broker
 * may have chosen are asked, and each answer says which AMQP port is behind it.
 */
import { CommandError } from "./exit.ts";
import { MANAGEMENT_PORT, PORTS_TRIED } from "./start.ts";
import type { User } from "./values.ts";

// See http/server.ts: `start` loads this file too, and an import would cost it 10 MB.
const { request } = process.getBuiltinModule("node:http");

export interface FindOptions {
  readonly port?: number;
  readonly httpPort?: number;
  readonly user?: User;
}

export interface FoundBroker {
  readonly httpPort: number;
  readonly amqpPort: number | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

const GUEST: User = { name: "guest", password: "guest" };
const USUAL_PORT = 5672;
/** A broker on this machine answers within milliseconds; whatever is silent for so long is something else. */
const ANSWER_TIMEOUT_MS = 2000;

/** Throws a CommandError where there is none, or where it is not clear which. */
export async function findBroker(options: FindOptions): Promise<FoundBroker> {
  const ports = options.httpPort === undefined ? usualPorts() : [options.httpPort];
  const answers = await Promise.all(
    ports.map(async (httpPort) => ({ httpPort, answer: await ask(httpPort, "/api/overview", options) })),
  );
  const found = answers.flatMap(({ httpPort, answer }) => {
    const overview = answer?.status === 200 ? overviewOf(answer.body) : undefined;
    return overview === undefined ? [] : [{ httpPort, amqpPort: overview.amqpPort }];
  });
  const wanted = options.port === undefined ? found : found.filter((broker) => broker.amqpPort === options.port);
  const chosen = wanted.length === 1 ? wanted[0] : wanted.find((broker) => broker.amqpPort === USUAL_PORT);
  if (chosen !== undefined) return chosen;
  if (wanted.length > 1) {
    const list = wanted.map((broker) => String(broker.amqpPort)).join(", ");
    throw new CommandError(`several brokers are running, on the ports ${list}: choose one with --port`);
  }
  if (answers.some(({ answer }) => answer?.status === 401)) {
    throw new CommandError(
      `the broker does not let ${(options.user ?? GUEST).name} in: log in with --user name:password`,
    );
  }
  throw new CommandError(nothingFound(options));
}

/** Undefined where nobody answers with JSON. */
export function ask(httpPort: number, path: string, { user = GUEST }: FindOptions): Promise<HttpAnswer | undefined> {
  const authorization = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString("base64")}`;
  return new Promise((resolve) => {
    const asked = request(
      { host: "127.0.0.1", port: httpPort, path, headers: { authorization }, timeout: ANSWER_TIMEOUT_MS, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", () => resolve(undefined));
        response.on("end", () => {
          const body = parseJson(Buffer.concat(chunks).toString("utf8"));
          resolve(body === undefined ? undefined : { status: response.statusCode ?? 0, body });
        });
      },
    );
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(undefined));
    asked.end();
  });
}

function usualPorts(): number[] {
  return Array.from({ length: PORTS_TRIED }, (_, index) => MANAGEMENT_PORT + index);
}

/** A RabbitMQ that stands on the usual port answers too, and as well; only other programs are passed over. */
function overviewOf(body: unknown): { amqpPort: number | undefined } | undefined {
  if (typeof body !== "object" || body === null || !("rabbitmq_version" in body)) return undefined;
  const listeners: unknown = "listeners" in body ? body.listeners : undefined;
  const amqp: unknown = Array.isArray(listeners)
    ? listeners.find((listener) => (listener as { protocol?: unknown }).protocol === "amqp")
    : undefined;
  const port = (amqp as { port?: unknown } | undefined)?.port;
  return { amqpPort: typeof port === "number" ? port : undefined };
}

function nothingFound({ port, httpPort }: FindOptions): string {
  if (httpPort !== undefined)
    return `no broker answers on port ${httpPort} (management): is it running, and is that its --http-port?`;
  const which = port === undefined ? "no broker is running" : `no broker with AMQP port ${port} is running`;
  const last = MANAGEMENT_PORT + PORTS_TRIED - 1;
  return `${which} (nothing answers on the management ports ${MANAGEMENT_PORT} to ${last}): start one with broker-lite start, or name its management port with --http-port`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
