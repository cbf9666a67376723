/** Methods, properties and tables as one line of text for people. Safe to print: control characters are escaped. */
import type { FieldTable, FieldValue, Method, Properties, WireValues } from "./types.ts";

type FieldOfMethod = WireValues[keyof WireValues];

/** `basic.publish exchange="" routing-key="hello" mandatory`: flags that are off and empty tables are left out. */
export function describeMethod(method: Method): string {
  return describeFields(method.name, method.fields);
}

/** `delivery-mode=2 correlation-id="…"`; empty without properties. */
export function describeProperties(properties: Properties): string {
  return describeFields("", properties);
}

/** `{x-queue-type="quorum", x-max-length=5}` */
export function describeTable(table: FieldTable): string {
  return `{${Object.entries(table)
    .map(([name, value]) => `${quoteName(name)}=${describeFieldValue(value)}`)
    .join(", ")}}`;
}

/** A JSON string in which nothing can move a terminal's cursor or turn the direction of the text. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    UNSAFE_TO_PRINT,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const UNSAFE_TO_PRINT = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** Text stands for long byte strings in a line; the rest is counted. */
const BYTES_SHOWN_MAXIMUM = 16;

function describeFields(name: string, fields: Readonly<Record<string, FieldOfMethod | undefined>>): string {
  const words = name === "" ? [] : [name];
  for (const [field, value] of Object.entries(fields)) {
    const label = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const text = value === undefined ? undefined : describeValue(value);
    if (text !== undefined) words.push(text === "" ? label : `${label}=${text}`);
  }
  return words.join(" ");
}

/** Undefined for what is not worth a word, empty for a flag that is on. */
function describeValue(value: FieldOfMethod): string | undefined {
  if (typeof value === "boolean") return value ? "" : undefined;
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  if (isBytes(value)) return describeBytes(value);
  return Object.keys(value).length === 0 ? undefined : describeTable(value);
}

function isBytes(value: FieldTable | Uint8Array): value is Uint8Array {
  return value instanceof Uint8Array;
}

function describeFieldValue(field: FieldValue): string {
  if (field.type === "table") return describeTable(field.value);
  if (field.type === "array") return `[${field.value.map(describeFieldValue).join(", ")}]`;
  if (field.type === "string") return quote(field.value);
  if (field.type === "bytes") return describeBytes(field.value);
  if (field.type === "decimal") return String(field.value.unscaled / 10 ** field.value.scale);
  return String(field.value);
}

function describeBytes(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, BYTES_SHOWN_MAXIMUM)).toString("hex");
  return bytes.length > BYTES_SHOWN_MAXIMUM ? `<${shown}… ${bytes.length} bytes>` : `<${shown}>`;
}

function quoteName(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : quote(name);
}
