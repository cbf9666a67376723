/** What is in the broker, as the lists of the API name it. */
import type { Queue } from "../core/queue.ts";
import type { Vhost } from "../core/vhost.ts";
import type { Transport } from "../server/transport.ts";
import type { Channel } from "../session/channel.ts";
import type { Connection } from "../session/connection.ts";
import type { ApiRequest } from "./request.ts";

/** There is one node, and this is its name. */
export const NODE = "broker-lite@localhost";

/** A connection that is open, with its socket. */
export interface OpenConnection {
  readonly transport: Transport;
  readonly connection: Connection;
  readonly vhost: Vhost;
  /** `127.0.0.1:50000 -> 127.0.0.1:5672`, client first. */
  readonly name: string;
}

export interface OpenChannel extends OpenConnection {
  readonly channel: Channel;
}

/** Those that the caller may see: monitors see all, others their own. */
export function openConnections({ source, caller }: ApiRequest): OpenConnection[] {
  const open: OpenConnection[] = [];
  for (const transport of source.running().transports) {
    const { connection } = transport;
    if (connection.vhost === undefined || !connection.isRunning) continue;
    if (!caller.isMonitor && connection.userName !== caller.name) continue;
    open.push({ transport, connection, vhost: connection.vhost, name: connectionName(transport) });
  }
  return open;
}

export function openChannels(request: ApiRequest): OpenChannel[] {
  return openConnections(request).flatMap((open) =>
    [...open.connection.channels.values()].map((channel) => ({ ...open, channel })),
  );
}

/** As `channel_details` and the like name it. */
export function channelName({ name, channel }: OpenChannel): string {
  return `${name} (${channel.number})`;
}

/** The connection that an exclusive queue belongs to. */
export function ownerOf(request: ApiRequest, queue: Queue): OpenConnection | undefined {
  const isOwned = queue.owner !== undefined;
  return isOwned ? openConnections(request).find(({ connection }) => connection === queue.owner) : undefined;
}

export function peerDetails({ transport, name }: OpenConnection): Readonly<Record<string, unknown>> {
  const { peerHost, peerPort } = transport.addresses;
  return { name, peer_host: plainHost(peerHost), peer_port: peerPort };
}

/** IPv4 in the clothes of IPv6 is shown as what it is. */
export function plainHost(host: string): string {
  return host.replace(/^::ffff:(?=\d+\.)/, "");
}

function connectionName({ addresses }: Transport): string {
  const { peerHost, peerPort, host, port } = addresses;
  return `${address(peerHost, peerPort)} -> ${address(host, port)}`;
}

function address(host: string, port: number): string {
  const plain = plainHost(host);
  return `${plain.includes(":") ? `[${plain}]` : plain}:${port}`;
}

/** Vhosts whose contents the caller may see in lists of all. */
export function visibleVhosts({ source, core, caller }: ApiRequest): Vhost[] {
  return [...core.vhosts.values()].filter(
    ({ name }) => caller.isAdministrator || source.users.mayUseVhost(caller.name, name),
  );
}

/** Exchanges are called `amq.default` where the default one is meant. */
export function exchangeName(name: string): string {
  return name === "amq.default" ? "" : name;
}
