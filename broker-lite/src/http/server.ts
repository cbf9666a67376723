/**
 * The management API over HTTP, with the paths and JSON of RabbitMQ's (https://www.rabbitmq.com/docs/management). Owns the
 * socket and the login; what is shown is in `resources/`.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { notAuthorised, type Answer } from "./answer.ts";
import { answerTo } from "./routes.ts";
import type { ManagementSource } from "./source.ts";

// An import would touch every export of it, and one of them loads a whole WebSocket client: 10 MB for an idle broker.
const { createServer } = process.getBuiltinModule("node:http");

export interface ManagementOptions {
  readonly host: string;
  /** The first that is free is taken; 0 takes any free one. */
  readonly ports: readonly number[];
}

export interface Management {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with EADDRINUSE where the ports are taken. */
export async function startManagement(source: ManagementSource, options: ManagementOptions): Promise<Management> {
  const server = createServer((request, response) => send(response, request, answer(source, request)));
  await listenOnFirstFree(server, options);
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

function answer(source: ManagementSource, request: IncomingMessage): Answer {
  const credentials = credentialsOf(request.headers.authorization);
  const isLoopback = isLoopbackAddress(request.socket.remoteAddress ?? "");
  if (credentials === undefined || !source.authenticate(credentials.userName, credentials.password, isLoopback)) {
    return notAuthorised();
  }
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  return answerTo(source, request.method ?? "GET", path);
}

function send(response: ServerResponse, request: IncomingMessage, { status, body, headers }: Answer): void {
  // A body that nobody reads would keep the connection busy.
  request.resume();
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-cache",
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** RFC 7617; the password may contain colons. */
function credentialsOf(header: string | undefined): { userName: string; password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}

async function listenOnFirstFree(server: Server, { host, ports }: ManagementOptions): Promise<void> {
  for (const port of ports) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the next port is tried only when this one is taken
      return await listen(server, host, port);
    } catch (error) {
      if (port === ports.at(-1)) throw listenError(error as NodeJS.ErrnoException, host, port);
    }
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const text = error.code === "EADDRINUSE" ? "it is taken" : error.message;
  return Object.assign(
    new Error(`can't open the management API on port ${port} of ${host}: ${text}`, { cause: error }),
    {
      code: error.code,
      managementPort: port,
    },
  );
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
