/** amqplib's own tables, generated from RabbitMQ's protocol definition: an independent witness. Not part of its API. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
// Its package.json does not export lib/, so the files are required by their path.
const folder = join(dirname(require.resolve("amqplib")), "lib");

export interface AmqplibInfo {
  readonly name: string;
  readonly classId: number;
  readonly methodId: number;
  readonly args: readonly { readonly name: string; readonly type: string }[];
}

interface Definitions {
  readonly [name: string]: unknown;
  readonly constants: Readonly<Record<string, number>>;
  info(id: number): AmqplibInfo | undefined;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, fields: object): Buffer;
  decode(id: number, bytes: Buffer): Record<string, unknown>;
}

interface Codec {
  encodeTable(buffer: Buffer, table: object, offset: number): number;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no types exist for these files
export const definitions = require(join(folder, "defs.js")) as Definitions;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no types exist for these files
const codec = require(join(folder, "codec.js")) as Codec;

export function encodeTableByAmqplib(table: object): Buffer {
  const buffer = Buffer.alloc(4096);
  return buffer.subarray(0, codec.encodeTable(buffer, table, 0));
}

/** Every method that amqplib knows. */
export const amqplibMethods: readonly AmqplibInfo[] = Object.entries(definitions)
  .filter(([name]) => name.startsWith("methodInfo"))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as their name says
  .map(([, info]) => info as AmqplibInfo);
