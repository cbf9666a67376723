/** `/api/users`: who may log in. Passwords go in as they are or hashed, and come out hashed. */
import { connectionError } from "../../core/errors.ts";
import type { Account } from "../../server/auth.ts";
import {
  DEFAULT_HASHING_ALGORITHM,
  isHashingAlgorithm,
  storedPassword,
  type StoredPassword,
} from "../../server/passwords.ts";
import { badRequest, declared, DONE, found, ok, type Answer } from "../answer.ts";
import { bodyOf, parameter, tagsOf, textOf, type ApiRequest, type Body } from "../request.ts";
import { permissionsJson } from "./permissions.ts";

export function users({ source }: ApiRequest): Answer {
  return ok(source.users.list().map(userJson));
}

export function user(request: ApiRequest): Answer {
  return ok(userJson(accountOf(request)));
}

export function putUser(request: ApiRequest): Answer {
  return declared(request.source.users.put(accountFrom(parameter(request, "name"), bodyOf(request))));
}

/** Whoever is logged in as that user loses the connection. */
export function deleteUser(request: ApiRequest): Answer {
  const { name } = accountOf(request);
  request.source.users.delete(name);
  const error = connectionError("CONNECTION_FORCED", `user '${name}' is deleted`);
  for (const { connection } of request.source.running().transports) {
    if (connection.userName === name) connection.close(error);
  }
  return DONE;
}

/** `GET /api/users/:name/permissions` */
export function userPermissions(request: ApiRequest): Answer {
  const { name } = accountOf(request);
  return ok([...request.core.vhosts.keys()].flatMap((vhost) => permissionsJson(request, name, vhost) ?? []));
}

export function userJson({ name, passwordHash, hashingAlgorithm, tags }: Account): Readonly<Record<string, unknown>> {
  return { name, password_hash: passwordHash, hashing_algorithm: hashingAlgorithm, tags, limits: {} };
}

/** Throws a 400. */
export function accountFrom(name: string, body: Body): Account {
  if (body["tags"] === undefined) throw badRequest("tags_not_present");
  return { name, ...passwordOf(body), tags: tagsOf(body) };
}

/** Without a password nobody can log in as the user. */
function passwordOf(body: Body): StoredPassword {
  const password = textOf(body, "password");
  if (password !== "") return storedPassword(password);
  const passwordHash = textOf(body, "password_hash");
  if (!isBase64(passwordHash)) throw badRequest(["not_base64", passwordHash]);
  const hashingAlgorithm = textOf(body, "hashing_algorithm") || DEFAULT_HASHING_ALGORITHM;
  if (!isHashingAlgorithm(hashingAlgorithm)) throw badRequest(["unknown_hashing_algorithm", hashingAlgorithm]);
  return { passwordHash, hashingAlgorithm };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function accountOf(request: ApiRequest): Account {
  return found(request.source.users.get(parameter(request, "name")));
}
