/**
 * `/api/definitions`: everything that was declared as one file, in RabbitMQ's form, so that it can be moved between brokers
 * (https://www.rabbitmq.com/docs/definitions). Messages are not in it. What is there already stays as it is.
 */
import { ChannelError, ConnectionError } from "../../core/errors.ts";
import type { Queue } from "../../core/queue.ts";
import type { Vhost } from "../../core/vhost.ts";
import { ApiError, badRequest, DONE, missing, ok, type Answer } from "../answer.ts";
import { bodyOf, booleanOf, isObject, parameter, textOf, type ApiRequest, type Body } from "../request.ts";
import { tableJson, tableOf } from "../values.ts";
import { NODE } from "../views.ts";
import { allPermissions, allTopicPermissions, permit, permitTopics } from "./permissions.ts";
import { policyJson, policyValue, setPolicy } from "./policies.ts";
import { accountFrom, userJson } from "./users.ts";
import { isLimited, limitsFrom, limitsValue } from "./vhost-limits.ts";

/** Parameters that broker-lite knows, by RabbitMQ's names of them. */
const OPERATOR_POLICY = "operator_policy";
const VHOST_LIMITS = "vhost-limits";

export function exportAll(request: ApiRequest): Answer {
  const { source, core } = request;
  const vhosts = [...core.vhosts.values()];
  const inAll = (list: (vhost: Vhost) => readonly Body[]): readonly Body[] =>
    vhosts.flatMap((vhost) => list(vhost).map((one) => ({ ...one, vhost: vhost.name })));
  return ok({
    rabbit_version: source.version,
    rabbitmq_version: source.version,
    product_name: "broker-lite",
    product_version: source.version,
    users: source.users.list().map(userJson),
    vhosts: vhosts.map(({ name }) => ({ name })),
    permissions: allPermissions(request),
    topic_permissions: allTopicPermissions(request),
    parameters: inAll(parametersOf),
    global_parameters: [{ name: "cluster_name", value: NODE }],
    policies: vhosts.flatMap(({ policies }) => policies.list(false).map(policyJson)),
    queues: inAll(queuesOf),
    exchanges: inAll(exchangesOf),
    bindings: inAll(bindingsOf),
  });
}

export function exportVhost(request: ApiRequest): Answer {
  const vhost = request.core.vhosts.get(parameter(request, "name"));
  if (vhost === undefined) throw badRequest("vhost_not_found");
  return ok({
    rabbit_version: request.source.version,
    parameters: parametersOf(vhost).map((one) => ({ ...one, vhost: vhost.name })),
    policies: vhost.policies.list(false).map(policyJson),
    queues: queuesOf(vhost),
    exchanges: exchangesOf(vhost),
    bindings: bindingsOf(vhost),
  });
}

/** `POST /api/definitions` */
export async function importAll(request: ApiRequest): Promise<Answer> {
  const file = bodyOf(request, "failed_to_parse_json");
  const { source } = request;
  for (const user of listOf(file, "users")) source.users.put(accountFrom(textOf(user, "name"), user));
  // oxlint-disable-next-line no-await-in-loop -- one after the other, as they are in the file
  for (const vhost of listOf(file, "vhosts")) await source.createVhost(textOf(vhost, "name"));
  for (const one of listOf(file, "permissions")) permit(request, textOf(one, "user"), textOf(one, "vhost"), one);
  for (const one of listOf(file, "topic_permissions")) {
    permitTopics(request, textOf(one, "user"), textOf(one, "vhost"), one);
  }
  importInto(file, (one) => {
    const vhost = request.core.vhosts.get(textOf(one, "vhost"));
    if (vhost === undefined) throw badRequest(["no_such_vhost", one["vhost"] ?? "undefined"]);
    return vhost;
  });
  return DONE;
}

/** `POST /api/definitions/:name` */
export function importVhost(request: ApiRequest): Answer {
  const vhost = request.core.vhosts.get(parameter(request, "name"));
  if (vhost === undefined) throw missing("vhost_not_found");
  const file = bodyOf(request, "failed_to_parse_json");
  importInto(file, () => vhost);
  return DONE;
}

function importInto(file: Body, vhostOf: (one: Body) => Vhost): void {
  try {
    for (const one of listOf(file, "parameters")) importParameter(vhostOf(one), one);
    for (const one of listOf(file, "policies")) setPolicy(vhostOf(one), textOf(one, "name"), false, one);
    for (const one of listOf(file, "exchanges")) importExchange(vhostOf(one), one);
    for (const one of listOf(file, "queues")) importQueue(vhostOf(one), one);
    for (const one of listOf(file, "bindings")) importBinding(vhostOf(one), one);
  } catch (error) {
    if (!(error instanceof ChannelError || error instanceof ConnectionError)) throw error;
    throw badRequest(error.replyText);
  }
}

function importExchange(vhost: Vhost, one: Body): void {
  const name = textOf(one, "name");
  if (vhost.exchanges.has(name)) return;
  vhost.declareExchange({
    name,
    type: textOf(one, "type") || "direct",
    durable: booleanOf(one, "durable"),
    autoDelete: booleanOf(one, "auto_delete"),
    internal: booleanOf(one, "internal"),
    arguments: tableOf(one["arguments"]),
  });
}

function importQueue(vhost: Vhost, one: Body): void {
  const name = textOf(one, "name");
  if (vhost.queues.has(name)) return;
  const flags = { durable: booleanOf(one, "durable"), exclusive: false, autoDelete: booleanOf(one, "auto_delete") };
  vhost.declareQueue({ name, ...flags, arguments: tableOf(one["arguments"]) }, {});
}

function importBinding(vhost: Vhost, one: Body): void {
  const name = textOf(one, "destination");
  const isQueue = textOf(one, "destination_type") !== "exchange";
  const destination = isQueue ? vhost.queue(name, {}) : vhost.exchange(name);
  vhost.bind(textOf(one, "source"), destination, textOf(one, "routing_key"), tableOf(one["arguments"]));
}

/** Others belong to plugins (shovels, federation): a file that has some of them can't be taken in as it is meant. */
function importParameter(vhost: Vhost, one: Body): void {
  const { component, value } = one;
  if (component === OPERATOR_POLICY && isObject(value)) setPolicy(vhost, textOf(one, "name"), true, value);
  else if (component === VHOST_LIMITS && isObject(value)) vhost.limits = limitsFrom(value);
  // RabbitMQ keeps the place of limits that are gone.
  else if (component !== VHOST_LIMITS || !Array.isArray(value) || value.length > 0) {
    throw badRequest(`broker-lite has no parameters of ${String(component)}: take them out of the file`);
  }
}

function parametersOf(vhost: Vhost): readonly Body[] {
  const limits = isLimited(vhost) ? [{ component: VHOST_LIMITS, name: "limits", value: limitsValue(vhost) }] : [];
  const operators = vhost.policies.list(true).map((policy) => ({
    component: OPERATOR_POLICY,
    name: policy.name,
    value: policyValue(policy),
  }));
  return [...limits, ...operators];
}

function listOf(file: Body, key: string): readonly Body[] {
  const list = file[key] ?? [];
  if (!Array.isArray(list) || !list.every(isObject)) throw new ApiError(badRequest(`${key} is not a list`).answer);
  return list;
}

/** Exclusive ones go with their connection. */
function queuesOf(vhost: Vhost): readonly Body[] {
  return [...vhost.queues.values()].filter(isExported).map(({ definition }) => ({
    name: definition.name,
    durable: definition.durable,
    auto_delete: definition.autoDelete,
    arguments: tableJson(definition.arguments),
  }));
}

function exchangesOf(vhost: Vhost): readonly Body[] {
  return [...vhost.exchanges.values()]
    .filter(({ name }) => !isPredeclared(name))
    .map(({ definition }) => ({
      name: definition.name,
      type: definition.type,
      durable: definition.durable,
      auto_delete: definition.autoDelete,
      internal: definition.internal,
      arguments: tableJson(definition.arguments),
    }));
}

function bindingsOf(vhost: Vhost): readonly Body[] {
  return [...vhost.bindings]
    .filter(({ destination }) => destination.kind === "exchange" || isExported(destination))
    .map(({ definition }) => ({
      source: definition.source,
      destination: definition.destination,
      destination_type: definition.destinationKind,
      routing_key: definition.routingKey,
      arguments: tableJson(definition.arguments),
    }));
}

function isExported({ definition }: Queue): boolean {
  return !definition.exclusive;
}

function isPredeclared(name: string): boolean {
  return name === "" || name.startsWith("amq.");
}
