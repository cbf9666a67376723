/** What a user may do in a vhost: regular expressions over names (https://www.rabbitmq.com/docs/access-control#authorisation). */
import type { Permission, TopicPermission } from "../session/access.ts";

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

/** Of one topic exchange. */
export type TopicPermissions = Pick<Permissions, TopicPermission>;

export type TopicMatcher = Pick<Matcher, TopicPermission>;

/** `{username}` and `{vhost}` in an expression stand for these. Throws a SyntaxError. */
export function topicMatcherOf({ write, read }: TopicPermissions, username: string, vhost: string): TopicMatcher {
  const filled = (pattern: string): string =>
    pattern.replaceAll("{username}", () => literal(username)).replaceAll("{vhost}", () => literal(vhost));
  return { write: matching(filled(write)), read: matching(filled(read)) };
}

/** Matches that text and nothing else. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function matching(pattern: string): (name: string) => boolean {
  if (pattern === ".*") return () => true;
  // As in RabbitMQ, nothing is said means nothing is allowed, and not everything.
  const expression = new RegExp(pattern === "" ? "^$" : pattern);
  return (name) => expression.test(name);
}
