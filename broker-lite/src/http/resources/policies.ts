/** `/api/policies` and `/api/operator-policies`: what an administrator says of queues and exchanges by their names. */
import type { Vhost } from "../../core/vhost.ts";
import type { PolicyDefinition, PolicyTarget } from "../../core/ports.ts";
import { problemOfSettings } from "../../core/policy-settings.ts";
import { badRequest, declared, DONE, found, ok, type Answer } from "../answer.ts";
import { bodyOf, isObject, parameter, requireKeys, type ApiRequest, type Body, type VhostRequest } from "../request.ts";
import { visibleVhosts } from "../views.ts";

export interface PolicyResources {
  readonly all: (request: ApiRequest) => Answer;
  readonly ofVhost: (request: VhostRequest) => Answer;
  readonly one: (request: VhostRequest) => Answer;
  readonly put: (request: VhostRequest) => Answer;
  readonly remove: (request: VhostRequest) => Answer;
}

export const policies = resourcesOf(false);
export const operatorPolicies = resourcesOf(true);

const TARGETS: readonly PolicyTarget[] = ["queues", "exchanges", "all"];
const TARGETS_BY_TYPE: readonly PolicyTarget[] = ["classic_queues", "quorum_queues", "streams"];

function resourcesOf(isOperator: boolean): PolicyResources {
  const named = (request: VhostRequest): PolicyDefinition =>
    found(request.vhost.policies.get(parameter(request, "name"), isOperator));
  return {
    all: (request) => ok(visibleVhosts(request).flatMap((vhost) => vhost.policies.list(isOperator).map(policyJson))),
    ofVhost: ({ vhost }) => ok(vhost.policies.list(isOperator).map(policyJson)),
    one: (request) => ok(policyJson(named(request))),
    put: (request) => {
      const body = bodyOf(request);
      requireKeys(body, ["pattern", "definition"]);
      return declared(setPolicy(request.vhost, parameter(request, "name"), isOperator, body));
    },
    remove: (request) => {
      request.vhost.policies.remove(named(request));
      return DONE;
    },
  };
}

/** Throws a 400 in RabbitMQ's words; true for a new one. */
export function setPolicy(vhost: Vhost, name: string, isOperator: boolean, body: Body): boolean {
  const definition = policyFrom(vhost, name, isOperator, body);
  try {
    return vhost.policies.put(definition);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid(`pattern should be regular expression but is invalid: ${error.message}`);
  }
}

function policyFrom(vhost: Vhost, name: string, isOperator: boolean, body: Body): PolicyDefinition {
  const { pattern, definition, priority = 0, "apply-to": target = "all" } = body;
  if (typeof pattern !== "string") throw invalid(`pattern should be a binary but was ${JSON.stringify(pattern)}`);
  if (typeof priority !== "number" || !Number.isFinite(priority)) {
    throw invalid(`priority should be a number, actually was ${JSON.stringify(priority)}`);
  }
  const { profile } = vhost.host;
  const targets = profile.policyTargetsByType ? [...TARGETS_BY_TYPE, ...TARGETS] : TARGETS;
  const appliesTo = targets.find((known) => known === target);
  if (appliesTo === undefined) {
    const [last, ...others] = targets.map((known) => `'${known}'`).toReversed();
    const text = `${others.toReversed().join(", ")} or ${last}`;
    throw invalid(`apply-to '${String(target)}' unrecognised; should be ${text}`);
  }
  if (!isObject(definition)) throw invalid("the definition should be an object of settings");
  const problem = problemOfSettings(definition, isOperator, profile);
  if (problem !== undefined) throw invalid(problem);
  return { kind: "policy", vhost: vhost.name, name, isOperator, pattern, appliesTo, priority, settings: definition };
}

export function policyJson(policy: PolicyDefinition): Body {
  return { vhost: policy.vhost, name: policy.name, ...policyValue(policy) };
}

/** As it stands in a file of definitions, where an operator's policy is a parameter. */
export function policyValue({ pattern, appliesTo, settings, priority }: PolicyDefinition): Body {
  return { pattern, "apply-to": appliesTo, definition: settings, priority };
}

export function invalid(reason: string): Error {
  return badRequest(`Validation failed\n\n${reason}\n`);
}
