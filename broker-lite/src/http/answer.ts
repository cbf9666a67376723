/** What a resource answers: a status and JSON. The words of errors are RabbitMQ's. */

export interface Answer {
  readonly status: number;
  /** Undefined for none. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a resource that can't do what it was asked for. */
export class ApiError extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(JSON.stringify(answer.body));
    this.answer = answer;
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Something new is there. */
export const CREATED: Answer = { status: 201 };

/** Done, and nothing to tell. */
export const DONE: Answer = { status: 204 };

/** For something that was declared: whether it is new. */
export function declared(isNew: boolean): Answer {
  return isNew ? CREATED : DONE;
}

/** There is no such path, or nothing of that name. */
export function notFound(): Answer {
  return { status: 404, body: { error: "Object Not Found", reason: "Not Found" } };
}

/** What the request names beside its path is not there. */
export function missing(reason: string): ApiError {
  return new ApiError({ status: 404, body: { error: "not_found", reason } });
}

/** @param reason a text, or a list of words where RabbitMQ says it so: `["not_boolean", "maybe"]` */
export function badRequest(reason: unknown): ApiError {
  return new ApiError({ status: 400, body: { error: "bad_request", reason } });
}

/** The user is known, and may not do this. */
export function refused(reason: string): ApiError {
  return new ApiError({ status: 401, body: { error: "not_authorised", reason } });
}

/** Not now; later, perhaps. */
export function unavailable(reason: string): ApiError {
  return new ApiError({ status: 503, body: { error: "service_unavailable", reason } });
}

/** RabbitMQ spells the word in its other way here. */
export function loginFailed(): Answer {
  return {
    status: 401,
    body: { error: "not_authorized", reason: "Login failed" },
    headers: { "www-authenticate": 'Basic realm="RabbitMQ Management"' },
  };
}

export function methodNotAllowed(allowed: string): Answer {
  return {
    status: 405,
    body: { error: "Method Not Allowed", reason: "Method Not Allowed" },
    headers: { allow: allowed },
  };
}

/** Throws a 404 for nothing. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ApiError(notFound());
  return value;
}
