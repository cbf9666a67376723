/**
 * The management API over HTTP, with the paths and JSON of RabbitMQ's (https://www.rabbitmq.com/docs/management). Owns the
 * socket, the reading of requests and the writing of answers; which path is what is in `routes.ts`, what is shown in `resources/`.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  MANAGEMENT_ANSWER_TIMEOUT_MS,
  MANAGEMENT_BODY_MAXIMUM_BYTES,
  MANAGEMENT_CONNECTION_MAXIMUM,
} from "../limits.ts";
import { callerOf } from "./access.ts";
import { ApiError, badRequest, loginFailed, type Answer } from "./answer.ts";
import { pageFile, sendPageFile } from "./dashboard.ts";
import type { Caller } from "./request.ts";
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
  const server = createServer((request, response) => void serve(source, request, response));
  server.maxConnections = MANAGEMENT_CONNECTION_MAXIMUM;
  await listenOnFirstFree(server, options);
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

async function serve(source: ManagementSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A disk that does not write any more never says so: whoever waits for it gets an answer all the same.
  response.setTimeout(MANAGEMENT_ANSWER_TIMEOUT_MS, () => {
    send(response, request, failed("the broker did not finish this in time"));
  });
  const page = pageFile(request.method, pathOf(request));
  if (page === undefined) send(response, request, await answer(source, request));
  else
    await sendPageFile(response, page).catch((error: unknown) => {
      source.onDefect(error);
      send(response, request, failed("the files of the page can't be read"));
    });
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?")[0] ?? "/";
}

async function answer(source: ManagementSource, request: IncomingMessage): Promise<Answer> {
  const caller = callerOf(source, request.headers.authorization, request.socket.remoteAddress);
  if (caller === undefined) return loginFailed();
  try {
    return await answerCaller(source, caller, request);
  } catch (error) {
    if (error instanceof ApiError) return error.answer;
    source.onDefect(error);
    return failed("see the broker's log");
  }
}

async function answerCaller(source: ManagementSource, caller: Caller, request: IncomingMessage): Promise<Answer> {
  const { url = "/", method = "GET", headers } = request;
  const query = url.split("?").slice(1);
  const body = await bodyOf(request);
  // Only when somebody asks: all that can be asked is a quarter of the broker's files, and would be a sixth of the time of its start.
  const { answerTo } = await import("./routes.ts");
  // Only now: meanwhile the broker may have been restarted.
  const { core } = source.running();
  const reason = headers["x-reason"]?.toString();
  const asked = { source, core, caller, query: new URLSearchParams(query.join("?")), body, reason };
  const answered = await answerTo(asked, method, pathOf(request).replace(/(?<=.)\/$/, ""));
  if (method === "GET" || method === "HEAD") return answered;
  core.run();
  await new Promise<void>((resolve) => core.journal.flushed(resolve));
  return answered;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MANAGEMENT_BODY_MAXIMUM_BYTES) throw badRequest("Exceeded HTTP request body size limit");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, request: IncomingMessage, { status, body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const text = body === undefined ? "" : JSON.stringify(body);
  // What nobody has read of a body would be taken for the next request, and reading it all may take for ever.
  const isRead = request.complete || request.headers["content-length"] === undefined;
  response.writeHead(status, {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
    "cache-control": "no-cache",
    ...(isRead ? {} : { connection: "close" }),
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

function failed(reason: string): Answer {
  return { status: 500, body: { error: "internal_server_error", reason } };
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
