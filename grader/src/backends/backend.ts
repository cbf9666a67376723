/**
 * Where programs run: one interface for every kind of broker. A file beside this one for each kind, imported only when it is chosen.
 */
import type { Text } from "../text.ts";
import type { SharedBackend } from "./between-threads.ts";
import type { ExternalOptions } from "./external.ts";

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

/** RabbitMQs that are started for a run: a private server of this machine, or a container. */
export const STARTED_BROKERS = ["local", "testcontainers"] as const;
export type StartedBroker = (typeof STARTED_BROKERS)[number];

/** What can be asked for: broker-lite in this process, a RabbitMQ to be started, or the URL of one that runs. */
export type BrokerChoice = "lite" | StartedBroker | `amqp://${string}` | `amqps://${string}`;

export function isStarted(choice: string): choice is StartedBroker {
  return STARTED_BROKERS.some((name) => name === choice);
}

/** The broker can't be had, or doesn't do what it is asked to. Never a learner's fault. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  readonly text: Text;

  constructor(text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.text = text;
  }
}

/**
 * Opens a broker where scenarios run: broker-lite, a URL, or what was started elsewhere and is shared.
 * @throws BackendError where it can't be reached or the choice is not known.
 */
export async function openBackend(
  choice: Exclude<BrokerChoice, StartedBroker> | SharedBackend,
  options: ExternalOptions = {},
): Promise<Backend> {
  if (typeof choice === "object") return (await import("./between-threads.ts")).connectShared(choice);
  if (choice === "lite") return (await import("./lite.ts")).openLite();
  if (/^amqps?:\/\//u.test(choice)) return (await import("./external.ts")).openExternal(choice, options);
  throw new BackendError({
    en: `there is no broker '${choice}': give lite, ${STARTED_BROKERS.join(", ")}, or a URL that begins with amqp:// or amqps://`,
    "zh-CN": `没有 '${choice}' 这种 broker：可用 lite、${STARTED_BROKERS.join("、")}，或以 amqp:// 或 amqps:// 开头的 URL`,
  });
}

export interface StartOptions {
  /** Private to this broker; whoever gave it removes it after `close`. */
  readonly folder: string;
  /** Where started process groups are written down. */
  readonly registryFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told what is being done, whenever that changes: `starting RabbitMQ 3.10.8`. */
  readonly onStep: (step: Text) => void;
  /** Told what is to be done in the last moment of a process, beside ending what is in `registryFolder`. Synchronous. */
  readonly whenEnding: (endNow: () => void) => void;
}

/** A RabbitMQ that was started for this process, with all rights over it. */
export interface StartedBackend extends Backend {
  /** False once it has ended by itself. */
  readonly isRunning: boolean;
}

/**
 * Starts a RabbitMQ; it is ready when this resolves.
 * @throws BackendError where there is none to start, or it does not start; the signal's reason where it is given up
 */
export async function startBroker(choice: StartedBroker, options: StartOptions): Promise<StartedBackend> {
  switch (choice) {
    case "local":
      return (await import("./local.ts")).startLocal(options);
    case "testcontainers":
      return (await import("./testcontainers.ts")).startInDocker(options);
  }
}
