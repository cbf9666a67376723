/** `/api/vhosts`: virtual hosts, and who may use them. */
import type { Vhost } from "../../core/vhost.ts";
import { SHORT_STRING_MAXIMUM_BYTES } from "../../wire/index.ts";
import { badRequest, declared, DONE, found, ok, type Answer } from "../answer.ts";
import { parameter, type ApiRequest } from "../request.ts";
import { withRates } from "../rates.ts";
import { NODE, visibleVhosts } from "../views.ts";
import { permissionsJson } from "./permissions.ts";
import { vhostStats, statsJson, totalMessages } from "../stats.ts";

export function vhosts(request: ApiRequest): Answer {
  const { core, caller } = request;
  return ok((caller.isMonitor ? [...core.vhosts.values()] : visibleVhosts(request)).map(vhostJson));
}

export function vhost(request: ApiRequest): Answer {
  return ok(vhostJson(found(request.core.vhosts.get(parameter(request, "name")))));
}

export async function putVhost(request: ApiRequest): Promise<Answer> {
  const name = parameter(request, "name");
  // A client could not say it in connection.open.
  if (Buffer.byteLength(name) > SHORT_STRING_MAXIMUM_BYTES) throw badRequest("the name has more than 255 bytes");
  const isNew = !request.core.vhosts.has(name);
  await request.source.createVhost(name);
  return declared(isNew);
}

export async function deleteVhost(request: ApiRequest): Promise<Answer> {
  const { name } = found(request.core.vhosts.get(parameter(request, "name")));
  await request.source.deleteVhost(name);
  return DONE;
}

/** `GET /api/vhosts/:name/permissions` */
export function vhostPermissions(request: ApiRequest): Answer {
  const { name } = found(request.core.vhosts.get(parameter(request, "name")));
  return ok(request.source.users.list().flatMap((user) => permissionsJson(request, user.name, name) ?? []));
}

function vhostJson(counted: Vhost): Readonly<Record<string, unknown>> {
  const { name, queues, host } = counted;
  const [all, nowMs] = [[...queues.values()], host.clock.now()];
  return {
    name,
    description: "",
    tags: [],
    default_queue_type: "undefined",
    metadata: { description: "", tags: [] },
    tracing: false,
    cluster_state: { [NODE]: "running" },
    ...withRates(counted, totalMessages(all), nowMs),
    ...statsJson(counted.queues, vhostStats([counted]), nowMs),
  };
}
