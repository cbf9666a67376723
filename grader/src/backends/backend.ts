/**
 * Where programs run: one interface for every kind of broker. A file beside this one for each kind, imported only when it is chosen.
 */

/** Where a vhost is reached, and with what. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
}

export interface Vhost {
  readonly address: BrokerAddress;
  /** Names of queues and exchanges that programs declared in it, to be removed where the vhost itself can't be. */
  readonly leftovers: { readonly queues: readonly string[]; readonly exchanges: readonly string[] };
}

export interface VhostOptions {
  /** It is wanted for a scenario that restarts the broker. */
  readonly restarts: boolean;
  /** Queues and exchanges that its programs are known to use. */
  readonly queues: readonly string[];
  readonly exchanges: readonly string[];
}

export interface Capabilities {
  /**
   * `none`: the broker may not be stopped. `own`: a scenario that restarts has a broker of its own, so a restart disturbs nobody.
   * `shared`: one broker for all, so a restart waits until the other scenarios are quiet.
   */
  readonly restart: "none" | "own" | "shared";
  /** How many scenarios may run side by side, each in a vhost (or a broker) of its own. */
  readonly vhosts: number;
}

export interface Backend {
  readonly capabilities: Capabilities;
  /** For people: `broker-lite 0.1.0`, `RabbitMQ 3.10.8`. */
  describe(): string;
  /** An empty vhost of its own. */
  createVhost(options: VhostOptions): Promise<Vhost>;
  /** Removes it with all that is in it; `declared` are the names that were seen to be declared there. */
  deleteVhost(vhost: Vhost, declared: Vhost["leftovers"]): Promise<void>;
  /** Stops the broker of this vhost in good order, and starts it; resolves when it takes connections. */
  restart(vhost: Vhost): Promise<void>;
  close(): Promise<void>;
}

/** `lite`, or the URL of a broker. */
export type BrokerChoice = "lite" | `amqp://${string}` | `amqps://${string}`;

export class BackendError extends Error {
  override readonly name = "BackendError";
}

/**
 * Opens the broker that was chosen.
 * @throws BackendError where it can't be reached or the choice is not known.
 */
export async function openBackend(choice: BrokerChoice): Promise<Backend> {
  if (choice === "lite") return (await import("./lite.ts")).openLite();
  if (/^amqps?:\/\//u.test(choice)) return (await import("./external.ts")).openExternal(choice);
  throw new BackendError(`there is no broker '${choice}': give lite, or a URL that begins with amqp:// or amqps://`);
}
