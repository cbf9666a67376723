/**
 * One life of the broker, from listening to stopped: a core, its store's contents, its sockets, its timer. A restart is the end of one
 * and the start of the next.
 */
import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Broker } from "../core/broker.ts";
import { Deadlines } from "../core/deadlines.ts";
import type { MemoryLimits } from "../core/memory.ts";
import { connectionError } from "../core/errors.ts";
import type { Definition, Journal } from "../core/ports.ts";
import type { Profile } from "../core/profile.ts";
import { CONNECTION_MAXIMUM, SHUTDOWN_TIMEOUT_MS, STORE_RETRY_MS } from "../limits.ts";
import type { AccessControl } from "../session/access.ts";
import { Connection } from "../session/connection.ts";
import type { ConnectionOptions } from "../session/options.ts";
import type { Store } from "../store/index.ts";
import { OutputTurn } from "./output-turn.ts";
import { systemTime, type Time } from "./timers.ts";
import { Transport, type SharedOptions } from "./transport.ts";

export interface RunOptions {
  readonly host: string;
  readonly port: number;
  readonly store: Store;
  readonly access: AccessControl;
  /** Told what was kept of users before anybody can log in, and where to keep them. */
  readonly restoreUsers?: (definitions: Iterable<Definition>, journal: Journal) => void;
  readonly vhosts: readonly string[];
  readonly profile: Profile;
  readonly heartbeatSeconds: number;
  /** For an acknowledgement; RabbitMQ's 30 minutes unless said, Infinity is none. */
  readonly consumerTimeoutMs?: number;
  /** CONNECTION_MAXIMUM unless said. */
  readonly connectionMaximum?: number;
  /** Above them publishers are blocked; never unless said. */
  readonly memoryLimits?: MemoryLimits;
  /** Sockets read into the same memory, where that is possible; so unless said. */
  readonly sharesMemory?: boolean;
  /** Something was thrown that nobody has foreseen; the broker goes on. */
  readonly onDefect: (error: unknown) => void;
  /** The system's unless said. */
  readonly time?: Time;
}

export interface Running {
  readonly core: Broker;
  readonly port: number;
  /** Of all sockets, in the order in which they came. */
  readonly transports: ReadonlySet<Transport>;
  /** A connection without a socket: for what comes by other ways, and is to be treated as what clients send. */
  connect(options: Omit<ConnectionOptions, keyof SharedOptions>): Connection;
  /** Says goodbye to all clients and lets go of port and timer. The store stays open. */
  stop(): Promise<void>;
}

/** Rejects where it can't listen, with the system's code (EADDRINUSE, EACCES, …) and what to do about it. */
export async function run(options: RunOptions): Promise<Running> {
  const time = options.time ?? systemTime;
  const timer = time.alarm(() => {
    try {
      core.advance(time.now());
    } catch (error) {
      options.onDefect(error);
    }
    const next = deadlines.next();
    if (next !== undefined) timer.wakeAt(next);
  });
  const deadlines = new Deadlines((atMs) => timer.wakeAt(atMs));
  const core = new Broker({
    clock: time,
    ids: { token: () => randomBytes(16).toString("base64url") },
    journal: options.store.journal,
    deadlines,
    profile: options.profile,
    ...(options.consumerTimeoutMs === undefined ? {} : { consumerTimeoutMs: options.consumerTimeoutMs }),
    ...(options.memoryLimits === undefined ? {} : { memoryLimits: options.memoryLimits }),
  });
  const { store } = options;
  store.onTrouble((trouble) => {
    core.alarms.set("disk", "store", trouble !== undefined);
    core.run();
    if (trouble !== undefined) deadlines.at(time.now() + STORE_RETRY_MS, () => void store.retry());
  });
  const turn = new OutputTurn();
  const transports = new Set<Transport>();
  const { access, heartbeatSeconds, onDefect } = options;
  const shared: SharedOptions = { broker: core, access, heartbeatSeconds, onDefect };
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const transport = new Transport(socket, turn, shared, options.sharesMemory ?? true);
    transports.add(transport);
    transport.onClosed(() => transports.delete(transport));
  });
  server.maxConnections = options.connectionMaximum ?? CONNECTION_MAXIMUM;
  // Listening first: who can't have the port must not touch what is stored. Nobody is served before the turn ends.
  const port = await listen(server, options);
  const contents = options.store.takeContents();
  options.restoreUsers?.(contents.definitions, options.store.journal);
  core.restore(contents);
  for (const vhost of options.vhosts) core.createVhost(vhost);
  return { core, port, transports, connect: (own) => new Connection({ ...shared, ...own }), stop };

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const error = connectionError("CONNECTION_FORCED", "broker forced connection closure with reason 'shutdown'");
    for (const transport of transports) transport.shutDown(error);
    const giveUp = deadlines.at(time.now() + SHUTDOWN_TIMEOUT_MS, () => {
      for (const transport of transports) transport.destroy();
    });
    await closed;
    giveUp.cancel();
    store.onTrouble(() => {});
    timer.stop();
  }
}

function listen(server: Server, { host, port }: RunOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const text =
    error.code === "EADDRINUSE"
      ? `port ${port} on ${host} is taken: another broker runs there; stop it or choose another port`
      : `can't listen on port ${port} of ${host}: ${error.message}`;
  return Object.assign(new Error(text, { cause: error }), { code: error.code });
}
