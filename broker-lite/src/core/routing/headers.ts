/**
 * Headers exchange (amqp0-9-1 §3.1.3.4, https://www.rabbitmq.com/docs/exchanges#headers): a binding's arguments against the message's
 * headers, all of them or any of them.
 */
import type { FieldTable, FieldValue } from "../../wire/index.ts";
import { canonicalArguments } from "../ports.ts";
import { channelError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import { typeName, valueText } from "../arguments.ts";
import type { Binding, Router } from "../binding.ts";

const MATCH_KINDS = ["all", "any", "all-with-x", "any-with-x"] as const;
type MatchKind = (typeof MATCH_KINDS)[number];

interface Matcher {
  readonly kind: "all" | "any";
  readonly wanted: readonly (readonly [name: string, value: FieldValue])[];
}

export class HeadersRouter implements Router {
  readonly #matchers = new Map<Binding, Matcher>();
  readonly #isSame: (left: FieldValue, right: FieldValue) => boolean;

  constructor({ headersCompareTypes }: Profile) {
    this.#isSame = headersCompareTypes ? sameTypedValue : sameValue;
  }

  add(binding: Binding): void {
    this.#matchers.set(binding, matcherFor(binding.arguments));
  }

  remove(binding: Binding): void {
    this.#matchers.delete(binding);
  }

  route(_routingKey: string, headers: FieldTable | undefined, visit: (binding: Binding) => void): void {
    for (const [binding, matcher] of this.#matchers) if (matches(matcher, headers ?? {}, this.#isSame)) visit(binding);
  }
}

/** Refuses what is no `x-match`; RabbitMQ's texts. */
export function validateMatchKind(bindingArguments: FieldTable): void {
  const kind = bindingArguments["x-match"];
  if (kind === undefined) return;
  if (kind.type !== "string") {
    const text = `Invalid x-match field type ${typeName(kind)} (value ${valueText(kind)}); expected longstr`;
    throw channelError("PRECONDITION_FAILED", text);
  }
  if (!isMatchKind(kind.value)) {
    const text = `Invalid x-match field value <<"${kind.value}">>; expected all, any, all-with-x, or any-with-x`;
    throw channelError("PRECONDITION_FAILED", text);
  }
}

function isMatchKind(value: unknown): value is MatchKind {
  return MATCH_KINDS.some((kind) => kind === value);
}

function matcherFor(bindingArguments: FieldTable): Matcher {
  const chosen = bindingArguments["x-match"]?.value;
  const kind = isMatchKind(chosen) ? chosen : "all";
  const withX = kind === "all-with-x" || kind === "any-with-x";
  const wanted = Object.entries(bindingArguments).filter(([name]) =>
    withX ? name !== "x-match" : !name.startsWith("x-"),
  );
  return { kind: kind.startsWith("all") ? "all" : "any", wanted };
}

function matches(matcher: Matcher, headers: FieldTable, isSame: typeof sameValue): boolean {
  const met = ([name, wanted]: readonly [string, FieldValue]): boolean => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return value !== undefined && (wanted.type === "void" || isSame(wanted, value));
  };
  return matcher.kind === "all" ? matcher.wanted.every(met) : matcher.wanted.some(met);
}

/** Until 3.12: numbers of any width are equal, with a fraction or without; a timestamp is no number. */
function sameTypedValue(left: FieldValue, right: FieldValue): boolean {
  if (typeof left.value === "object" || typeof right.value === "object") {
    return left.type === right.type && canonicalArguments({ value: left }) === canonicalArguments({ value: right });
  }
  if ((left.type === "timestamp") !== (right.type === "timestamp")) return false;
  return left.value === right.value;
}

/** Since 3.13 values are compared as Erlang has them, without their types: a timestamp is an integer, 1.0 is none, bytes are a string. */
function sameValue(left: FieldValue, right: FieldValue): boolean {
  const [one, other] = [withoutType(left), withoutType(right)];
  if (typeof one.value === "object" || typeof other.value === "object") return sameTypedValue(one, other);
  return isFraction(one) === isFraction(other) && one.value === other.value;
}

function withoutType(field: FieldValue): FieldValue {
  return field.type === "bytes" ? { type: "string", value: Buffer.from(field.value).toString("utf8") } : field;
}

function isFraction({ type }: FieldValue): boolean {
  return type === "float" || type === "double";
}
