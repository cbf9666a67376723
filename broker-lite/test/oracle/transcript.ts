/**
 * The record of a scenario: one line of text per frame, the same on every run. Owns how frames are written down and how
 * generated names are replaced; knows nothing of sockets.
 */
import { createHash } from "node:crypto";
import type { FieldTable, FieldValue, Properties } from "../../src/wire/index.ts";

/** Bodies up to this size are written out. */
const LONGEST_SHOWN_BODY_BYTES = 64;

/** A message as it was sent or received. */
export interface Content {
  readonly properties: Properties;
  readonly body: Uint8Array;
}

/** Generated names: 22 random characters, or for reply addresses as many as the broker likes. */
const GENERATED = /amq\.(gen-|ctag-)[\w-]{22}(?![\w-])|amq\.(rabbitmq\.reply-to\.)[\w+/=.-]+/g;

/** Erlang's print of the bytes that RabbitMQ could not read: what the bytes were, the scenario shows. */
const OCTETS = /(octets = |decode )<<.*?>>/g;

/** Erlang breaks long terms into lines. */
const LINE_BREAK = /,\\n +/g;

export class Transcript {
  readonly lines: string[] = [];
  readonly #vhost: string;
  readonly #numbers = new Map<string, string>();

  constructor(vhost: string) {
    this.#vhost = vhost;
  }

  add(line: string): void {
    this.lines.push(this.normalise(line));
  }

  /** Generated names become numbers in the order in which they were first seen. */
  normalise(line: string): string {
    return line
      .replaceAll(this.#vhost === "/" ? "vhost '/'" : this.#vhost, this.#vhost === "/" ? "vhost 'V'" : "V")
      .replaceAll(OCTETS, "$1<<...>>")
      .replaceAll(LINE_BREAK, ",")
      .replaceAll(GENERATED, (name, short: string | undefined, long: string | undefined) => {
        const known = this.#numbers.get(name);
        if (known !== undefined) return known;
        const numbered = `amq.${short ?? long ?? ""}#${this.#numbers.size + 1}`;
        this.#numbers.set(name, numbered);
        return numbered;
      });
  }
}

/** `queue="q" passive`: what is false, zero or empty is left out of sent methods, as the script left it out. */
export function describeSent(name: string, fields: object, content?: Content): string {
  const parts = Object.entries(fields).flatMap(([field, value]: [string, unknown]) => {
    if (value === true) return [field];
    return isEmpty(value) ? [] : [`${field}=${describeValue(value)}`];
  });
  return [name, ...parts, ...describeContent(content)].join(" ");
}

export function describeReceived(name: string, fields: object, content?: Content): string {
  const parts = Object.entries(fields).map(([field, value]: [string, unknown]) => `${field}=${describeValue(value)}`);
  return [name, ...parts, ...describeContent(content)].join(" ");
}

function describeContent(content: Content | undefined): string[] {
  if (content === undefined) return [];
  const properties = Object.entries(content.properties).map(
    ([property, value]: [string, unknown]) => `${property}=${describeValue(value)}`,
  );
  return [...properties, `body=${describeBytes(content.body)}`];
}

function isEmpty(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === false || value === 0 || value === "";
}

function describeValue(value: unknown): string {
  if (typeof value === "string") return describeText(value);
  if (value instanceof Uint8Array) return describeBytes(value);
  if (typeof value === "object" && value !== null) return describeTable(value as FieldTable);
  return String(value);
}

/** Names are sorted: brokers may write a table in the order that they like. */
export function describeTable(table: FieldTable): string {
  const parts = Object.entries(table)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([name, field]) =>
        `${name.isWellFormed() ? name : JSON.stringify(name)}: ${name === "time" ? `(${field.type}) now` : describeField(field)}`,
    );
  return `{${parts.join(", ")}}`;
}

function describeField(field: FieldValue): string {
  switch (field.type) {
    case "boolean":
    case "int32":
      return String(field.value);
    case "void":
      return "void";
    case "string":
      return describeText(field.value);
    case "table":
      return describeTable(field.value);
    case "array":
      return `[${field.value.map(describeField).join(", ")}]`;
    case "bytes":
      return `(bytes) ${describeBytes(field.value)}`;
    case "decimal":
      return `(decimal) ${field.value.unscaled}/10^${field.value.scale}`;
    case "int8":
    case "uint8":
    case "int16":
    case "uint16":
    case "uint32":
    case "int64":
    case "uint64":
    case "float":
    case "double":
    case "timestamp":
      return `(${field.type}) ${field.value}`;
  }
}

function describeText(text: string): string {
  return text.length <= 300 ? JSON.stringify(text) : `(${text.length} characters) ${fingerprint(Buffer.from(text))}`;
}

export function describeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > LONGEST_SHOWN_BODY_BYTES) return `(${bytes.length} bytes) ${fingerprint(buffer)}`;
  const text = buffer.toString("utf8");
  return /^[\x20-\x7e]*$/.test(text) ? JSON.stringify(text) : `0x${buffer.toString("hex")}`;
}

function fingerprint(bytes: Uint8Array): string {
  return `sha1 ${createHash("sha1").update(bytes).digest("hex").slice(0, 12)}`;
}
