/** What a user may do in a vhost: regular expressions over names (https://www.rabbitmq.com/docs/access-control#authorisation). */
import type { Permission } from "../session/access.ts";

export interface Permissions {
  /** Names of queues and exchanges that may be declared and deleted; the empty expression matches no name. */
  readonly configure: string;
  /** Names that may be published to and bound. */
  readonly write: string;
  /** Names that may be consumed from and bound to. */
  readonly read: string;
}

export const ALL_PERMISSIONS: Permissions = { configure: ".*", write: ".*", read: ".*" };

/** Compiled once: publishing asks for every message. */
export type Matcher = Readonly<Record<Permission, (name: string) => boolean>>;

export const MATCHES_ALL = matcherOf(ALL_PERMISSIONS);

/** Throws a SyntaxError for what is no regular expression. */
export function matcherOf({ configure, write, read }: Permissions): Matcher {
  return { configure: matching(configure), write: matching(write), read: matching(read) };
}

function matching(pattern: string): (name: string) => boolean {
  if (pattern === ".*") return () => true;
  // As in RabbitMQ, nothing is said means nothing is allowed, and not everything.
  const expression = new RegExp(pattern === "" ? "^$" : pattern);
  return (name) => expression.test(name);
}
