/**
 * What a message becomes when it dies: its headers tell where, why and how often (https://www.rabbitmq.com/docs/dlx#effects). Pure; where
 * it goes next is the vhost's business.
 */
import type { FieldTable, FieldValue, Properties } from "../wire/index.ts";
import { copyKeys, withHeader, withoutHeader, type Message } from "./message.ts";
import type { Profile } from "./profile.ts";

export type DeathReason = "rejected" | "expired" | "maxlen" | "delivery_limit";

export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly atMs: number;
  /** The queue's `x-dead-letter-routing-key`, where it has one. */
  readonly routingKey: string | undefined;
}

/** Headers and properties of the message after this death. */
export function propertiesAfter(message: Message, death: Death, profile: Profile): Properties {
  const { expiration: _expiration, headers, ...others } = message.properties;
  const history = profile.believesPublishedDeaths || message.isDeadLettered ? deathsOf(headers) : [];
  let after: FieldTable = withHeader(headers, "x-death", array(recorded(history, message, death)));
  // Set at the first death and never changed. Where a client's history is believed, any `x-death` means an earlier death.
  const isFirst = profile.believesPublishedDeaths ? headers?.["x-death"] === undefined : !message.isDeadLettered;
  if (isFirst) after = deathHeaders(after, "first", message, death);
  if (profile.lastDeathHeaders) after = deathHeaders(after, "last", message, death);
  // With a routing key of its own the message does not go to the copies again.
  if (death.routingKey !== undefined) after = withoutHeader(after, "CC");
  // A message that expired once would at once expire again.
  return { ...others, headers: after };
}

/**
 * Whether a message that died like this must not go to that queue: it was there already, and nobody rejected it in between, so it
 * would go round for ever (https://www.rabbitmq.com/docs/dlx#automatic-dead-letter-cycles).
 */
export function isCycle(queue: string, properties: Properties): boolean {
  const deaths = deathsOf(properties.headers);
  const index = deaths.findIndex((death) => textOf(death, "queue") === queue);
  if (index === -1) return false;
  return deaths.slice(0, index + 1).every((death) => textOf(death, "reason") !== "rejected");
}

/** The newest first; the same queue and reason is one entry that counts. */
function recorded(history: readonly FieldTable[], message: Message, death: Death): FieldTable[] {
  const isSame = (entry: FieldTable): boolean =>
    textOf(entry, "queue") === death.queue && textOf(entry, "reason") === death.reason;
  const same = history.find(isSame);
  const others = history.filter((entry) => entry !== same);
  if (same !== undefined) {
    const count = Number(same["count"]?.value ?? 0) + 1;
    return [{ ...same, count: { type: "int64", value: count } }, ...others];
  }
  const keys = [message.routingKey, ...copyKeys(message.properties.headers, "CC")];
  const { expiration } = message.properties;
  const entry: FieldTable = {
    count: { type: "int64", value: 1 },
    reason: text(death.reason),
    queue: text(death.queue),
    time: { type: "timestamp", value: Math.floor(death.atMs / 1000) },
    exchange: text(message.exchange),
    "routing-keys": { type: "array", value: keys.map(text) },
    ...(expiration === undefined ? {} : { "original-expiration": text(expiration) }),
  };
  return [entry, ...others];
}

function deathHeaders(headers: FieldTable, which: "first" | "last", message: Message, death: Death): FieldTable {
  return {
    ...headers,
    [`x-${which}-death-reason`]: text(death.reason),
    [`x-${which}-death-queue`]: text(death.queue),
    [`x-${which}-death-exchange`]: text(message.exchange),
  };
}

function deathsOf(headers: FieldTable | undefined): readonly FieldTable[] {
  const deaths = headers?.["x-death"];
  if (deaths?.type !== "array") return [];
  return deaths.value.filter((entry) => entry.type === "table").map((entry) => entry.value);
}

function textOf(table: FieldTable, name: string): string | undefined {
  const value = table[name];
  return value?.type === "string" ? value.value : undefined;
}

function text(value: string): FieldValue {
  return { type: "string", value };
}

function array(tables: readonly FieldTable[]): FieldValue {
  return { type: "array", value: tables.map((value) => ({ type: "table", value })) };
}
