/** `/api/exchanges`. The default exchange is called `amq.default` in paths. */
import type { Exchange } from "../../core/exchange.ts";
import type { Vhost } from "../../core/vhost.ts";
import { declared, DONE, found, ok, type Answer } from "../answer.ts";
import { bodyOf, booleanOf, parameter, textOf, type ApiRequest, type VhostRequest } from "../request.ts";
import { tableJson, tableOf } from "../values.ts";
import { exchangeName, visibleVhosts } from "../views.ts";
import { statsJson } from "../stats.ts";
import { change } from "./queues.ts";

export function exchanges(request: ApiRequest): Answer {
  return ok(visibleVhosts(request).flatMap(exchangesIn));
}

export function vhostExchanges({ vhost }: VhostRequest): Answer {
  return ok(exchangesIn(vhost));
}

export function exchange(request: VhostRequest): Answer {
  return ok({ ...exchangeJson(request.vhost, namedExchange(request)), incoming: [], outgoing: [] });
}

export async function putExchange(request: VhostRequest): Promise<Answer> {
  const name = exchangeName(parameter(request, "name"));
  const body = bodyOf(request);
  const flags = {
    durable: booleanOf(body, "durable"),
    autoDelete: booleanOf(body, "auto_delete"),
    internal: booleanOf(body, "internal"),
  };
  const fields = { exchange: name, type: textOf(body, "type") || "direct", passive: false, nowait: false };
  const table = tableOf(body["arguments"]);
  const isNew = !request.vhost.exchanges.has(name);
  await change(request, (client) =>
    client.call("exchange.declare", { ...fields, ...flags, arguments: table }, "exchange.declare-ok"),
  );
  return declared(isNew);
}

export async function deleteExchange(request: VhostRequest): Promise<Answer> {
  const { name } = namedExchange(request);
  const ifUnused = request.query.get("if-unused") === "true";
  await change(request, (client) =>
    client.call("exchange.delete", { exchange: name, ifUnused, nowait: false }, "exchange.delete-ok"),
  );
  return DONE;
}

/** In order of their names, as RabbitMQ lists them. */
function exchangesIn(vhost: Vhost): readonly unknown[] {
  return [...vhost.exchanges.values()]
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((one) => exchangeJson(vhost, one));
}

function exchangeJson(
  vhost: Vhost,
  { definition, name, appliedPolicy, counts }: Exchange,
): Readonly<Record<string, unknown>> {
  const { type, durable, autoDelete, internal } = definition;
  return {
    name,
    vhost: vhost.name,
    type,
    durable,
    auto_delete: autoDelete,
    internal,
    arguments: tableJson(definition.arguments),
    ...statsJson(counts, [{ publish_in: counts.in }, { publish_out: counts.out }], vhost.host.clock.now()),
    ...(appliedPolicy.policy === undefined ? {} : { policy: appliedPolicy.policy }),
  };
}

export function namedExchange(request: VhostRequest): Exchange {
  return found(request.vhost.exchanges.get(exchangeName(parameter(request, "name"))));
}
