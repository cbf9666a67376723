/** Which path is which resource, and who may use it: one row for each, in `resources/` one file for each kind. */
import { assertLevel, inVhost, type Level } from "./access.ts";
import { methodNotAllowed, notFound, ok, type Answer } from "./answer.ts";
import { listed } from "./listing.ts";
import type { ApiRequest, VhostRequest } from "./request.ts";
import {
  binding,
  bindings,
  bindingsBetween,
  bindingsFrom,
  bindingsTo,
  deleteBinding,
  postBinding,
  queueBindings,
  vhostBindings,
} from "./resources/bindings.ts";
import { channel, channels, consumers, vhostChannels, vhostConsumers } from "./resources/channels.ts";
import {
  connection,
  connectionChannels,
  connections,
  deleteConnection,
  vhostConnections,
} from "./resources/connections.ts";
import { exportAll, exportVhost, importAll, importVhost } from "./resources/definitions.ts";
import { deleteExchange, exchange, exchanges, putExchange, vhostExchanges } from "./resources/exchanges.ts";
import { alarmCheck, aliveness, healthy, nodeHealth, portListener, protocolListener } from "./resources/health.ts";
import { get, publish } from "./resources/messages.ts";
import { node, nodes } from "./resources/nodes.ts";
import { clusterName, overview, whoami } from "./resources/overview.ts";
import {
  deletePermission,
  deleteTopicPermissions,
  permission,
  permissions,
  putPermission,
  putTopicPermission,
  topicPermissions,
  topicPermissionsOf,
} from "./resources/permissions.ts";
import { operatorPolicies, policies, type PolicyResources } from "./resources/policies.ts";
import { deleteQueue, purgeQueue, putQueue, queue, queues, vhostQueues } from "./resources/queues.ts";
import { deleteUser, putUser, user, userPermissions, users } from "./resources/users.ts";
import { allLimits, deleteLimit, limitsOf, putLimit } from "./resources/vhost-limits.ts";
import { deleteVhost, putVhost, vhost, vhostPermissions, vhosts } from "./resources/vhosts.ts";

type Resource<R> = (request: R) => Answer | Promise<Answer>;
type Methods<R> = Readonly<Partial<Record<"GET" | "PUT" | "POST" | "DELETE", Resource<R>>>>;

interface Route {
  readonly path: readonly string[];
  readonly level: Level;
  readonly allowed: string;
  answer(request: ApiRequest, method: string): Answer | Promise<Answer> | undefined;
}

/** For lists of things that broker-lite does not have. */
const none: Resource<ApiRequest> = () => ok([]);

const ROUTES: readonly Route[] = [
  route("/api/overview", { GET: overview }),
  route("/api/whoami", { GET: whoami }),
  route("/api/cluster-name", { GET: clusterName }),
  route("/api/nodes", { GET: nodes }, "monitor"),
  route("/api/nodes/:name", { GET: node }, "monitor"),

  route("/api/vhosts", { GET: vhosts }),
  route("/api/vhosts/:name", { GET: vhost, PUT: putVhost, DELETE: deleteVhost }, "administrator"),
  route("/api/vhosts/:name/permissions", { GET: vhostPermissions }, "administrator"),
  vhostRoute("/api/vhosts/:vhost/connections", { GET: vhostConnections }),
  vhostRoute("/api/vhosts/:vhost/channels", { GET: vhostChannels }),

  route("/api/users", { GET: users }, "administrator"),
  route("/api/users/:name", { GET: user, PUT: putUser, DELETE: deleteUser }, "administrator"),
  route("/api/users/:name/permissions", { GET: userPermissions }, "administrator"),
  route("/api/permissions", { GET: permissions }, "administrator"),
  route(
    "/api/permissions/:vhost/:user",
    { GET: permission, PUT: putPermission, DELETE: deletePermission },
    "administrator",
  ),
  route("/api/topic-permissions", { GET: topicPermissions }, "administrator"),
  route(
    "/api/topic-permissions/:vhost/:user",
    { GET: topicPermissionsOf, PUT: putTopicPermission, DELETE: deleteTopicPermissions },
    "administrator",
  ),

  route("/api/exchanges", { GET: exchanges }),
  vhostRoute("/api/exchanges/:vhost", { GET: vhostExchanges }),
  vhostRoute("/api/exchanges/:vhost/:name", { GET: exchange, PUT: putExchange, DELETE: deleteExchange }),
  vhostRoute("/api/exchanges/:vhost/:name/publish", { POST: publish }),
  vhostRoute("/api/exchanges/:vhost/:name/bindings/source", { GET: bindingsFrom }),
  vhostRoute("/api/exchanges/:vhost/:name/bindings/destination", { GET: bindingsTo }),

  route("/api/queues", { GET: queues }),
  vhostRoute("/api/queues/:vhost", { GET: vhostQueues }),
  vhostRoute("/api/queues/:vhost/:name", { GET: queue, PUT: putQueue, DELETE: deleteQueue }),
  vhostRoute("/api/queues/:vhost/:name/bindings", { GET: queueBindings }),
  vhostRoute("/api/queues/:vhost/:name/contents", { DELETE: purgeQueue }),
  vhostRoute("/api/queues/:vhost/:name/get", { POST: get }),

  route("/api/bindings", { GET: bindings }),
  vhostRoute("/api/bindings/:vhost", { GET: vhostBindings }),
  vhostRoute("/api/bindings/:vhost/e/:source/:kind/:destination", { GET: bindingsBetween, POST: postBinding }),
  vhostRoute("/api/bindings/:vhost/e/:source/:kind/:destination/:key", { GET: binding, DELETE: deleteBinding }),

  route("/api/connections", { GET: connections }),
  route("/api/connections/:name", { GET: connection, DELETE: deleteConnection }),
  route("/api/connections/:name/channels", { GET: connectionChannels }),
  route("/api/channels", { GET: channels }),
  route("/api/channels/:name", { GET: channel }),
  route("/api/consumers", { GET: consumers }),
  vhostRoute("/api/consumers/:vhost", { GET: vhostConsumers }),

  route("/api/definitions", { GET: exportAll, POST: importAll }, "administrator"),
  route("/api/definitions/:name", { GET: exportVhost, POST: importVhost }, "administrator"),

  route("/api/healthchecks/node", { GET: nodeHealth }),
  route("/api/health/checks/alarms", { GET: alarmCheck }),
  route("/api/health/checks/local-alarms", { GET: alarmCheck }),
  route("/api/health/checks/virtual-hosts", { GET: healthy }),
  route("/api/health/checks/port-listener/:port", { GET: portListener }),
  route("/api/health/checks/protocol-listener/:protocol", { GET: protocolListener }),
  vhostRoute("/api/aliveness-test/:vhost", { GET: aliveness }),

  ...policyRoutes("/api/policies", policies, "policymaker"),
  ...policyRoutes("/api/operator-policies", operatorPolicies, "administrator"),
  route("/api/vhost-limits", { GET: allLimits }),
  vhostRoute("/api/vhost-limits/:vhost", { GET: limitsOf }),
  vhostRoute("/api/vhost-limits/:vhost/:name", { PUT: putLimit, DELETE: deleteLimit }, "administrator"),
  route("/api/parameters", { GET: none }, "policymaker"),
];

/** `parameters` are found here; what may throw an ApiError does. */
export async function answerTo(request: Omit<ApiRequest, "parameters">, method: string, path: string): Promise<Answer> {
  for (const candidate of ROUTES) {
    const parameters = match(candidate.path, path.split("/"));
    if (parameters === undefined) continue;
    assertLevel(request.caller, candidate.level);
    if (method === "OPTIONS") return { status: 200, headers: { allow: candidate.allowed } };
    const answering = candidate.answer({ ...request, parameters }, method);
    if (answering === undefined) return methodNotAllowed(candidate.allowed);
    const answer = await answering;
    return isRead(method) && answer.status === 200 ? { ...answer, body: listed(answer.body, request.query) } : answer;
  }
  return notFound();
}

function route(path: string, methods: Methods<ApiRequest>, level: Level = "management"): Route {
  return {
    path: path.split("/"),
    level,
    allowed: allowedIn(methods),
    answer: (request, method) => resourceOf(methods, method)?.(request),
  };
}

/** For what is in a vhost: the caller must have access to it. */
function vhostRoute(path: string, methods: Methods<VhostRequest>, level: Level = "management"): Route {
  return {
    path: path.split("/"),
    level,
    allowed: allowedIn(methods),
    answer: (request, method) => resourceOf(methods, method)?.(inVhost(request, method)),
  };
}

function policyRoutes(path: string, resources: PolicyResources, level: Level): readonly Route[] {
  const { all, ofVhost, one, put, remove } = resources;
  return [
    route(path, { GET: all }),
    vhostRoute(`${path}/:vhost`, { GET: ofVhost }),
    vhostRoute(`${path}/:vhost/:name`, { GET: one, PUT: put, DELETE: remove }, level),
  ];
}

function resourceOf<R>(methods: Methods<R>, method: string): Resource<R> | undefined {
  const name = method === "HEAD" ? "GET" : method;
  return name === "GET" || name === "PUT" || name === "POST" || name === "DELETE" ? methods[name] : undefined;
}

function allowedIn<R>(methods: Methods<R>): string {
  const names = Object.keys(methods);
  return [...(names.includes("GET") ? ["HEAD"] : []), ...names, "OPTIONS"].join(", ");
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** The values of the pattern's `:names`; undefined where the path is another one. */
function match(expected: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (expected.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) {
      const decoded = decode(value);
      if (decoded === undefined || decoded === "") return undefined;
      parameters[segment.slice(1)] = decoded;
    } else if (segment !== value) return undefined;
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
