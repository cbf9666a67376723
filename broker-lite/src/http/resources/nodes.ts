/** `GET /api/nodes` and `GET /api/nodes/:name`: the one node there is, as its process. */
import { availableParallelism, totalmem } from "node:os";
import { found, ok, type Answer } from "../answer.ts";
import { parameter, type ApiRequest } from "../request.ts";
import { NODE } from "../views.ts";
import { EXCHANGE_TYPES } from "./overview.ts";

export function nodes(request: ApiRequest): Answer {
  return ok([nodeJson(request)]);
}

export function node(request: ApiRequest): Answer {
  return ok(found(parameter(request, "name") === NODE ? nodeJson(request) : undefined));
}

function nodeJson({ source, core }: ApiRequest): Readonly<Record<string, unknown>> {
  return {
    name: NODE,
    type: "disc",
    running: true,
    os_pid: String(process.pid),
    uptime: Math.round(process.uptime() * 1000),
    mem_used: process.memoryUsage.rss(),
    mem_limit: totalmem(),
    mem_alarm: core.alarms.has("memory"),
    disk_free_alarm: core.alarms.has("disk"),
    processors: availableParallelism(),
    sockets_used: source.running().transports.size,
    partitions: [],
    exchange_types: EXCHANGE_TYPES,
    auth_mechanisms: ["PLAIN", "AMQPLAIN"].map((name) => ({ name, description: `SASL ${name}`, enabled: true })),
    applications: [{ name: "broker-lite", description: "broker-lite", version: source.version }],
  };
}
