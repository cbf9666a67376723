/** The broker as a program or a test holds it: started, asked, restarted, closed. */
import type { AlarmResource } from "../core/alarms.ts";
import { connectionError } from "../core/errors.ts";
import { DEFAULT_PROFILE, PROFILES, type ProfileName } from "../core/profile.ts";
import type { Queue } from "../core/queue.ts";
import { NO_POLICY } from "../core/policies.ts";
import { problemOfSettings } from "../core/policy-settings.ts";
import type { PolicySettings, PolicyTarget, VhostLimits } from "../core/ports.ts";
import type { Vhost } from "../core/vhost.ts";
import type { Management, ManagementSource } from "../http/index.ts";
import { HEARTBEAT_SECONDS, RESTART_PORT_RETRY_MS, RESTART_PORT_WAIT_MS } from "../limits.ts";
import { memoryStore, openDiskStore, type Store } from "../store/index.ts";
import { plain, type PlainValue } from "../wire/index.ts";
import { DEFAULT_USER, Users, type User } from "./auth.ts";
import { memoryLimits } from "./machine.ts";
import type { RunOptions, Running } from "./running.ts";
import { systemTime, type Time } from "./timers.ts";

export interface BrokerOptions {
  /** 5672 unless said; 0 takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless said: nobody else's machine can connect. */
  readonly host?: string;
  /** Where durable things are kept. Without it they are in memory: they outlive `restart`, and not the process. */
  readonly dataDir?: string;
  /**
   * Guest with password guest unless said; a user named guest can only log in from this machine. Users that were made by the
   * management API are there as well.
   */
  readonly users?: readonly User[];
  /** "/" unless said; made where they aren't there yet. */
  readonly vhosts?: readonly string[];
  /** What the broker proposes to clients; 60 unless said, 0 for none. */
  readonly heartbeatSeconds?: number;
  /**
   * Port of the management API (HTTP), on 127.0.0.1; of several, the first that is free; 0 takes a free one. Not opened
   * unless said.
   */
  readonly httpPort?: number | readonly number[];
  /** The version of RabbitMQ to behave like, where versions differ. */
  readonly profile?: ProfileName;
  /**
   * How long a delivery may wait for its acknowledgement before its channel is closed (406), in milliseconds; RabbitMQ's 30 minutes
   * unless said, Infinity is for ever.
   */
  readonly consumerTimeoutMs?: number;
  /**
   * What messages may take before publishers are blocked (connection.blocked), in bytes; 40 % of the machine's memory unless said, and
   * never more than the JavaScript heap can bear.
   */
  readonly memoryMaximumBytes?: number;
  /** Where time comes from: the system's unless said. With one of its own a test decides when a message is too old. */
  readonly time?: Time;
  /**
   * The disk refuses to write: publishers are blocked and nothing is confirmed until it takes everything again, which is tried every
   * second. A warning of the process unless said.
   */
  readonly onStoreFailure?: (error: Error) => void;
  /** A defect of the broker: the connection where it showed was closed with 541. A warning of the process unless said. */
  readonly onDefect?: (error: unknown) => void;
}

/** What `rabbitmqctl list_queues` tells of a queue. */
export interface QueueStatus {
  readonly name: string;
  readonly vhost: string;
  readonly type: "classic" | "quorum";
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
  readonly arguments: Readonly<Record<string, PlainValue>>;
  readonly messagesReady: number;
  readonly messagesUnacknowledged: number;
  readonly consumers: number;
  /** Names of the policies that apply to it, and what they say together. */
  readonly policy?: string;
  readonly operatorPolicy?: string;
  readonly effectivePolicy?: PolicySettings;
}

/** Settings for the queues and exchanges whose names match (https://www.rabbitmq.com/docs/policies). */
export interface Policy {
  readonly name: string;
  /** "/" unless said. */
  readonly vhost?: string;
  /** A regular expression over names; it may match anywhere in them. */
  readonly pattern: string;
  /** `{ "max-length": 10 }` and the like, by RabbitMQ's names. */
  readonly settings: PolicySettings;
  /** All unless said. */
  readonly appliesTo?: PolicyTarget;
  /** 0 unless said; of several that match, the highest counts alone. */
  readonly priority?: number;
  /** A limit that users can't lift by policies or arguments of their own. */
  readonly isOperator?: boolean;
}

export interface Broker {
  /** `amqp://user:password@host:port` of the first user. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Of the management API, where it was asked for. */
  readonly httpPort: number | undefined;
  /** A clean stop and start on the same port: clients are told (320), durable things stay, the rest goes. */
  restart(): Promise<void>;
  /** Tells the clients, writes what is to be written, and leaves nothing behind. */
  close(): Promise<void>;
  /** Makes it unless it is there. */
  createVhost(name: string): Promise<void>;
  /** Its connections are closed; everything in it is gone. No error where there is none. */
  deleteVhost(name: string): Promise<void>;
  /** Of one vhost, or of all. */
  queues(vhost?: string): readonly QueueStatus[];
  /** Limits for what comes from now on; what is there stays. Throws where there is no such vhost. */
  limitVhost(name: string, limits: VhostLimits): void;
  /** Makes or replaces it, and applies it to what is there. Throws where there is no such vhost, or the policy is not one. */
  setPolicy(policy: Policy): void;
  /** False where there was none. */
  clearPolicy(name: string, options?: Pick<Policy, "vhost" | "isOperator">): boolean;
  /** All of them, or those of a vhost; clients are told the reason (320). */
  closeConnections(reason: string, vhost?: string): void;
  /** As if memory or disk were short: whoever publishes is blocked until `clearAlarm`. For tests of how programs bear that. */
  raiseAlarm(resource: AlarmResource): void;
  clearAlarm(resource: AlarmResource): void;
}

const DEFAULT_PORT = 5672;
const DEFAULT_HOST = "127.0.0.1";

/**
 * Starts a broker; it listens when the promise resolves.
 *
 * Rejects with an Error whose `code` is the system's (EADDRINUSE where the port is taken), or a StoreError for a data
 * directory that can't be used.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const users = new Users(options.users);
  // All that speaks AMQP is loaded while the disk is at work.
  const [store] = await Promise.all([openStore(options), import("./running.ts")]);
  const runOptions: RunOptions = {
    host: options.host ?? DEFAULT_HOST,
    port: options.port ?? DEFAULT_PORT,
    store,
    access: users,
    restoreUsers: (definitions, journal) => users.restore(definitions, journal),
    vhosts: options.vhosts ?? ["/"],
    profile: PROFILES[options.profile ?? DEFAULT_PROFILE],
    heartbeatSeconds: options.heartbeatSeconds ?? HEARTBEAT_SECONDS,
    ...(options.consumerTimeoutMs === undefined ? {} : { consumerTimeoutMs: options.consumerTimeoutMs }),
    memoryLimits: memoryLimits(options.memoryMaximumBytes),
    onDefect: options.onDefect ?? warn,
    ...(options.time === undefined ? {} : { time: options.time }),
  };
  const broker = await runLoaded(runOptions).then(
    (running) => new BrokerServer(options, runOptions, users, running),
    async (error: unknown) => {
      await store.close();
      throw error;
    },
  );
  try {
    if (options.httpPort !== undefined) await broker.openManagement(options.httpPort);
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}

class BrokerServer implements Broker {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly #options: BrokerOptions;
  readonly #users: Users;
  #runOptions: RunOptions;
  #running: Running;
  /** Restarts and the close come one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #isClosed = false;
  #management: Management | undefined;

  constructor(options: BrokerOptions, runOptions: RunOptions, users: Users, running: Running) {
    this.#options = options;
    this.#users = users;
    this.#runOptions = { ...runOptions, port: running.port };
    this.#running = running;
    this.host = runOptions.host;
    this.port = running.port;
    this.url = urlOf(this.host, this.port, options.users?.[0] ?? DEFAULT_USER);
  }

  get httpPort(): number | undefined {
    return this.#management?.port;
  }

  async openManagement(ports: number | readonly number[]): Promise<void> {
    // Only now: most brokers are started by tests, which do without.
    const { startManagement } = await import("../http/index.ts");
    const source: ManagementSource = {
      version: this.#runOptions.profile.version,
      amqpHost: this.host,
      amqpPort: this.port,
      users: this.#users,
      running: () => this.#running,
      onDefect: this.#runOptions.onDefect,
      createVhost: (name) => this.createVhost(name),
      deleteVhost: (name) => this.deleteVhost(name),
    };
    this.#management = await startManagement(source, { host: DEFAULT_HOST, ports: [ports].flat() });
  }

  restart(): Promise<void> {
    return this.#change(async () => {
      if (this.#isClosed) throw new Error("the broker is closed: start a new one");
      await this.#running.stop();
      if (this.#options.dataDir !== undefined) {
        await this.#runOptions.store.close();
        this.#runOptions = { ...this.#runOptions, store: await openStore(this.#options) };
      }
      this.#running = await this.#runOnSamePort();
    });
  }

  /** While nobody listened there, the system may have lent the port to an outgoing connection of somebody else, which mostly is short. */
  async #runOnSamePort(): Promise<Running> {
    const givesUpAtMs = performance.now() + RESTART_PORT_WAIT_MS;
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- the next attempt is made only when this one has failed
        return await runLoaded(this.#runOptions);
      } catch (error) {
        const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
        if (!isTaken || performance.now() > givesUpAtMs) throw error;
      }
      // oxlint-disable-next-line no-await-in-loop -- the same
      await pause(RESTART_PORT_RETRY_MS);
    }
  }

  close(): Promise<void> {
    return this.#change(async () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      await this.#management?.close();
      await this.#running.stop();
      await this.#runOptions.store.close();
    });
  }

  createVhost(name: string): Promise<void> {
    this.#running.core.createVhost(name);
    return this.#flushed();
  }

  deleteVhost(name: string): Promise<void> {
    const { core, transports } = this.#running;
    const error = connectionError("CONNECTION_FORCED", `vhost '${name}' is deleted`);
    for (const { connection } of transports) if (connection.vhost?.name === name) connection.close(error);
    core.deleteVhost(name);
    this.#users.forgetVhost(name);
    return this.#flushed();
  }

  queues(vhost?: string): readonly QueueStatus[] {
    const { vhosts } = this.#running.core;
    const chosen =
      vhost === undefined ? [...vhosts.values()] : [vhosts.get(vhost)].filter((found) => found !== undefined);
    return chosen.flatMap((found: Vhost) => [...found.queues.values()].map((queue) => statusOf(found.name, queue)));
  }

  limitVhost(name: string, limits: VhostLimits): void {
    this.#vhost(name).limits = limits;
  }

  setPolicy({
    name,
    vhost = "/",
    pattern,
    settings,
    appliesTo = "all",
    priority = 0,
    isOperator = false,
  }: Policy): void {
    const problem = problemOfSettings(settings, isOperator, this.#runOptions.profile);
    if (problem !== undefined) throw new Error(`policy ${name}: ${problem}`);
    const kept = { kind: "policy", vhost, name, isOperator, pattern, appliesTo, priority, settings } as const;
    this.#vhost(vhost).policies.put(kept);
    this.#running.core.run();
  }

  clearPolicy(name: string, { vhost = "/", isOperator = false }: Pick<Policy, "vhost" | "isOperator"> = {}): boolean {
    const { policies } = this.#vhost(vhost);
    const policy = policies.get(name, isOperator);
    const isThere = policy !== undefined && policies.remove(policy);
    this.#running.core.run();
    return isThere;
  }

  closeConnections(reason: string, vhost?: string): void {
    const error = connectionError("CONNECTION_FORCED", reason);
    for (const { connection } of this.#running.transports) {
      if (vhost === undefined || connection.vhost?.name === vhost) connection.close(error);
    }
  }

  raiseAlarm(resource: AlarmResource): void {
    this.#running.core.alarms.set(resource, "owner", true);
  }

  clearAlarm(resource: AlarmResource): void {
    const { core } = this.#running;
    core.alarms.set(resource, "owner", false);
    core.run();
  }

  #vhost(name: string): Vhost {
    const vhost = this.#running.core.vhosts.get(name);
    if (vhost === undefined) throw new Error(`there is no vhost ${name}`);
    return vhost;
  }

  #flushed(): Promise<void> {
    return new Promise((resolve) => this.#running.core.journal.flushed(resolve));
  }

  #change(change: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const alarm = systemTime.alarm(() => {
      alarm.stop();
      resolve();
    });
    alarm.wakeAt(systemTime.now() + ms);
  });
}

async function runLoaded(options: RunOptions): Promise<Running> {
  const { run } = await import("./running.ts");
  return run(options);
}

function openStore({ dataDir, onStoreFailure }: BrokerOptions): Promise<Store> {
  if (dataDir === undefined) return Promise.resolve(memoryStore());
  return openDiskStore(dataDir, { onFailure: onStoreFailure ?? warn });
}

function statusOf(vhost: string, queue: Queue): QueueStatus {
  const { name, durable, autoDelete, exclusive } = queue.definition;
  const { policy, operatorPolicy, settings } = queue.appliedPolicy;
  return {
    name,
    vhost,
    type: queue.policy.type,
    durable,
    autoDelete,
    exclusive,
    arguments: plain(queue.definition.arguments),
    messagesReady: queue.readyCount,
    messagesUnacknowledged: queue.unacknowledgedCount,
    consumers: queue.consumers.size,
    ...(policy === undefined ? {} : { policy }),
    ...(operatorPolicy === undefined ? {} : { operatorPolicy }),
    ...(queue.appliedPolicy === NO_POLICY ? {} : { effectivePolicy: settings }),
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

function urlOf(host: string, port: number, { name, password }: User): string {
  const address = host.includes(":") ? `[${host}]` : host;
  return `amqp://${encodeURIComponent(name)}:${encodeURIComponent(password)}@${address}:${port}`;
}
