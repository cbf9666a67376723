/**
 * What the core needs from outside, as interfaces: time, identifiers and the journal that keeps durable things.
 * Owns only the shapes; the server hands in the real ones, tests hand in plain objects.
 */
import type { FieldTable, Properties } from "../wire/index.ts";
import type { DeathReason } from "./dead-letter.ts";

/** Time as a number of milliseconds since 1970. A test's clock is a variable. */
export interface Clock {
  now(): number;
}

/** Names nobody can guess: queue names (`amq.gen-…`), consumer tags (`amq.ctag-…`) and reply addresses are made of them. */
export interface IdGenerator {
  /** 22 characters of the URL-safe base64 alphabet, as long as RabbitMQ's. */
  token(): string;
}

export type ExchangeType = "direct" | "fanout" | "topic" | "headers";

export interface VhostDefinition {
  readonly kind: "vhost";
  readonly vhost: string;
}

export interface ExchangeDefinition {
  readonly kind: "exchange";
  readonly vhost: string;
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

export interface QueueDefinition {
  readonly kind: "queue";
  readonly vhost: string;
  /** Unique in the broker and never used again, also after a restart. Journal entries name their queue by it. */
  readonly queueId: number;
  readonly name: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

export interface BindingDefinition {
  readonly kind: "binding";
  readonly vhost: string;
  readonly source: string;
  readonly destinationKind: "queue" | "exchange";
  readonly destination: string;
  readonly routingKey: string;
  readonly arguments: FieldTable;
}

/** Regular expressions over the names of queues and exchanges; the empty one matches nothing. */
export interface PermissionsDefinition {
  readonly vhost: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Regular expressions over the routing keys of one topic exchange; a key is free where there are none. */
export interface TopicPermissionsDefinition {
  readonly vhost: string;
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/** Somebody who may log in. The core only keeps it: what it means is the server's business. */
export interface UserDefinition {
  readonly kind: "user";
  readonly name: string;
  /** Base64 of salt and hash; empty for somebody who can't log in by password. */
  readonly passwordHash: string;
  readonly hashingAlgorithm: string;
  readonly tags: readonly string[];
  /** May do everything in every vhost that is not among the permissions. */
  readonly isUnlimited: boolean;
  readonly permissions: readonly PermissionsDefinition[];
  readonly topicPermissions: readonly TopicPermissionsDefinition[];
}

/** Undefined, and less than 0, is no limit (https://www.rabbitmq.com/docs/vhosts#limits). */
export interface VhostLimits {
  readonly connectionMaximum?: number;
  readonly queueMaximum?: number;
}

export interface VhostLimitsDefinition {
  readonly kind: "vhost-limits";
  readonly vhost: string;
  readonly limits: VhostLimits;
}

/** By the names that RabbitMQ has for them: `max-length`, `dead-letter-exchange` … JSON values. */
export type PolicySettings = Readonly<Record<string, unknown>>;

export type PolicyTarget = "all" | "queues" | "exchanges" | "classic_queues" | "quorum_queues" | "streams";

/** https://www.rabbitmq.com/docs/policies */
export interface PolicyDefinition {
  readonly kind: "policy";
  readonly vhost: string;
  readonly name: string;
  /** Limits that users can't lift by policies or arguments of their own. */
  readonly isOperator: boolean;
  /** A regular expression over names; it may match anywhere in them. */
  readonly pattern: string;
  readonly appliesTo: PolicyTarget;
  /** Of several that match, the highest counts alone. */
  readonly priority: number;
  readonly settings: PolicySettings;
}

/** What a vhost consists of. */
export type ResourceDefinition =
  | VhostDefinition
  | VhostLimitsDefinition
  | PolicyDefinition
  | ExchangeDefinition
  | QueueDefinition
  | BindingDefinition;

/** Something declared that outlives a restart. */
export type Definition = ResourceDefinition | UserDefinition;

/** A message as it is kept: once, however many queues hold it. */
export interface StoredMessage {
  /** Unique in the broker and rising. */
  readonly messageId: number;
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly body: Uint8Array;
  /** Further routing keys (CC and BCC). */
  readonly carbonCopies: readonly string[];
  /** The broker dead-lettered it before: its `x-death` header is true. */
  readonly isDeadLettered: boolean;
}

/** One place of a message in one queue. A queue is read in rising position. */
export interface StoredEntry {
  readonly queueId: number;
  /** Rising within the queue; a requeued message keeps its position. */
  readonly position: number;
  readonly messageId: number;
  /** Milliseconds since 1970 at which it expires in this queue, if it does. */
  readonly expiresAtMs: number | undefined;
  /** How often it came back to its queue after a delivery (`x-delivery-count` of quorum queues). */
  readonly deliveryCount: number;
  /** It is dead, and stays until all that it goes to have taken it (`x-dead-letter-strategy: at-least-once`). */
  readonly diedOf?: DeathReason | undefined;
}

/** Everything a journal kept, in the order in which it must be put back. */
export interface JournalContents {
  /** In the order in which they were first put: an exchange or queue comes before its bindings. */
  readonly definitions: Iterable<Definition>;
  readonly messages: Iterable<StoredMessage>;
  /** By queue, then by position. */
  readonly entries: Iterable<StoredEntry>;
  /** By queueId: the highest position ever delivered to a consumer; entries up to it come back as redelivered. */
  readonly deliveredThrough: ReadonlyMap<number, number>;
}

/**
 * Where durable things are written. Calls take effect in the order in which they were made; they return at once and never
 * fail to the caller: a journal that cannot write any more must never report `flushed` for what it lost.
 *
 * Calls of one turn of the event loop belong together: a crash keeps all of a batch or nothing of it, so that a message
 * which moves between queues (dead-lettering) is never lost or doubled, and a transaction is never half there.
 */
export interface Journal {
  /** Declares or replaces the definition with that key (see `definitionKey`). */
  put(key: string, definition: Definition): void;
  remove(key: string): void;
  /** Keeps a message; entries that name it follow in the same turn. */
  storeMessage(message: StoredMessage): void;
  /** The last entry that named this message is gone. */
  removeMessage(messageId: number): void;
  enqueue(entry: StoredEntry): void;
  /** The entry left its queue for good: acknowledged, expired, dropped, purged or dead-lettered. */
  settle(queueId: number, position: number): void;
  /** A delivery came back to its place; or it died, and nobody has taken it yet. */
  requeue(queueId: number, position: number, deliveryCount: number, diedOf?: DeathReason): void;
  /**
   * Entries up to this position have been delivered at least once. Only a hint for the redelivered flag after a restart:
   * the last call of a queue counts, and it may wait for the next batch that has to be written anyway.
   */
  delivered(queueId: number, throughPosition: number): void;
  /** All entries of the queue are gone (its definition is removed by its key). Messages are removed one by one by `removeMessage`. */
  removeQueue(queueId: number): void;
  /**
   * Calls back once all that was told to the journal before is safe: on disk for the disk variant. Callbacks come in the order
   * in which they were asked for; a journal that has nothing to wait for may call back before it returns.
   */
  flushed(callback: () => void): void;
}

/** The key of a definition in the journal: the same thing always has the same key. */
export function definitionKey(definition: Definition): string {
  switch (definition.kind) {
    case "vhost":
    case "vhost-limits":
      return JSON.stringify([definition.kind, definition.vhost]);
    case "policy": {
      const kind = definition.isOperator ? "operator-policy" : "policy";
      return JSON.stringify([kind, definition.vhost, definition.name]);
    }
    case "user":
      return JSON.stringify(["user", definition.name]);
    case "exchange":
    case "queue":
      return JSON.stringify([definition.kind, definition.vhost, definition.name]);
    case "binding":
      return JSON.stringify([
        "binding",
        definition.vhost,
        definition.source,
        definition.destinationKind,
        definition.destination,
        definition.routingKey,
        canonicalArguments(definition.arguments),
      ]);
  }
}

/** Field values as text with sorted names: two tables that mean the same give the same text. */
export function canonicalArguments(table: FieldTable): string {
  return JSON.stringify(table, (_name, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Uint8Array) return { bytes: [...value] };
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
    }
    return value;
  });
}
