/**
 * What may be in a policy: which settings there are, what their values may be, and RabbitMQ's words for what is wrong (rabbit_policies).
 * Those that mean nothing on one machine (mirrors, streams, where things are kept) are taken and have no effect.
 */
import type { PolicySettings } from "./ports.ts";
import type { Profile } from "./profile.ts";

interface SettingRow {
  /** As texts name it: `5 is not a valid maximum length`. */
  readonly what: string;
  isValid(value: unknown): boolean;
  /** May be in an operator's policy; then the lower one counts where both say something. */
  readonly forOperators?: true;
}

const isName = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isPositive = (value: unknown): boolean => isCount(value) && Number(value) > 0;
const oneOf =
  (...values: readonly string[]) =>
  (value: unknown): boolean =>
    values.some((known) => known === value);

const SETTINGS: Readonly<Record<string, SettingRow>> = {
  "alternate-exchange": { what: "alternate exchange name", isValid: isName },
  "dead-letter-exchange": { what: "dead letter exchange name", isValid: isName },
  "dead-letter-routing-key": { what: "dead letter routing key", isValid: isName },
  "dead-letter-strategy": { what: "dead letter strategy", isValid: oneOf("at-most-once", "at-least-once") },
  "message-ttl": { what: "message TTL", isValid: isCount, forOperators: true },
  expires: { what: "queue expiry", isValid: isPositive, forOperators: true },
  "max-length": { what: "maximum length", isValid: isCount, forOperators: true },
  "max-length-bytes": { what: "maximum length in bytes", isValid: isCount, forOperators: true },
  overflow: { what: "overflow value", isValid: oneOf("drop-head", "reject-publish", "reject-publish-dlx") },
  "delivery-limit": { what: "delivery limit", isValid: isCount, forOperators: true },
  "consumer-timeout": { what: "consumer timeout", isValid: isCount, forOperators: true },
};

/** RabbitMQ has them for what broker-lite does not: a file of definitions that names them is taken all the same. */
const WITHOUT_EFFECT = [
  "ha-mode",
  "ha-params",
  "ha-sync-mode",
  "ha-sync-batch-size",
  "ha-promote-on-shutdown",
  "ha-promote-on-failure",
  "initial-cluster-size",
  "max-age",
  "max-in-memory-bytes",
  "max-in-memory-length",
  "queue-leader-locator",
  "queue-master-locator",
  "queue-mode",
  "queue-version",
  "stream-max-segment-size-bytes",
];

/** What is wrong with them, in RabbitMQ's words; undefined when nothing is. */
export function problemOfSettings(
  settings: PolicySettings,
  isOperator: boolean,
  { mirroredQueues }: Profile,
): string | undefined {
  const entries = Object.entries(settings);
  if (entries.length === 0) return "no policy provided";
  const unknown = entries.filter(([name]) => !isKnown(name, isOperator) || (name.startsWith("ha-") && !mirroredQueues));
  if (unknown.length > 0) {
    const terms = unknown.map(([name, value]) => `{${erlang(name)},${erlang(value)}}`);
    return `[${terms.join(",")}] are not recognised policy settings`;
  }
  const wrong = entries.find(([name, value]) => SETTINGS[name]?.isValid(value) === false);
  return wrong === undefined ? undefined : `${erlang(wrong[1])} is not a valid ${SETTINGS[wrong[0]]?.what}`;
}

/** Where both say something, the lower number counts. */
export function mergedSettings(settings: PolicySettings, operatorSettings: PolicySettings): PolicySettings {
  const merged: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(operatorSettings)) {
    const other = merged[name];
    merged[name] = typeof value === "number" && typeof other === "number" ? Math.min(value, other) : value;
  }
  return merged;
}

function isKnown(name: string, isOperator: boolean): boolean {
  const row = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (isOperator) return row?.forOperators === true;
  return row !== undefined || WITHOUT_EFFECT.includes(name);
}

function erlang(value: unknown): string {
  return typeof value === "string" ? `<<"${value}">>` : JSON.stringify(value);
}
