/** What a resource answers: a status and JSON. The words of errors are RabbitMQ's. */

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function notFound(): Answer {
  return { status: 404, body: { error: "Object Not Found", reason: "Not Found" } };
}

export function notAuthorised(): Answer {
  return {
    status: 401,
    body: { error: "not_authorised", reason: "Login failed" },
    headers: { "www-authenticate": 'Basic realm="RabbitMQ Management"' },
  };
}

export function methodNotAllowed(allowed: readonly string[]): Answer {
  return {
    status: 405,
    body: { error: "Method Not Allowed", reason: "Method Not Allowed" },
    headers: { allow: allowed.join(", ") },
  };
}
