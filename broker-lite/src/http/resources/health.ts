/** Health checks: for scripts that wait until a broker is up, and for load balancers. */
import { badRequest, ok, type Answer } from "../answer.ts";
import { parameter, type ApiRequest, type VhostRequest } from "../request.ts";
import { NODE } from "../views.ts";
import { asClient } from "./messages.ts";

/** For what can't be wrong here: whoever is answered has a broker that works. */
export function healthy(): Answer {
  return ok({ status: "ok" });
}

/** `GET /api/healthchecks/node` */
export function nodeHealth(request: ApiRequest): Answer {
  const { alarms } = request.core;
  return ok(alarms.isRaised ? { status: "failed", reason: alarms.reason } : { status: "ok" });
}

/** `GET /api/health/checks/alarms` and `…/local-alarms`: whether publishers are blocked. */
export function alarmCheck({ core }: ApiRequest): Answer {
  if (!core.alarms.isRaised) return ok({ status: "ok" });
  const resources = (["memory", "disk"] as const).filter((resource) => core.alarms.has(resource));
  const alarms = resources.map((resource) => ({ node: NODE, resource }));
  return { status: 503, body: { status: "failed", reason: "There are alarms in effect in the cluster", alarms } };
}

/** `GET /api/health/checks/port-listener/:port` */
export function portListener(request: ApiRequest): Answer {
  const port = Number(parameter(request, "port"));
  const { amqpPort } = request.source;
  if (port === amqpPort) return ok({ status: "ok", port });
  return { status: 503, body: { status: "failed", reason: "No active listener", missing: port, ports: [amqpPort] } };
}

/** `GET /api/health/checks/protocol-listener/:protocol` */
export function protocolListener(request: ApiRequest): Answer {
  const protocol = parameter(request, "protocol");
  const protocols = ["amqp", "http"];
  if (protocols.includes(protocol)) return ok({ status: "ok", protocol });
  return { status: 503, body: { status: "failed", reason: "No active listener", missing: protocol, protocols } };
}

/** `GET /api/aliveness-test/:vhost`: a message goes through a queue of its own. */
export async function aliveness(request: VhostRequest): Promise<Answer> {
  await asClient(request, async (client) => {
    const flags = { passive: false, durable: false, exclusive: true, autoDelete: true, nowait: false, arguments: {} };
    const { queue } = client.call("queue.declare", { queue: "", ...flags }, "queue.declare-ok");
    const outcome = await client.publish("", queue, { properties: {}, body: Buffer.from("alive") });
    if (outcome !== "routed" || client.get(queue, true) === undefined) throw badRequest("the message did not arrive");
    return outcome;
  });
  return ok({ status: "ok" });
}
