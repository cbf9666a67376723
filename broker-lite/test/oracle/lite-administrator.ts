/** What a scenario may ask of broker-lite's owner. Owns the refusals: a record shows what broker-lite can't do yet. */
import type { Broker } from "../../src/index.ts";
import type { Administrator, Listener, Permissions, PolicyOptions } from "./administrator.ts";

function notOffered(what: string): Promise<void> {
  return Promise.reject(new Error(`broker-lite offers no way to ${what}`));
}

/** Offers nothing. */
export class NothingOffered implements Administrator {
  createVhost(_vhost: string): Promise<void> {
    return notOffered("make vhosts");
  }

  deleteVhost(_vhost: string): Promise<void> {
    return notOffered("delete vhosts");
  }

  createUser(_user: string, _password: string): Promise<void> {
    return notOffered("add users while it runs");
  }

  deleteUser(_user: string): Promise<void> {
    return notOffered("delete users while it runs");
  }

  setPermissions(_vhost: string, _user: string, _permissions: Permissions): Promise<void> {
    return notOffered("set permissions");
  }

  setTopicPermissions(
    _vhost: string,
    _user: string,
    _exchange: string,
    _permissions: Omit<Permissions, "configure">,
  ): Promise<void> {
    return notOffered("set topic permissions");
  }

  setPolicy(
    _vhost: string,
    _name: string,
    _pattern: string,
    _settings: { readonly [key: string]: string | number },
    _options?: PolicyOptions,
  ): Promise<void> {
    return notOffered("set policies");
  }

  clearPolicy(_vhost: string, _name: string): Promise<void> {
    return notOffered("clear policies");
  }

  limitVhost(_vhost: string, _limits: { readonly [limit: string]: number }): Promise<void> {
    return notOffered("limit a vhost");
  }

  closeConnections(_vhost: string, _reason: string): Promise<void> {
    return notOffered("close connections");
  }

  setConsumerTimeout(_milliseconds?: number): Promise<void> {
    return notOffered("change its time for acknowledgements");
  }

  listenAt(_address: string, _loopbackUser: string): Promise<Listener> {
    return notOffered("listen at another address while it runs").then(() => ({ port: 0, close: async () => {} }));
  }

  raiseAlarm(_resource?: "memory" | "disk"): Promise<void> {
    return notOffered("raise an alarm");
  }

  clearAlarm(_resource?: "memory" | "disk"): Promise<void> {
    return notOffered("clear an alarm");
  }

  restart(): Promise<void> {
    return notOffered("restart");
  }
}

/** What `startBroker` gives. */
export class BrokerOwner extends NothingOffered {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    super();
    this.#broker = broker;
  }

  override createVhost(vhost: string): Promise<void> {
    return this.#broker.createVhost(vhost);
  }

  override deleteVhost(vhost: string): Promise<void> {
    return this.#broker.deleteVhost(vhost);
  }

  /** Every user may do everything. */
  override async setPermissions(): Promise<void> {}

  override async setPolicy(
    vhost: string,
    name: string,
    pattern: string,
    settings: { readonly [key: string]: string | number },
    { priority = 0, applyTo = "all", isOperator = false }: PolicyOptions = {},
  ): Promise<void> {
    this.#broker.setPolicy({ vhost, name, pattern, settings, priority, appliesTo: applyTo, isOperator });
  }

  override async clearPolicy(vhost: string, name: string): Promise<void> {
    this.#broker.clearPolicy(name, { vhost });
  }

  override async limitVhost(vhost: string, limits: { readonly [limit: string]: number }): Promise<void> {
    const { "max-connections": connectionMaximum, "max-queues": queueMaximum } = limits;
    this.#broker.limitVhost(vhost, {
      ...(connectionMaximum === undefined ? {} : { connectionMaximum }),
      ...(queueMaximum === undefined ? {} : { queueMaximum }),
    });
  }

  override async closeConnections(vhost: string, reason: string): Promise<void> {
    this.#broker.closeConnections(reason, vhost);
  }

  override async raiseAlarm(resource: "memory" | "disk" = "memory"): Promise<void> {
    this.#broker.raiseAlarm(resource);
  }

  override async clearAlarm(resource: "memory" | "disk" = "memory"): Promise<void> {
    this.#broker.clearAlarm(resource);
  }

  override restart(): Promise<void> {
    return this.#broker.restart();
  }
}
