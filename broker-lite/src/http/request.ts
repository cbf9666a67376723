/** A request as resources get it: who asks, for what, with which words. Owns the reading of JSON bodies, as lenient as RabbitMQ's. */
import type { Broker } from "../core/broker.ts";
import type { Vhost } from "../core/vhost.ts";
import { badRequest } from "./answer.ts";
import type { ManagementSource } from "./source.ts";

export interface Caller {
  readonly name: string;
  readonly password: string;
  readonly isLoopback: boolean;
  readonly tags: readonly string[];
  /** May do everything that the API can. */
  readonly isAdministrator: boolean;
  /** May make policies. */
  readonly isPolicymaker: boolean;
  /** May see what belongs to others. */
  readonly isMonitor: boolean;
}

export type Body = Readonly<Record<string, unknown>>;

export interface ApiRequest {
  readonly source: ManagementSource;
  readonly core: Broker;
  readonly caller: Caller;
  /** The path's `:names`, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly reason: string | undefined;
}

export interface VhostRequest extends ApiRequest {
  readonly vhost: Vhost;
}

/** A parameter that the route's path has. */
export function parameter(request: ApiRequest, name: string): string {
  return request.parameters[name] ?? "";
}

/** The body as an object; an empty one says nothing. Throws a 400. */
export function bodyOf(request: ApiRequest, problem = "not_json"): Body {
  if (request.body.trim() === "") return {};
  const value = parsed(request.body, problem);
  if (typeof value === "string") {
    const text = "invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?";
    throw badRequest(text);
  }
  if (!isObject(value)) throw badRequest(problem);
  return value;
}

function parsed(text: string, problem: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(problem);
  }
}

export function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws a 400 that names all that is missing. */
export function requireKeys(body: Body, keys: readonly string[]): void {
  const absent = keys.filter((key) => body[key] === undefined);
  if (absent.length > 0) throw badRequest(`[${absent.map((key) => `{key_missing,${key}}`).join(",")}]`);
}

/** True and false may come as words, as rabbitmqadmin sends them. */
export function booleanOf(body: Body, key: string): boolean {
  const value = body[key];
  if (value === undefined || value === false || value === "false") return false;
  if (value === true || value === "true") return true;
  throw badRequest(["not_boolean", value]);
}

/** Numbers may come as words. */
export function integerOf(body: Body, key: string): number {
  const number = Number(body[key]);
  if (!Number.isSafeInteger(number) || body[key] === "") throw badRequest(["not_integer", body[key]]);
  return number;
}

export function textOf(body: Body, key: string): string {
  const value = body[key] ?? "";
  if (typeof value !== "string") throw badRequest(["not_string", key]);
  return value;
}

/** A list of words, or words with commas between them. */
export function tagsOf(body: Body): readonly string[] {
  const value = body["tags"] ?? "";
  const words: readonly unknown[] = Array.isArray(value) ? value : textOf(body, "tags").split(",");
  return words.map((word) => String(word).trim()).filter((word) => word !== "");
}
