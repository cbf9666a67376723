/** Between the values of AMQP tables and those of JSON; names of properties as RabbitMQ's API has them. */
import {
  encodeTableContent,
  EncodeError,
  FIELD_DEPTH_MAXIMUM,
  plain,
  PROPERTIES,
  type FieldTable,
  type FieldValue,
  type PlainValue,
  type Properties,
} from "../wire/index.ts";
import { badRequest } from "./answer.ts";
import { isObject, type Body } from "./request.ts";

/** JSON has no large integers and no bytes. */
export function json(value: PlainValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(json);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, json(inner)]));
  }
  return value;
}

export function tableJson(table: FieldTable): unknown {
  return json(plain(table));
}

/** An object as arguments or headers; nothing and an empty list are an empty table. Throws a 400. */
export function tableOf(value: unknown): FieldTable {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return {};
  if (!isObject(value)) throw badRequest(["not_an_object", value]);
  const table = fieldsOf(value);
  try {
    encodeTableContent(table);
  } catch (error) {
    if (error instanceof EncodeError) throw badRequest(error.message);
    throw error;
  }
  return table;
}

function fieldsOf(value: Body, depth = 0): FieldTable {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fieldOf(inner, depth)]));
}

/** Integers are 64 bits wide and texts are long strings, as in RabbitMQ (rabbit_misc:type_val). */
function fieldOf(value: unknown, depth: number): FieldValue {
  if (depth > FIELD_DEPTH_MAXIMUM) throw badRequest(`nested deeper than ${FIELD_DEPTH_MAXIMUM} levels`);
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "boolean") return { type: "boolean", value };
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? { type: "int64", value } : { type: "double", value };
  }
  if (Array.isArray(value)) return { type: "array", value: value.map((inner) => fieldOf(inner, depth + 1)) };
  if (isObject(value)) return { type: "table", value: fieldsOf(value, depth + 1) };
  throw badRequest("null_not_allowed");
}

/** `deliveryMode` → `delivery_mode`; one that nobody set is not there, and nothing at all is an empty list. */
export function propertiesJson(properties: Properties): unknown {
  const entries = PROPERTIES.flatMap(([name]) => {
    const value = properties[name];
    if (value === undefined) return [];
    return [[snakeCase(name), name === "headers" ? tableJson(properties.headers ?? {}) : value] as const];
  });
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

/** The opposite; names that AMQP does not have are left out. Throws a 400. */
export function propertiesOf(value: unknown): Properties {
  if (Array.isArray(value) && value.length === 0) return {};
  if (!isObject(value)) throw badRequest(["not_an_object", value]);
  const properties: Record<string, unknown> = {};
  for (const [name, type] of PROPERTIES) {
    const key = snakeCase(name);
    const given = value[key];
    if (given !== undefined) properties[name] = propertyOf(key, type, given);
  }
  return properties;
}

function propertyOf(key: string, type: (typeof PROPERTIES)[number][1], given: unknown): unknown {
  if (type === "table") return tableOf(given);
  if (type === "shortString") {
    if (typeof given !== "string") throw badRequest(["not_string", key]);
    return given;
  }
  if (typeof given !== "number" || !Number.isSafeInteger(given) || given < 0) throw badRequest(["not_int", key]);
  return given;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
