/**
 * Users: who may log in, with which tags, and what they may do in which vhost. Owns them all, and tells the journal of those that must
 * outlive a restart. Knows nothing of connections: whoever deletes a user ends them.
 */
import { randomBytes } from "node:crypto";
import {
  definitionKey,
  type Definition,
  type Journal,
  type TopicPermissionsDefinition,
  type UserDefinition,
} from "../core/ports.ts";
import type { AccessControl, Login, Permission, TopicPermission } from "../session/access.ts";
import { isPassword, storedPassword, type StoredPassword } from "./passwords.ts";
import {
  ALL_PERMISSIONS,
  matcherOf,
  MATCHES_ALL,
  topicMatcherOf,
  type Matcher,
  type Permissions,
  type TopicMatcher,
  type TopicPermissions,
} from "./permissions.ts";

export interface User {
  readonly name: string;
  readonly password: string;
  /**
   * What the user may do with the management API: `administrator`, `monitoring`, `management`
   * (https://www.rabbitmq.com/docs/management#permissions). Unless said: administrator, or none where there are permissions.
   */
  readonly tags?: readonly string[];
  /** By vhost; the user has no access to the ones that are not named. Unless said: everything in every vhost. */
  readonly permissions?: Readonly<Record<string, Permissions>>;
}

/** A user as others see it. */
export interface Account extends StoredPassword {
  readonly name: string;
  readonly tags: readonly string[];
}

interface StoredAccount extends Account {
  readonly isUnlimited: boolean;
  /** By vhost. */
  readonly permissions: ReadonlyMap<string, Granted>;
  readonly topics: readonly GrantedTopics[];
}

interface GrantedTopics {
  readonly vhost: string;
  readonly exchange: string;
  readonly permissions: TopicPermissions;
  readonly matcher: TopicMatcher;
}

interface Granted {
  readonly permissions: Permissions;
  readonly matcher: Matcher;
}

/** Everybody knows its password: it may log in from this machine only (https://www.rabbitmq.com/docs/access-control#loopback-users). */
const LOOPBACK_ONLY_USER = "guest";

/** Who there is when nobody was named, neither by options nor before. */
export const DEFAULT_USER: User = { name: "guest", password: "guest" };

const NO_PERMISSIONS: Pick<StoredAccount, "isUnlimited" | "permissions" | "topics"> = {
  isUnlimited: false,
  permissions: new Map(),
  topics: [],
};

export class Users implements AccessControl {
  readonly #configured: readonly User[] | undefined;
  #accounts = new Map<string, StoredAccount>();
  #journal: Journal | undefined;
  /** Compared with when there is no such user, so that unknown names take as long as wrong passwords. */
  readonly #nobody = storedPassword(randomBytes(16).toString("hex"));

  /** @param users what the options say; without it the default user, where nobody is kept from before. */
  constructor(users?: readonly User[]) {
    this.#configured = users;
    this.#reset([]);
  }

  /** Those that a journal kept; changes are told to it from now on. What the options say of a user counts more. */
  restore(definitions: Iterable<Definition>, journal: Journal): void {
    this.#journal = journal;
    this.#reset([...definitions].filter((definition) => definition.kind === "user"));
  }

  authenticate({ userName, password, isLoopback }: Login): boolean {
    const account = this.#accounts.get(userName);
    const isRight = isPassword(password, account ?? this.#nobody);
    return account !== undefined && isRight && (isLoopback || userName !== LOOPBACK_ONLY_USER);
  }

  mayUseVhost(userName: string, vhost: string): boolean {
    return this.#matcher(userName, vhost) !== undefined;
  }

  may(userName: string, vhost: string, permission: Permission, resourceName: string): boolean {
    return this.#matcher(userName, vhost)?.[permission](resourceName) === true;
  }

  mayUseTopic(
    userName: string,
    vhost: string,
    permission: TopicPermission,
    exchange: string,
    routingKey: string,
  ): boolean {
    const topics = this.#accounts.get(userName)?.topics ?? [];
    const limit = topics.find((granted) => granted.exchange === exchange && granted.vhost === vhost);
    return limit === undefined || limit.matcher[permission](routingKey);
  }

  get(name: string): Account | undefined {
    return this.#accounts.get(name);
  }

  list(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  /** Makes or changes a user; a new one has no permissions. True for a new one. */
  put(account: Account): boolean {
    const existing = this.#accounts.get(account.name);
    const { isUnlimited, permissions, topics } = existing ?? NO_PERMISSIONS;
    this.#keep({ ...account, isUnlimited, permissions, topics });
    return existing === undefined;
  }

  delete(name: string): boolean {
    const account = this.#accounts.get(name);
    if (account === undefined) return false;
    this.#accounts.delete(name);
    this.#journal?.remove(definitionKey(definitionOf(account)));
    this.#keepDefaultUser();
    return true;
  }

  /** Undefined where the user may not use the vhost at all, or is not there. */
  permissions(name: string, vhost: string): Permissions | undefined {
    const account = this.#accounts.get(name);
    return (
      account?.permissions.get(vhost)?.permissions ?? (account?.isUnlimited === true ? ALL_PERMISSIONS : undefined)
    );
  }

  /** Throws a SyntaxError for what is no regular expression; true where there were none before. */
  permit(name: string, vhost: string, permissions: Permissions): boolean {
    const account = this.#account(name);
    const isNew = this.permissions(name, vhost) === undefined;
    const granted = { permissions, matcher: matcherOf(permissions) };
    this.#keep({ ...account, permissions: new Map([...account.permissions, [vhost, granted]]) });
    return isNew;
  }

  /** @param vhosts all there are: who may do everything may still do it in the others. */
  revoke(name: string, vhost: string, vhosts: Iterable<string>): boolean {
    const account = this.#accounts.get(name);
    if (account === undefined || this.permissions(name, vhost) === undefined) return false;
    const everywhere = { permissions: ALL_PERMISSIONS, matcher: MATCHES_ALL };
    const implied = account.isUnlimited ? [...vhosts].map((other) => [other, everywhere] as const) : [];
    const permissions = new Map([...implied, ...account.permissions]);
    permissions.delete(vhost);
    this.#keep({ ...account, isUnlimited: false, permissions });
    return true;
  }

  topicPermissions(name: string): readonly TopicPermissionsDefinition[] {
    return (this.#accounts.get(name)?.topics ?? []).map(({ vhost, exchange, permissions }) => {
      return { vhost, exchange, ...permissions };
    });
  }

  /** Throws a SyntaxError for what is no regular expression; true where there were none before. */
  permitTopics(name: string, { vhost, exchange, write, read }: TopicPermissionsDefinition): boolean {
    const account = this.#account(name);
    const others = account.topics.filter((granted) => granted.vhost !== vhost || granted.exchange !== exchange);
    const permissions = { write, read };
    const matcher = topicMatcherOf(permissions, name, vhost);
    this.#keep({ ...account, topics: [...others, { vhost, exchange, permissions, matcher }] });
    return others.length === account.topics.length;
  }

  /** Of all exchanges of the vhost; false where there were none. */
  freeTopics(name: string, vhost: string): boolean {
    const account = this.#accounts.get(name);
    const topics = account?.topics.filter((granted) => granted.vhost !== vhost);
    if (account === undefined || topics === undefined || topics.length === account.topics.length) return false;
    this.#keep({ ...account, topics });
    return true;
  }

  /** A new vhost of that name starts without anybody's permissions. */
  forgetVhost(vhost: string): void {
    for (const account of this.#accounts.values()) {
      const permissions = new Map(account.permissions);
      const topics = account.topics.filter((granted) => granted.vhost !== vhost);
      const isNamed = permissions.delete(vhost) || topics.length < account.topics.length;
      if (isNamed) this.#keep({ ...account, permissions, topics });
    }
  }

  #account(name: string): StoredAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`there is no user ${name}`);
    return account;
  }

  #matcher(userName: string, vhost: string): Matcher | undefined {
    const account = this.#accounts.get(userName);
    if (account === undefined) return undefined;
    return account.permissions.get(vhost)?.matcher ?? (account.isUnlimited ? MATCHES_ALL : undefined);
  }

  #keep(account: StoredAccount): void {
    this.#accounts.set(account.name, account);
    this.#journal?.put(definitionKey(definitionOf(account)), definitionOf(account));
    this.#keepDefaultUser();
  }

  /** It is made only where nobody is kept: once somebody is, it has to be kept, too. */
  #keepDefaultUser(): void {
    if (this.#configured !== undefined) return;
    const account = this.#accounts.get(DEFAULT_USER.name);
    if (account !== undefined) this.#journal?.put(definitionKey(definitionOf(account)), definitionOf(account));
  }

  #reset(kept: readonly UserDefinition[]): void {
    const configured = this.#configured ?? (kept.length === 0 ? [DEFAULT_USER] : []);
    this.#accounts = new Map([
      ...kept.map((definition) => [definition.name, keptAccount(definition)] as const),
      ...configured.map((user) => [user.name, configuredAccount(user)] as const),
    ]);
  }
}

/** Whether the peer's address is on this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function configuredAccount({ name, password, tags, permissions }: User): StoredAccount {
  const granted = Object.entries(permissions ?? {}).map(
    ([vhost, given]) => [vhost, { permissions: given, matcher: matcherOf(given) }] as const,
  );
  return {
    name,
    ...storedPassword(password),
    tags: tags ?? (permissions === undefined ? ["administrator"] : []),
    isUnlimited: permissions === undefined,
    permissions: new Map(granted),
    topics: [],
  };
}

function keptAccount(definition: UserDefinition): StoredAccount {
  const { name, passwordHash, hashingAlgorithm, tags, isUnlimited } = definition;
  const permissions = new Map(
    definition.permissions.map(({ vhost, ...given }) => [vhost, { permissions: given, matcher: matcherOf(given) }]),
  );
  const topics = definition.topicPermissions.map(({ vhost, exchange, ...given }) => {
    return { vhost, exchange, permissions: given, matcher: topicMatcherOf(given, name, vhost) };
  });
  return { name, passwordHash, hashingAlgorithm, tags, isUnlimited, permissions, topics };
}

function definitionOf(account: StoredAccount): UserDefinition {
  const { name, passwordHash, hashingAlgorithm, tags, isUnlimited } = account;
  const permissions = [...account.permissions].map(([vhost, granted]) => ({ vhost, ...granted.permissions }));
  const topicPermissions = account.topics.map(({ vhost, exchange, permissions: given }) => {
    return { vhost, exchange, ...given };
  });
  return { kind: "user", name, passwordHash, hashingAlgorithm, tags, isUnlimited, permissions, topicPermissions };
}
