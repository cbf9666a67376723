/** `GET /api/overview`: what is there, in sum, and where it listens. */
import { ok } from "../answer.ts";
import type { Resource } from "../routes.ts";

export const overview: Resource = (source) => {
  const queues = source.queues();
  const ready = sum(queues.map((queue) => queue.messagesReady));
  const unacknowledged = sum(queues.map((queue) => queue.messagesUnacknowledged));
  return ok({
    management_version: source.version,
    rabbitmq_version: source.version,
    product_name: "broker-lite",
    product_version: source.version,
    cluster_name: "broker-lite@localhost",
    node: "broker-lite@localhost",
    queue_totals: {
      messages: ready + unacknowledged,
      messages_ready: ready,
      messages_unacknowledged: unacknowledged,
    },
    object_totals: {
      consumers: sum(queues.map((queue) => queue.consumers)),
      queues: queues.length,
    },
    listeners: [
      { node: "broker-lite@localhost", protocol: "amqp", ip_address: source.amqpHost, port: source.amqpPort },
    ],
  });
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
