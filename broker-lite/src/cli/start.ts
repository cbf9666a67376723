/** `broker-lite start`: a broker in this process until it is told to stop. */
import { startBroker, type Broker, type ProfileName } from "../index.ts";
import { CommandError, EXIT } from "./exit.ts";
import { keepFreedMemory } from "./freed-memory.ts";
import type { User } from "./values.ts";

export interface StartOptions {
  readonly port: number;
  readonly portFallback?: boolean;
  readonly host: string;
  readonly dataDir?: string;
  readonly httpPort?: number;
  readonly user?: readonly User[];
  readonly vhost?: readonly string[];
  readonly profile: ProfileName;
}

export const MANAGEMENT_PORT = 15_672;
/** From the usual port on, this many are tried: more brokers than that on one machine are no accident. */
export const PORTS_TRIED = 20;

/** npm and a wrapper pass on the Ctrl+C that the terminal has already sent to everybody; a person is slower. */
const SAME_KEYPRESS_MS = 300;

/** Resolves with the exit code when the broker has been closed. */
export async function start(options: StartOptions): Promise<number> {
  keepFreedMemory();
  const broker = await open(options);
  // Before it is said: whoever reads that may stop it at once.
  const stopped = untilStopped();
  process.stdout.write(`broker-lite listening on ${addressOf(broker)}\nlive page: ${pageOf(broker)}\n`);
  await stopped;
  await broker.close();
  return EXIT.done;
}

async function open(options: StartOptions): Promise<Broker> {
  const ports = options.portFallback === true && options.port !== 0 ? candidates(options.port) : [options.port];
  for (const port of ports) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the next port is tried only when this one is taken
      const broker = await startBroker(brokerOptions(options, port));
      if (port !== options.port) process.stderr.write(`port ${options.port} is taken, so this is port ${port}\n`);
      return broker;
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || isManagementError(error) || port === ports.at(-1))
        throw explained(error, options);
    }
  }
  throw new CommandError("no port was tried");
}

function brokerOptions(options: StartOptions, port: number): Parameters<typeof startBroker>[0] {
  return {
    port,
    host: options.host,
    profile: options.profile,
    httpPort: options.httpPort ?? candidates(MANAGEMENT_PORT),
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.user === undefined ? {} : { users: options.user }),
    ...(options.vhost === undefined ? {} : { vhosts: options.vhost }),
  };
}

function candidates(first: number): number[] {
  return Array.from({ length: PORTS_TRIED }, (_, index) => first + index).filter((port) => port <= 65_535);
}

/** The first Ctrl+C (or SIGTERM) resolves; the next ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let stoppedAtMs: number | undefined;
    const stop = (): void => {
      if (stoppedAtMs === undefined) {
        stoppedAtMs = performance.now();
        resolve();
      } else if (performance.now() - stoppedAtMs > SAME_KEYPRESS_MS) process.exit(EXIT.interrupted);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
}

function explained(error: unknown, { port, host, portFallback }: StartOptions): unknown {
  const message = error instanceof Error ? error.message : String(error);
  switch (codeOf(error)) {
    case "EADDRINUSE": {
      if (isManagementError(error)) return new CommandError(`${message}: choose another one with --http-port`);
      if (portFallback === true)
        return new CommandError(`the ports from ${port} on are all taken: choose another one with --port`);
      return new CommandError(
        `port ${port} is taken, perhaps by another broker: stop that program, choose another port with --port, or add --port-fallback to take the next free one`,
      );
    }
    case "EACCES":
      return new CommandError(`port ${port} may not be opened by this user: choose one from 1024 up with --port`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new CommandError(`${host} is not an address of this machine: choose another one with --host`);
    default:
      return typeof codeOf(error) === "string" ? new CommandError(message) : error;
  }
}

function isManagementError(error: unknown): boolean {
  return error instanceof Error && "managementPort" in error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function addressOf({ host, port }: Broker): string {
  return `amqp://${hostInUrl(host)}:${port}`;
}

/** Where a browser of this machine finds the page; a broker that listens everywhere listens here too. */
function pageOf({ host, httpPort = MANAGEMENT_PORT }: Broker): string {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  return `http://${isEverywhere ? "localhost" : hostInUrl(host)}:${httpPort}`;
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
