/** Who may use the API, and for what (https://www.rabbitmq.com/docs/management#permissions). Owns the login; what may be done in a vhost its permissions say. */
import { isLoopbackAddress, type Account } from "../server/auth.ts";
import { missing, notFound, refused, ApiError } from "./answer.ts";
import type { ApiRequest, Caller, VhostRequest } from "./request.ts";
import type { ManagementSource } from "./source.ts";

const MANAGEMENT_TAGS = ["administrator", "monitoring", "policymaker", "management"];

/** What a route asks of its caller. */
export type Level = "management" | "monitor" | "policymaker" | "administrator";

/** RFC 7617; undefined where nobody is let in. */
export function callerOf(
  source: ManagementSource,
  authorization: string | undefined,
  peerAddress: string | undefined,
): Caller | undefined {
  const given = credentialsOf(authorization);
  if (given === undefined) return undefined;
  const isLoopback = isLoopbackAddress(peerAddress);
  const isLoggedIn = source.users.authenticate({ userName: given.name, password: given.password, isLoopback });
  const account = source.users.get(given.name);
  return isLoggedIn && account !== undefined ? { ...given, isLoopback, ...rightsOf(account) } : undefined;
}

/** Throws a 401 in RabbitMQ's words. */
export function assertLevel(caller: Caller, level: Level): void {
  if (!caller.tags.some((tag) => MANAGEMENT_TAGS.includes(tag))) throw refused("Not management user");
  if (level === "administrator" && !caller.isAdministrator) throw refused("Not administrator user");
  if (level === "policymaker" && !caller.isPolicymaker) throw refused("User not authorised to access object");
  if (level === "monitor" && !caller.isMonitor) throw refused("Not monitor user");
}

/** The vhost that the path names. Throws a 404, or a 401 where the caller may not use it. */
export function inVhost(request: ApiRequest, method: string): VhostRequest {
  const name = request.parameters["vhost"] ?? "";
  const vhost = request.core.vhosts.get(name);
  if (vhost === undefined) throw method === "PUT" ? missing("vhost_not_found") : new ApiError(notFound());
  const isRead = method === "GET" || method === "HEAD";
  const { caller, source } = request;
  if (!(isRead && caller.isAdministrator) && !source.users.mayUseVhost(caller.name, name)) {
    throw refused("User not authorised to access virtual host");
  }
  return { ...request, vhost };
}

function rightsOf({ tags }: Account): Omit<Caller, "name" | "password" | "isLoopback"> {
  const isAdministrator = tags.includes("administrator");
  const isPolicymaker = isAdministrator || tags.includes("policymaker");
  return { tags, isAdministrator, isPolicymaker, isMonitor: isAdministrator || tags.includes("monitoring") };
}

/** The password may contain colons. */
function credentialsOf(header: string | undefined): Pick<Caller, "name" | "password"> | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
