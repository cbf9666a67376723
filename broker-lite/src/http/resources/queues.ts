/** `/api/queues`: queues and their counts; what is in them is in `messages.ts`. */
import type { Queue } from "../../core/queue.ts";
import type { Vhost } from "../../core/vhost.ts";
import { Refusal, withClient } from "../client.ts";
import { badRequest, declared, DONE, found, missing, ok, refused, type Answer } from "../answer.ts";
import { bodyOf, booleanOf, parameter, type ApiRequest, type VhostRequest } from "../request.ts";
import { tableJson, tableOf } from "../values.ts";
import { withRates } from "../rates.ts";
import { deliveryStats, statsJson, totalMessages } from "../stats.ts";
import { NODE, openChannels, ownerOf, peerDetails, visibleVhosts } from "../views.ts";
import { consumersOf } from "./channels.ts";

export function queues(request: ApiRequest): Answer {
  return ok(visibleVhosts(request).flatMap(queuesIn));
}

export function vhostQueues({ vhost }: VhostRequest): Answer {
  return ok(queuesIn(vhost));
}

export function queue(request: VhostRequest): Answer {
  const named = found(request.vhost.queues.get(parameter(request, "name")));
  const consumers = openChannels(request)
    .flatMap(consumersOf)
    .filter((consumer) => consumer.queue.name === named.name && consumer.queue.vhost === request.vhost.name);
  const owner = ownerOf(request, named);
  return ok({
    ...queueJson(request.vhost, named),
    ...(owner === undefined ? {} : { owner_pid_details: peerDetails(owner) }),
    consumer_details: consumers,
    incoming: [],
    deliveries: [],
  });
}

export async function putQueue(request: VhostRequest): Promise<Answer> {
  const name = parameter(request, "name");
  const body = bodyOf(request);
  const flags = { passive: false, exclusive: false, nowait: false };
  const fields = { durable: booleanOf(body, "durable"), autoDelete: booleanOf(body, "auto_delete") };
  const table = tableOf(body["arguments"]);
  const isNew = !request.vhost.queues.has(name);
  await change(request, (client) =>
    client.call("queue.declare", { queue: name, ...flags, ...fields, arguments: table }, "queue.declare-ok"),
  );
  return declared(isNew);
}

export async function deleteQueue(request: VhostRequest): Promise<Answer> {
  const { name } = found(request.vhost.queues.get(parameter(request, "name")));
  const [ifUnused, ifEmpty] = [request.query.get("if-unused") === "true", request.query.get("if-empty") === "true"];
  await change(request, (client) =>
    client.call("queue.delete", { queue: name, ifUnused, ifEmpty, nowait: false }, "queue.delete-ok"),
  );
  return DONE;
}

/** `DELETE /api/queues/:vhost/:name/contents` */
export async function purgeQueue(request: VhostRequest): Promise<Answer> {
  const { name } = found(request.vhost.queues.get(parameter(request, "name")));
  await change(request, (client) => client.call("queue.purge", { queue: name, nowait: false }, "queue.purge-ok"));
  return DONE;
}

/** Does it as a client would; a refusal is told in the words that RabbitMQ's API has for it. */
export async function change(request: VhostRequest, act: Parameters<typeof withClient<unknown>>[1]): Promise<void> {
  try {
    await withClient(request, act);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const explanation = error.replyText.replace(/^[A-Z_]+ - /, "");
    if (error.replyCode === 403) throw refused("Access refused.");
    throw error.replyCode === 404 ? missing(explanation) : badRequest(explanation);
  }
}

function queuesIn(vhost: Vhost): readonly unknown[] {
  return [...vhost.queues.values()].map((one) => queueJson(vhost, one));
}

function queueJson(vhost: Vhost, one: Queue): Readonly<Record<string, unknown>> {
  const { definition, policy, appliedPolicy } = one;
  const nowMs = vhost.host.clock.now();
  return {
    name: one.name,
    vhost: vhost.name,
    type: policy.type,
    durable: definition.durable,
    auto_delete: definition.autoDelete,
    exclusive: definition.exclusive,
    arguments: tableJson(definition.arguments),
    ...withRates(one, totalMessages([one]), nowMs),
    ...statsJson(one.counts, [{ publish: one.counts.publish }, deliveryStats(one.counts)], nowMs),
    consumers: one.consumers.size,
    node: NODE,
    state: "running",
    policy: appliedPolicy.policy ?? null,
    operator_policy: appliedPolicy.operatorPolicy ?? null,
    effective_policy_definition: appliedPolicy.settings,
  };
}
