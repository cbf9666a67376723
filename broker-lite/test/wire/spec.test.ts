import { describe, expect, test } from "vitest";
import { METHODS, PROPERTIES, REPLY_CODES, type FieldType, type MethodRow } from "broker-lite/wire";
import { amqplibMethods, definitions, type AmqplibInfo } from "./amqplib-definitions.ts";

/** How amqplib calls each type. */
const TYPE_NAMES: Readonly<Record<FieldType, string>> = {
  bit: "bit",
  octet: "octet",
  short: "short",
  long: "long",
  longLong: "longlong",
  shortString: "shortstr",
  longString: "longstr",
  longBytes: "longstr",
  table: "table",
  timestamp: "timestamp",
};

/** What amqplib exposes and this table reserves. */
const RESERVED_NAMES = new Set([
  "ticket",
  "capabilities",
  "insist",
  "knownHosts",
  "outOfBand",
  "channelId",
  "clusterId",
]);

const rows = new Map<string, MethodRow>(Object.entries(METHODS));

describe("the method table agrees with amqplib's, which is generated from RabbitMQ's definition", () => {
  test("the same methods", () => {
    expect([...rows.keys()].toSorted()).toEqual(amqplibMethods.map(specificationName).toSorted());
  });

  test.each(amqplibMethods.map((info) => [specificationName(info), info] as const))("%s", (name, info) => {
    const row = rows.get(name);
    expect(row && { classId: row.classId, methodId: row.methodId }).toEqual({
      classId: info.classId,
      methodId: info.methodId,
    });
    expect(row?.fields.map(([, type]) => TYPE_NAMES[type])).toEqual(info.args.map((argument) => argument.type));
    for (const [index, [field]] of (row?.fields ?? []).entries()) {
      const theirs = info.args[index]!.name;
      const reserved = RESERVED_NAMES.has(theirs) && name !== "access.request-ok";
      expect(field.startsWith("reserved") ? "reserved" : field).toBe(reserved ? "reserved" : theirs);
    }
  });
});

test("the properties are amqplib's, in their order", () => {
  const info = definitions["propertiesInfoBasicProperties"] as AmqplibInfo;
  expect(PROPERTIES.map(([name, type]) => [name, TYPE_NAMES[type]])).toEqual(
    info.args.map(({ name, type }) => [name, type]),
  );
});

test("the reply codes are amqplib's constants", () => {
  const ours = Object.fromEntries(Object.entries(REPLY_CODES).map(([name, { code }]) => [name, code]));
  const theirs = Object.entries(definitions.constants).filter(([name]) => !name.startsWith("FRAME_M") && name in ours);
  expect(ours).toEqual(Object.fromEntries(theirs));
  const count = Object.keys(definitions.constants).filter((name) => !/^FRAME_(?!ERROR)/.test(name)).length;
  expect(Object.keys(ours)).toHaveLength(count);
});

// RabbitMQ's rabbit_framing_amqp_0_9_1:lookup_amqp_exception/1 says of each whether it closes the connection.
test("soft errors close a channel, hard ones the connection", () => {
  const soft = Object.entries(REPLY_CODES).filter(([, { severity }]) => severity === "soft");
  expect(soft.map(([, { code }]) => code)).toEqual([311, 312, 313, 403, 404, 405, 406]);
});

/** `BasicGetOk` → `basic.get-ok` */
function specificationName(info: AmqplibInfo): string {
  const words = info.name.match(/[A-Z][a-z]+/g) ?? [];
  return `${words[0]}.${words.slice(1).join("-")}`.toLowerCase();
}
