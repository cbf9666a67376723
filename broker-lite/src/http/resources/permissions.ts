/** `/api/permissions`: what users may do in vhosts, as regular expressions over names. */
import { badRequest, declared, DONE, found, notFound, ApiError, ok, type Answer } from "../answer.ts";
import { bodyOf, parameter, requireKeys, textOf, type ApiRequest, type Body } from "../request.ts";

export function permissions(request: ApiRequest): Answer {
  return ok(allPermissions(request));
}

export function permission(request: ApiRequest): Answer {
  return ok(found(permissionsJson(request, parameter(request, "user"), parameter(request, "vhost"))));
}

export function putPermission(request: ApiRequest): Answer {
  return declared(permit(request, parameter(request, "user"), parameter(request, "vhost"), bodyOf(request)));
}

export function deletePermission(request: ApiRequest): Answer {
  const { source, core } = request;
  const isThere = source.users.revoke(parameter(request, "user"), parameter(request, "vhost"), core.vhosts.keys());
  if (!isThere) throw new ApiError(notFound());
  return DONE;
}

/** `GET /api/topic-permissions` */
export function topicPermissions(request: ApiRequest): Answer {
  return ok(allTopicPermissions(request));
}

/** `GET /api/topic-permissions/:vhost/:user`: one for each exchange. */
export function topicPermissionsOf(request: ApiRequest): Answer {
  const [vhost, user] = [parameter(request, "vhost"), parameter(request, "user")];
  const own = allTopicPermissions(request).filter((one) => one["user"] === user && one["vhost"] === vhost);
  return ok(found(own.length === 0 ? undefined : own));
}

export function putTopicPermission(request: ApiRequest): Answer {
  return declared(permitTopics(request, parameter(request, "user"), parameter(request, "vhost"), bodyOf(request)));
}

/** All of the vhost. */
export function deleteTopicPermissions(request: ApiRequest): Answer {
  const isThere = request.source.users.freeTopics(parameter(request, "user"), parameter(request, "vhost"));
  if (!isThere) throw new ApiError(notFound());
  return DONE;
}

export function allTopicPermissions({ source }: ApiRequest): readonly Body[] {
  return source.users
    .list()
    .flatMap(({ name }) => source.users.topicPermissions(name).map((one) => ({ user: name, ...one })));
}

export function allPermissions(request: ApiRequest): readonly unknown[] {
  return request.source.users
    .list()
    .flatMap((user) =>
      [...request.core.vhosts.keys()].flatMap((vhost) => permissionsJson(request, user.name, vhost) ?? []),
    );
}

export function permissionsJson({ source, core }: ApiRequest, user: string, vhost: string): unknown {
  const given = core.vhosts.has(vhost) ? source.users.permissions(user, vhost) : undefined;
  return given === undefined ? undefined : { user, vhost, ...given };
}

/** True where the user had none there. Throws a 400. */
export function permitTopics({ source, core }: ApiRequest, user: string, vhost: string, body: Body): boolean {
  if (!core.vhosts.has(vhost) || source.users.get(user) === undefined) throw badRequest("vhost_or_user_not_found");
  requireKeys(body, ["exchange", "write", "read"]);
  const [exchange, write, read] = [textOf(body, "exchange"), textOf(body, "write"), textOf(body, "read")];
  return withExpressions(() => source.users.permitTopics(user, { vhost, exchange, write, read }));
}

/** True where the user had none there. Throws a 400. */
export function permit({ source, core }: ApiRequest, user: string, vhost: string, body: Body): boolean {
  if (!core.vhosts.has(vhost) || source.users.get(user) === undefined) throw badRequest("vhost_or_user_not_found");
  requireKeys(body, ["configure", "write", "read"]);
  const [configure, write, read] = [textOf(body, "configure"), textOf(body, "write"), textOf(body, "read")];
  return withExpressions(() => source.users.permit(user, vhost, { configure, write, read }));
}

function withExpressions(act: () => boolean): boolean {
  try {
    return act();
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(["invalid_regexp", error.message]);
    throw error;
  }
}
