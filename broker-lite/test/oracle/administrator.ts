/**
 * What AMQP can't set up: vhosts, users, permissions, policies. Owns the interface and the one for a RabbitMQ on this
 * machine, by `rabbitmqctl`.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort } from "./another-address.ts";

const run = promisify(execFile);

export interface Permissions {
  /** Regular expressions over names; "" matches nothing. */
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export interface PolicyOptions {
  readonly priority?: number;
  readonly applyTo?: "all" | "queues" | "exchanges";
  /** A limit that users can't lift. */
  readonly isOperator?: boolean;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

export interface Administrator {
  createVhost(vhost: string): Promise<void>;
  deleteVhost(vhost: string): Promise<void>;
  createUser(user: string, password: string): Promise<void>;
  deleteUser(user: string): Promise<void>;
  setPermissions(vhost: string, user: string, permissions: Permissions): Promise<void>;
  /** Only keys that match `write` may be published to that exchange. */
  setTopicPermissions(
    vhost: string,
    user: string,
    exchange: string,
    permissions: Omit<Permissions, "configure">,
  ): Promise<void>;
  setPolicy(
    vhost: string,
    name: string,
    pattern: string,
    definition: { readonly [key: string]: string | number },
    options?: PolicyOptions,
  ): Promise<void>;
  clearPolicy(vhost: string, name: string): Promise<void>;
  limitVhost(vhost: string, limits: { readonly [limit: string]: number }): Promise<void>;
  closeConnections(vhost: string, reason: string): Promise<void>;
  /** How long channels that are opened from now on wait for an acknowledgement, in milliseconds; RabbitMQ's half hour unless said. */
  setConsumerTimeout(milliseconds?: number): Promise<void>;
  /** Opens a port at another address than loopback's, by which that user may not log in. */
  listenAt(address: string, loopbackUser: string): Promise<Listener>;
  /** Memory, or the disk, is said to be short: publishers must wait. */
  raiseAlarm(resource?: "memory" | "disk"): Promise<void>;
  clearAlarm(resource?: "memory" | "disk"): Promise<void>;
  /** The broker stops as in a shutdown, and starts again. */
  restart(): Promise<void>;
}

export class Rabbitmqctl implements Administrator {
  readonly #command: string;
  readonly #firstArguments: readonly string[];

  /** `rabbitmqctl`, or words that lead to it: `docker exec rabbit rabbitmqctl`. The environment says which node. */
  constructor(commandLine: string) {
    const [command = "rabbitmqctl", ...firstArguments] = commandLine.split(" ");
    this.#command = command;
    this.#firstArguments = firstArguments;
  }

  async createVhost(vhost: string): Promise<void> {
    await this.#do("add_vhost", vhost);
  }

  async deleteVhost(vhost: string): Promise<void> {
    await this.#do("delete_vhost", vhost);
  }

  async createUser(user: string, password: string): Promise<void> {
    await this.#do("add_user", user, password);
  }

  async deleteUser(user: string): Promise<void> {
    await this.#do("delete_user", user);
  }

  async setPermissions(vhost: string, user: string, { configure, write, read }: Permissions): Promise<void> {
    await this.#do("set_permissions", "-p", vhost, user, configure, write, read);
  }

  async setTopicPermissions(
    vhost: string,
    user: string,
    exchange: string,
    { write, read }: Omit<Permissions, "configure">,
  ): Promise<void> {
    await this.#do("set_topic_permissions", "-p", vhost, user, exchange, write, read);
  }

  async setPolicy(
    vhost: string,
    name: string,
    pattern: string,
    definition: { readonly [key: string]: string | number },
    { priority = 0, applyTo = "all", isOperator = false }: PolicyOptions = {},
  ): Promise<void> {
    const command = isOperator ? "set_operator_policy" : "set_policy";
    const options = ["--priority", String(priority), "--apply-to", applyTo];
    await this.#do(command, "-p", vhost, ...options, name, pattern, JSON.stringify(definition));
  }

  async clearPolicy(vhost: string, name: string): Promise<void> {
    await this.#do("clear_policy", "-p", vhost, name);
  }

  async limitVhost(vhost: string, limits: { readonly [limit: string]: number }): Promise<void> {
    await this.#do("set_vhost_limits", "-p", vhost, JSON.stringify(limits));
  }

  async closeConnections(vhost: string, reason: string): Promise<void> {
    await this.#do("close_all_connections", "--vhost", vhost, reason);
  }

  /**
   * It looks for late ones once a minute, which is as long as no test waits; and says so again every time until it is answered, so that
   * it must not look too often either.
   */
  async setConsumerTimeout(milliseconds?: number): Promise<void> {
    const [timeoutMs, tickMs] = milliseconds === undefined ? [1_800_000, 60_000] : [milliseconds, milliseconds * 1.5];
    const settings = `consumer_timeout, ${timeoutMs}), application:set_env(rabbit, channel_tick_interval, ${tickMs}`;
    await this.#do("eval", `application:set_env(rabbit, ${settings}).`);
  }

  /** As if the configuration had named the address, and left `loopback_users` as they are by default. */
  async listenAt(address: string, loopbackUser: string): Promise<Listener> {
    const port = await freePort(address);
    const listener = `{"${address}", ${port}}`;
    const allowed = "{ok, Users} = application:get_env(rabbit, loopback_users)";
    const keep = "application:set_env(rabbit, kept_loopback_users, Users)";
    const forbid = `application:set_env(rabbit, loopback_users, [<<"${loopbackUser}">>])`;
    await this.#do("eval", `${allowed}, ${keep}, ${forbid}, rabbit_networking:start_tcp_listener(${listener}, 1).`);
    const kept = "{ok, Users} = application:get_env(rabbit, kept_loopback_users)";
    const restore = "application:set_env(rabbit, loopback_users, Users)";
    return {
      port,
      close: () => this.#do("eval", `rabbit_networking:stop_tcp_listener(${listener}), ${kept}, ${restore}.`),
    };
  }

  async raiseAlarm(resource = "memory"): Promise<void> {
    await this.#do("eval", `rabbit_alarm:set_alarm({{resource_limit, ${resource}, node()}, []}).`);
  }

  async clearAlarm(resource = "memory"): Promise<void> {
    await this.#do("eval", `rabbit_alarm:clear_alarm({resource_limit, ${resource}, node()}).`);
  }

  async restart(): Promise<void> {
    await this.#do("stop_app");
    await this.#do("start_app");
  }

  async #do(...words: readonly string[]): Promise<void> {
    await run(this.#command, [...this.#firstArguments, "--quiet", ...words], { timeout: 60_000 });
  }
}
