/** Names as clients send them, and the checks that every handler makes of them. */
import { channelError } from "../../core/errors.ts";
import type { Exchange } from "../../core/exchange.ts";
import type { Permission, TopicPermission } from "../access.ts";
import type { Channel } from "../channel.ts";

/** RabbitMQ strips line feeds and carriage returns from the names of exchanges and queues (rabbit_channel:strip_cr_lf). */
export function cleanName(name: string): string {
  return name.includes("\n") || name.includes("\r") ? name.replaceAll(/[\r\n]/g, "") : name;
}

/** https://www.rabbitmq.com/docs/access-control#authorisation; throws ACCESS_REFUSED. */
export function assertPermission(
  channel: Channel,
  permission: Permission,
  kind: "queue" | "exchange",
  name: string,
): void {
  const { access, userName, broker } = channel.connection;
  const vhost = channel.vhost.name;
  // The default exchange is known to access control by another name, as in RabbitMQ.
  const resourceName = kind === "exchange" && name === "" ? "amq.default" : name;
  if (access.may(userName, vhost, permission, resourceName)) return;
  const what = broker.profile.namesRefusedPermission ? `${permission} access` : "access";
  const text = `${what} to ${kind} '${resourceName}' in vhost '${vhost}' refused for user '${userName}'`;
  throw channelError("ACCESS_REFUSED", text);
}

/** https://www.rabbitmq.com/docs/access-control#topic-authorisation; throws ACCESS_REFUSED. For topic exchanges only. */
export function assertTopicPermission(
  channel: Channel,
  permission: TopicPermission,
  exchange: Exchange | undefined,
  routingKey: string,
): void {
  if (exchange?.definition.type !== "topic") return;
  const { access, userName, broker } = channel.connection;
  const vhost = channel.vhost.name;
  if (access.mayUseTopic(userName, vhost, permission, exchange.name, routingKey)) return;
  const what = broker.profile.namesRefusedPermission ? `${permission} access` : "access";
  const text = `${what} to topic '${routingKey}' in exchange '${exchange.name}' in vhost '${vhost}' refused for user '${userName}'`;
  throw channelError("ACCESS_REFUSED", text);
}
