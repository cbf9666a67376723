/**
 * A RabbitMQ with all rights over it, however it was started: a vhost for each scenario, with a user that opens only that one, and
 * one broker for all of them.
 */
import { randomBytes } from "node:crypto";
import type { Backend, BrokerAddress, Vhost, VhostOptions } from "./backend.ts";
import { ManagementApi } from "./management-api.ts";
import { describeBroker } from "./probe.ts";

export interface Administrator {
  readonly user: string;
  readonly password: string;
}

export interface AdministeredServer {
  readonly host: string;
  readonly port: number;
  readonly managementPort: number;
  readonly administrator: Administrator;
  /** Stops and starts RabbitMQ in good order, within the running server; resolves when it greets again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Each vhost of RabbitMQ has processes and files of its own; more of them at once only slow each other down. */
const MOST_VHOSTS = 32;

/** Vhosts made and removed by a management API. */
export interface AdministeredVhosts {
  /** How many there should be side by side. */
  readonly atOnce: number;
  create(options: VhostOptions): Promise<Vhost>;
  delete(vhost: Vhost): Promise<void>;
}

/** A name that nobody guesses, as a program that tries others' vhosts or users would have to. */
export function unguessable(kind: string): string {
  return `${kind}-${randomBytes(8).toString("hex")}`;
}

/** @param server where the vhosts are reached */
export function vhostsOf(api: ManagementApi, server: Pick<BrokerAddress, "host" | "port" | "tls">): AdministeredVhosts {
  return {
    atOnce: MOST_VHOSTS,
    create: async ({ queues, exchanges }) => {
      const [vhost, user, password] = [unguessable("vhost"), unguessable("user"), unguessable("password")];
      await Promise.all([api.createVhost(vhost), api.createUser(user, password)]);
      await api.permitAll(vhost, user);
      return { address: { ...server, user, password, vhost }, leftovers: { queues, exchanges } };
    },
    delete: async ({ address }) => {
      await Promise.all([api.deleteVhost(address.vhost), api.deleteUser(address.user)]);
    },
  };
}

export async function administer(server: AdministeredServer): Promise<Backend> {
  const { host, port, managementPort, administrator } = server;
  const api = new ManagementApi({ host, port: managementPort, tls: false, ...administrator });
  const common = { host, port, tls: false } as const;
  const description = await describeBroker({ ...common, ...administrator, vhost: "/" });
  const vhosts = vhostsOf(api, common);
  return {
    capabilities: { restart: "shared", vhosts: vhosts.atOnce },
    describe: () => description,
    createVhost: (options) => vhosts.create(options),
    deleteVhost: (vhost) => vhosts.delete(vhost),
    restart: () => server.restart(),
    close: () => server.close(),
  };
}
