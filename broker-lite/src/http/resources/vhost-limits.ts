/** `/api/vhost-limits`: how many connections and queues a vhost may have (https://www.rabbitmq.com/docs/vhosts#limits). */
import type { VhostLimits } from "../../core/ports.ts";
import type { Vhost } from "../../core/vhost.ts";
import { DONE, ok, type Answer } from "../answer.ts";
import { bodyOf, parameter, requireKeys, type ApiRequest, type Body, type VhostRequest } from "../request.ts";
import { visibleVhosts } from "../views.ts";
import { invalid } from "./policies.ts";

/** RabbitMQ's names of them. */
const NAMES = { "max-connections": "connectionMaximum", "max-queues": "queueMaximum" } as const;

type Name = keyof typeof NAMES;

export function allLimits(request: ApiRequest): Answer {
  return ok(visibleVhosts(request).filter(isLimited).map(limitsJson));
}

export function limitsOf({ vhost }: VhostRequest): Answer {
  return ok([limitsJson(vhost)]);
}

export function putLimit(request: VhostRequest): Answer {
  const body = bodyOf(request);
  requireKeys(body, ["value"]);
  const { vhost } = request;
  vhost.limits = { ...vhost.limits, ...limitsFrom({ [parameter(request, "name")]: body["value"] }) };
  return DONE;
}

export function deleteLimit(request: VhostRequest): Answer {
  const name = parameter(request, "name");
  const left = Object.entries(limitsValue(request.vhost)).filter(([other]) => other !== name);
  request.vhost.limits = limitsFrom(Object.fromEntries(left));
  return DONE;
}

/** Throws a 400 in RabbitMQ's words. */
export function limitsFrom(value: Body): VhostLimits {
  const limits: Record<string, number> = {};
  for (const [name, limit] of Object.entries(value)) {
    if (!isName(name)) throw invalid(`Unrecognised terms [{<<"${name}">>,${JSON.stringify(limit)}}] in limits`);
    if (!Number.isSafeInteger(limit))
      throw invalid(`${name} should be a number, actually was ${JSON.stringify(limit)}`);
    limits[NAMES[name]] = Number(limit);
  }
  return limits;
}

export function limitsValue({ limits }: Vhost): Readonly<Record<string, number>> {
  const { connectionMaximum, queueMaximum } = limits;
  return {
    ...(connectionMaximum === undefined ? {} : { "max-connections": connectionMaximum }),
    ...(queueMaximum === undefined ? {} : { "max-queues": queueMaximum }),
  };
}

export function isLimited({ limits }: Vhost): boolean {
  return Object.keys(limits).length > 0;
}

function limitsJson(vhost: Vhost): Body {
  return { vhost: vhost.name, value: limitsValue(vhost) };
}

function isName(name: string): name is Name {
  return Object.hasOwn(NAMES, name);
}
