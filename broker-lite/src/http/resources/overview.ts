/** What is there in sum, where it listens, and who asks. */
import { vhostStats, statsJson, totalMessages } from "../stats.ts";
import { ok, type Answer } from "../answer.ts";
import type { ApiRequest } from "../request.ts";
import { withRates } from "../rates.ts";
import { NODE, openChannels, openConnections, visibleVhosts } from "../views.ts";

/** `GET /api/overview` */
export function overview(request: ApiRequest): Answer {
  const { source, core, caller } = request;
  const nowMs = core.clock.now();
  const vhosts = visibleVhosts(request);
  const queues = vhosts.flatMap((vhost) => [...vhost.queues.values()]);
  return ok({
    management_version: source.version,
    rabbitmq_version: source.version,
    product_name: "broker-lite",
    product_version: source.version,
    cluster_name: NODE,
    node: NODE,
    exchange_types: EXCHANGE_TYPES,
    queue_totals: withRates(core, totalMessages(queues), nowMs, caller.name),
    ...statsJson(core.vhosts, vhostStats(vhosts), nowMs, caller.name),
    object_totals: {
      channels: openChannels(request).length,
      connections: openConnections(request).length,
      consumers: queues.reduce((total, queue) => total + queue.consumers.size, 0),
      exchanges: vhosts.reduce((total, vhost) => total + vhost.exchanges.size, 0),
      queues: queues.length,
    },
    listeners: [{ node: NODE, protocol: "amqp", ip_address: source.amqpHost, port: source.amqpPort }],
  });
}

/** `GET /api/whoami` */
export function whoami({ caller }: ApiRequest): Answer {
  return ok({ name: caller.name, tags: caller.tags });
}

/** `GET /api/cluster-name` */
export function clusterName(): Answer {
  return ok({ name: NODE });
}

export const EXCHANGE_TYPES = ["direct", "fanout", "headers", "topic"].map((name) => ({
  name,
  description: `AMQP ${name} exchange, as per the AMQP specification`,
  enabled: true,
}));
