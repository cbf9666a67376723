/**
 * A transparent proxy for one started program: what it sends goes to the broker and comes back unchanged, and a copy is decoded for
 * the evidence. The program's AMQP_URL names the tap's port with its own user, password and vhost.
 */
import { connect as connectTcp, createServer, isIP, type Server, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { BrokerAddress } from "../backends/backend.ts";
import { reset, TapConnection } from "./connection.ts";
import type { EventLog } from "./event-log.ts";
import { Faults } from "./faults.ts";

export interface TapOptions {
  /** Label of the program. */
  readonly program: string;
  readonly address: BrokerAddress;
  readonly log: EventLog;
  /** Gives a number from 0 up to, not including, 1; for delays. */
  readonly random: () => number;
  /** What all its connections together may send and get. */
  readonly maximumBytes: number;
  /** Called when it is more, once; the connections have been cut then, and no others are let in. */
  readonly flooded: () => void;
}

/** Connections of one program beyond this are refused: it is in a loop. */
const MAXIMUM_CONNECTIONS = 500;

export class Tap {
  readonly faults: Faults;
  readonly #options: TapOptions;
  readonly #server: Server;
  readonly #connections = new Set<TapConnection>();
  #count = 0;
  #bytes = 0;
  #port: number | undefined;

  constructor(options: TapOptions) {
    this.#options = options;
    this.faults = new Faults(options.random);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    options.log.whenFull(() => this.#cutAll());
  }

  /** Listens on a free port of 127.0.0.1; or where another server listens already, in its place; or on a socket at this path. */
  async listen(where?: Server | string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      if (where === undefined) this.#server.listen(0, "127.0.0.1", resolve);
      else this.#server.listen(where, resolve);
    });
    const address = this.#server.address();
    if (address !== null && typeof address !== "string") this.#port = address.port;
  }

  /** Where the program finds it, where it listens on a path. */
  reachedAt(port: number): void {
    this.#port = port;
  }

  /** AMQP_URL for the program. */
  get url(): string {
    if (this.#port === undefined) throw new Error("the tap does not listen");
    const { user, password, vhost } = this.#options.address;
    const [userPart, passwordPart, vhostPart] = [user, password, vhost].map((part) => encodeURIComponent(part));
    return `amqp://${userPart}:${passwordPart}@127.0.0.1:${this.#port}/${vhostPart}`;
  }

  /** Resolves when the program has no connection left and all that it sent is recorded. */
  async drained(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.ended));
  }

  /** Refuses connections from here on, and ends those that are there. Nothing of it is recorded where the log is closed. */
  async close(): Promise<void> {
    if (!this.#server.listening) return this.#cutAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#cutAll();
    await closed;
  }

  #cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  get #isFlooded(): boolean {
    return this.#bytes > this.#options.maximumBytes;
  }

  #passed(bytes: number): void {
    if (this.#isFlooded) return;
    this.#bytes += bytes;
    if (!this.#isFlooded) return;
    this.#cutAll();
    this.#options.flooded();
  }

  #accept(client: Socket): void {
    const { address, log, program } = this.#options;
    if (this.#count >= MAXIMUM_CONNECTIONS || log.full || this.#isFlooded) {
      client.on("error", () => undefined);
      reset(client);
      // From here on the system refuses them: whoever tries without end takes no time of ours.
      this.#server.close();
      return;
    }
    this.#count += 1;
    const connection = new TapConnection({
      program,
      connection: this.#count,
      log,
      faults: this.faults,
      client,
      broker: dial(address),
      passed: (bytes) => this.#passed(bytes),
    });
    this.#connections.add(connection);
    void connection.ended.then(() => this.#connections.delete(connection));
  }
}

function dial(address: BrokerAddress): Socket {
  const { host, port, tls } = address;
  if (tls) return connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
  return connectTcp({ host, port, allowHalfOpen: true });
}
