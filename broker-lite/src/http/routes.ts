/** Which path is which resource: one row for each, in `resources/` one file for each. */
import { methodNotAllowed, notFound, type Answer } from "./answer.ts";
import { overview } from "./resources/overview.ts";
import { queuesOf, queuesOfAll } from "./resources/queues.ts";
import type { ManagementSource } from "./source.ts";

/** `parameters` are the path's `:names`, decoded. */
export type Resource = (source: ManagementSource, parameters: Readonly<Record<string, string>>) => Answer;

interface Route {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<string, Resource>>>;
}

const ROUTES: readonly Route[] = [
  { path: "/api/overview", methods: { GET: overview } },
  { path: "/api/queues", methods: { GET: queuesOfAll } },
  { path: "/api/queues/:vhost", methods: { GET: queuesOf } },
];

export function answerTo(source: ManagementSource, method: string, path: string): Answer {
  for (const route of ROUTES) {
    const parameters = match(route.path, path);
    if (parameters === undefined) continue;
    const resource = route.methods[method === "HEAD" ? "GET" : method];
    return resource?.(source, parameters) ?? methodNotAllowed(["HEAD", ...Object.keys(route.methods)]);
  }
  return notFound();
}

/** The values of the pattern's `:names`; undefined where the path is another one. */
function match(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) {
      const decoded = decode(value);
      if (decoded === undefined) return undefined;
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
