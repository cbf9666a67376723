/**
 * Whether something that is declared again is what it was (https://www.rabbitmq.com/docs/queues#property-equivalence), and RabbitMQ's
 * words where it is not (rabbit_misc:assert_args_equivalence).
 */
import type { FieldTable, FieldValue } from "../wire/index.ts";
import { isInteger, typeName, valueText } from "./arguments.ts";
import { channelError } from "./errors.ts";

/** @param owner as texts name it: `queue 'q' in vhost '/'` */
export function assertSameProperty(owner: string, name: string, received: unknown, current: unknown): void {
  if (received === current) return;
  throw inequivalent(owner, name, `'${String(received)}'`, `'${String(current)}'`);
}

/** Compares the named arguments; others don't count. */
export function assertSameArguments(
  owner: string,
  names: readonly string[],
  received: FieldTable,
  current: FieldTable,
): void {
  for (const name of names) {
    const [was, is] = [valueOf(current, name), valueOf(received, name)];
    if (was === undefined && is === undefined) continue;
    if (was === undefined || is === undefined) {
      throw inequivalent(owner, name, describeArgument(is), describeArgument(was));
    }
    if (!sameArgument(was, is)) throw inequivalent(owner, name, `'${valueText(is)}'`, `'${valueText(was)}'`);
  }
}

/** Integers of any width are one kind. */
function sameArgument(left: FieldValue, right: FieldValue): boolean {
  const sameKind = left.type === right.type || (isInteger(left) && isInteger(right));
  return sameKind && valueText(left) === valueText(right);
}

function valueOf(table: FieldTable, name: string): FieldValue | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function describeArgument(value: FieldValue | undefined): string {
  return value === undefined ? "none" : `the value '${valueText(value)}' of type '${typeName(value)}'`;
}

function inequivalent(owner: string, name: string, received: string, current: string): Error {
  const text = `inequivalent arg '${name}' for ${owner}: received ${received} but current is ${current}`;
  return channelError("PRECONDITION_FAILED", text);
}
