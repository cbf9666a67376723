/**
 * `/api/bindings`, and bindings by exchange and by queue. One binding is named by its properties key: the routing key, and after a
 * tilde a word for the arguments, where there are any.
 */
import { createHash } from "node:crypto";
import type { Binding } from "../../core/binding.ts";
import { canonicalArguments } from "../../core/ports.ts";
import type { Vhost } from "../../core/vhost.ts";
import type { FieldTable } from "../../wire/index.ts";
import { ApiError, DONE, found, notFound, ok, type Answer } from "../answer.ts";
import { bodyOf, parameter, textOf, type ApiRequest, type VhostRequest } from "../request.ts";
import { tableJson, tableOf } from "../values.ts";
import { exchangeName, visibleVhosts } from "../views.ts";
import { namedExchange } from "./exchanges.ts";
import { change } from "./queues.ts";

/** A binding as the API shows it. */
interface Shown {
  readonly source: string;
  readonly destination: string;
  readonly destinationKind: "queue" | "exchange";
  readonly routingKey: string;
  readonly arguments: FieldTable;
}

export function bindings(request: ApiRequest): Answer {
  return ok(visibleVhosts(request).flatMap((vhost) => bindingsIn(vhost).map((one) => bindingJson(vhost, one))));
}

export function vhostBindings({ vhost }: VhostRequest): Answer {
  return ok(bindingsIn(vhost).map((one) => bindingJson(vhost, one)));
}

/** `GET /api/exchanges/:vhost/:name/bindings/source` */
export function bindingsFrom(request: VhostRequest): Answer {
  const { name } = namedExchange(request);
  return list(request, ({ source }) => source === name);
}

/** `GET /api/exchanges/:vhost/:name/bindings/destination` */
export function bindingsTo(request: VhostRequest): Answer {
  const { name } = namedExchange(request);
  return list(request, ({ destination, destinationKind }) => destinationKind === "exchange" && destination === name);
}

/** `GET /api/queues/:vhost/:name/bindings` */
export function queueBindings(request: VhostRequest): Answer {
  const { name } = found(request.vhost.queues.get(parameter(request, "name")));
  return list(request, ({ destination, destinationKind }) => destinationKind === "queue" && destination === name);
}

/** `GET /api/bindings/:vhost/e/:source/q/:destination`: all between the two. */
export function bindingsBetween(request: VhostRequest): Answer {
  return list(request, isBetween(ends(request)));
}

export async function postBinding(request: VhostRequest): Promise<Answer> {
  const { source, destination, destinationKind } = ends(request);
  const body = bodyOf(request);
  const routingKey = textOf(body, "routing_key");
  const table = tableOf(body["arguments"]);
  const fields = { routingKey, nowait: false, arguments: table };
  await change(request, (client) =>
    destinationKind === "queue"
      ? client.call("queue.bind", { queue: destination, exchange: source, ...fields }, "queue.bind-ok")
      : client.call("exchange.bind", { destination, source, ...fields }, "exchange.bind-ok"),
  );
  const key = propertiesKey(routingKey, table);
  return {
    status: 201,
    headers: { location: `${encodeURIComponent(destination)}/${encodeURIComponent(key)}` },
  };
}

export function binding(request: VhostRequest): Answer {
  return ok(bindingJson(request.vhost, namedBinding(request)));
}

export async function deleteBinding(request: VhostRequest): Promise<Answer> {
  const { source, destination, destinationKind, routingKey, arguments: table } = namedBinding(request);
  await change(request, (client) =>
    destinationKind === "queue"
      ? client.call(
          "queue.unbind",
          { queue: destination, exchange: source, routingKey, arguments: table },
          "queue.unbind-ok",
        )
      : client.call(
          "exchange.unbind",
          { destination, source, routingKey, nowait: false, arguments: table },
          "exchange.unbind-ok",
        ),
  );
  return DONE;
}

function namedBinding(request: VhostRequest): Shown {
  const key = parameter(request, "key");
  const candidates = bindingsIn(request.vhost).filter(isBetween(ends(request)));
  const named = candidates.find(({ routingKey, arguments: table }) => propertiesKey(routingKey, table) === key);
  return found(named);
}

/** Throws a 404 for a kind of destination that there isn't. */
function ends(request: VhostRequest): Pick<Shown, "source" | "destination" | "destinationKind"> {
  const kind = parameter(request, "kind");
  if (kind !== "q" && kind !== "e") throw new ApiError(notFound());
  const destination = parameter(request, "destination");
  return {
    source: exchangeName(parameter(request, "source")),
    destination: kind === "e" ? exchangeName(destination) : destination,
    destinationKind: kind === "q" ? "queue" : "exchange",
  };
}

function isBetween({ source, destination, destinationKind }: ReturnType<typeof ends>): (one: Shown) => boolean {
  return (one) => one.source === source && one.destination === destination && one.destinationKind === destinationKind;
}

function list({ vhost }: VhostRequest, filter: (one: Shown) => boolean): Answer {
  return ok(
    bindingsIn(vhost)
      .filter(filter)
      .map((one) => bindingJson(vhost, one)),
  );
}

/** The default exchange's first: every queue is bound to it by its name. */
function bindingsIn(vhost: Vhost): Shown[] {
  const implied = [...vhost.queues.keys()].map((name): Shown => {
    return { source: "", destination: name, destinationKind: "queue", routingKey: name, arguments: {} };
  });
  return [...implied, ...[...vhost.bindings].map(({ definition }: Binding) => definition)];
}

function bindingJson({ name }: Vhost, one: Shown): Readonly<Record<string, unknown>> {
  const { source, destination, destinationKind, routingKey } = one;
  return {
    source,
    vhost: name,
    destination,
    destination_type: destinationKind,
    routing_key: routingKey,
    arguments: tableJson(one.arguments),
    properties_key: propertiesKey(routingKey, one.arguments),
  };
}

/** It is part of a path, so that what a path can't have is encoded in it. The word for the arguments is ours: RabbitMQ's is a hash of Erlang terms. */
function propertiesKey(routingKey: string, table: FieldTable): string {
  const key = encodeURIComponent(routingKey)
    .replaceAll(/[!'()*~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
  if (Object.keys(table).length > 0) {
    return `${key}~${createHash("sha256").update(canonicalArguments(table)).digest("base64url").slice(0, 8)}`;
  }
  return key === "" ? "~" : key;
}
