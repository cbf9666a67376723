/** Field tables from plain JavaScript values, so that a scenario's line stays short. */
import type { FieldTable, FieldValue, FieldValueType } from "../../src/wire/index.ts";

/** What a scenario may write where a field value is meant; a number is an int32, unless it says otherwise with `typed`. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain } | Typed;

/** A value with its wire type spelled out. */
class Typed {
  readonly #field: FieldValue;

  constructor(field: FieldValue) {
    this.#field = field;
  }

  get field(): FieldValue {
    return this.#field;
  }
}

/** `typed("int64", 5)`: for values whose wire type matters. */
export function typed(type: FieldValueType, value: FieldValue["value"]): Typed {
  return new Typed({ type, value } as FieldValue);
}

export function table(plain: { readonly [name: string]: Plain }): FieldTable {
  return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, fieldValue(value)]));
}

function fieldValue(plain: Plain): FieldValue {
  if (plain instanceof Typed) return plain.field;
  if (plain === null) return { type: "void", value: null };
  if (typeof plain === "string") return { type: "string", value: plain };
  if (typeof plain === "boolean") return { type: "boolean", value: plain };
  if (typeof plain === "number") {
    return Math.abs(plain) < 2 ** 31 ? { type: "int32", value: plain } : { type: "int64", value: plain };
  }
  if (Array.isArray(plain)) return { type: "array", value: (plain as readonly Plain[]).map(fieldValue) };
  return { type: "table", value: table(plain as { readonly [name: string]: Plain }) };
}
