/** `GET /api/queues` and `GET /api/queues/:vhost`, with RabbitMQ's names. */
import type { PlainValue } from "../../wire/index.ts";
import { notFound, ok } from "../answer.ts";
import type { Resource } from "../routes.ts";
import type { QueueView } from "../source.ts";

export const queuesOfAll: Resource = (source) => ok(source.queues().map(queueJson));

export const queuesOf: Resource = (source, { vhost = "" }) =>
  source.vhosts().includes(vhost) ? ok(source.queues(vhost).map(queueJson)) : notFound();

function queueJson(queue: QueueView) {
  return {
    name: queue.name,
    vhost: queue.vhost,
    type: queue.type,
    durable: queue.durable,
    auto_delete: queue.autoDelete,
    exclusive: queue.exclusive,
    arguments: json(queue.arguments),
    messages: queue.messagesReady + queue.messagesUnacknowledged,
    messages_ready: queue.messagesReady,
    messages_unacknowledged: queue.messagesUnacknowledged,
    consumers: queue.consumers,
    node: "broker-lite@localhost",
    state: "running",
  };
}

/** JSON has no large integers and no bytes. */
function json(value: PlainValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(json);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, json(inner)]));
  }
  return value;
}
