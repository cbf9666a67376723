import { describe, expect, it } from "vitest";
import { ChannelError, ConnectionError } from "../../src/core/errors.ts";
import type { ProfileName } from "../../src/core/profile.ts";
import type { PlainValue } from "../../src/wire/index.ts";
import { Bench } from "./support.ts";

type Table = Record<string, PlainValue>;

/** The reply text, or nothing where all is well. */
function refusal(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ChannelError || error instanceof ConnectionError)
      return `${error.replyCode} ${error.replyText}`;
    throw error;
  }
}

function unknownType(profile: ProfileName): string | undefined {
  return refusal(() => new Bench(profile).exchange("x", "foo"));
}

const Q = "queue 'q' in vhost '/'";
const X = "exchange 'x' in vhost '/'";

describe("declaring a queue", () => {
  it.each<[row: string, queueArguments: Table, problem: string]>([
    ["D24", { "x-message-ttl": -1 }, `invalid arg 'x-message-ttl' for ${Q}: {value_negative,-1}`],
    ["D25", { "x-message-ttl": "a" }, `invalid arg 'x-message-ttl' for ${Q}: "expected integer, got longstr"`],
    ["D26", { "x-expires": 0 }, `invalid arg 'x-expires' for ${Q}: {value_zero,0}`],
    ["D27", { "x-max-length": -1 }, `invalid arg 'x-max-length' for ${Q}: {value_negative,-1}`],
    ["D28", { "x-overflow": "foo" }, `invalid arg 'x-overflow' for ${Q}: invalid_overflow`],
    [
      "D29",
      { "x-dead-letter-routing-key": "k" },
      `invalid arg 'x-dead-letter-routing-key' for ${Q}: routing_key_but_no_dlx_defined`,
    ],
    ["D30", { "x-dead-letter-exchange": true }, `invalid type 'bool' for arg 'x-dead-letter-exchange' in ${Q}`],
    ["D31", { "x-max-priority": 256 }, `invalid arg 'x-max-priority' for ${Q}: {max_value_exceeded,256}`],
    [
      "D32",
      { "x-single-active-consumer": "true" },
      `invalid arg 'x-single-active-consumer' for ${Q}: {unacceptable_type,longstr}`,
    ],
    ["D33", { "x-queue-type": "foo" }, `invalid arg 'x-queue-type' for ${Q}: "unsupported queue type 'foo'"`],
    [
      "D36",
      { "x-queue-type": "quorum", "x-max-priority": 5 },
      `invalid arg 'x-max-priority' for ${Q} of queue type rabbit_quorum_queue`,
    ],
    [
      "a limit of deliveries in a classic queue",
      { "x-delivery-limit": 5 },
      `invalid arg 'x-delivery-limit' for ${Q} of queue type rabbit_classic_queue`,
    ],
  ])("%s: refuses %j", (_row, queueArguments, problem) => {
    const bench = new Bench();
    expect(refusal(() => bench.queue("q", queueArguments))).toBe(`406 PRECONDITION_FAILED - ${problem}`);
    expect(bench.vhost.queues.has("q")).toBe(false);
  });

  it.each<[row: string, flags: object, property: string]>([
    ["D34", { durable: false }, "non-durable"],
    ["D35", { exclusive: true }, "exclusive-owner"],
    ["auto-delete", { autoDelete: true }, "auto-delete"],
  ])("%s: a quorum queue can't be %j", (_row, flags, property) => {
    const text = refusal(() => new Bench().queue("q", { "x-queue-type": "quorum" }, flags));
    expect(text).toBe(`406 PRECONDITION_FAILED - invalid property '${property}' for ${Q}`);
  });

  it.each<[row: string, first: Table, second: Table, problem: string | undefined]>([
    ["D08", { "x-message-ttl": 1 }, { "x-message-ttl": 1 }, undefined],
    [
      "D12",
      { "x-message-ttl": 1000 },
      {},
      "'x-message-ttl' for Q: received none but current is the value '1000' of type 'signedint'",
    ],
    [
      "D12 another value",
      { "x-message-ttl": 1000 },
      { "x-message-ttl": 2000 },
      "'x-message-ttl' for Q: received '2000' but current is '1000'",
    ],
    ["D14", {}, { "x-foo": 1 }, undefined],
    [
      "D37",
      { "x-queue-type": "quorum" },
      {},
      "'x-queue-type' for Q: received none but current is the value 'quorum' of type 'longstr'",
    ],
    ["D38", {}, { "x-queue-type": "classic" }, undefined],
  ])("%s: declared with %j, then with %j", (_row, first, second, problem) => {
    const bench = new Bench();
    bench.queue("q", first);
    const expected = problem && `406 PRECONDITION_FAILED - inequivalent arg ${problem.replace("Q", Q)}`;
    expect(refusal(() => bench.queue("q", second))).toBe(expected);
  });

  it("D13: the width of a number does not matter", () => {
    const bench = new Bench();
    const declare = (type: "int8" | "int64"): unknown => {
      const flags = { durable: true, exclusive: false, autoDelete: false };
      return bench.vhost.declareQueue(
        { name: "q", ...flags, arguments: { "x-expires": { type, value: 9 } } },
        bench.owner,
      );
    };
    expect(declare("int8")).toBe(declare("int64"));
  });

  it.each<[row: string, flags: object, problem: string]>([
    ["D09", { durable: false }, "'durable' for Q: received 'false' but current is 'true'"],
    ["D10", { autoDelete: true }, "'auto_delete' for Q: received 'true' but current is 'false'"],
  ])("%s: another flag is another queue", (_row, flags, problem) => {
    const bench = new Bench();
    bench.queue("q");
    const expected = `406 PRECONDITION_FAILED - inequivalent arg ${problem.replace("Q", Q)}`;
    expect(refusal(() => bench.queue("q", {}, flags))).toBe(expected);
  });

  it("D11, D15: what is exclusive is locked for others, and what is not can't become it", () => {
    const bench = new Bench();
    bench.queue("q");
    expect(refusal(() => bench.queue("q", {}, { exclusive: true }))).toMatch(
      /^405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q' in vhost '\/'/,
    );
    bench.queue("mine", {}, { exclusive: true });
    expect(bench.vhost.queue("mine", bench.owner).name).toBe("mine");
    expect(refusal(() => bench.vhost.queue("mine", {}))).toMatch(/^405/);
  });

  it("D02, D03: makes names up, and keeps its own prefix to itself", () => {
    const bench = new Bench();
    expect(bench.queue("").name).toBe("amq.gen-token-1");
    expect(bench.queue("").name).toBe("amq.gen-token-2");
    expect(refusal(() => bench.queue("amq.zz"))).toBe(
      "403 ACCESS_REFUSED - queue name 'amq.zz' contains reserved prefix 'amq.*'",
    );
  });

  it("D19, D20, D21: deleting counts, is refused on conditions, and is fine where there is nothing", () => {
    const bench = new Bench();
    bench.queue("q");
    bench.publish("q", "a");
    const remove = (ifEmpty: boolean): number =>
      bench.vhost.deleteQueue("q", bench.owner, { ifUnused: false, ifEmpty });
    expect(refusal(() => remove(true))).toBe(`406 PRECONDITION_FAILED - ${Q} not empty`);
    expect(remove(false)).toBe(1);
    expect(remove(false)).toBe(0);
  });

  it("K: 4.3 refuses queues that are neither durable nor exclusive", () => {
    const bench = new Bench("4.3");
    expect(refusal(() => bench.queue("q", {}, { durable: false }))).toMatch(/^541 INTERNAL_ERROR/);
    expect(refusal(() => bench.queue("q", {}, { durable: false, exclusive: true }))).toBeUndefined();
  });
});

describe("declaring an exchange", () => {
  it.each<[row: string, type: string, exchangeArguments: Table, problem: string | undefined]>([
    ["C06", "direct", {}, undefined],
    ["C07", "fanout", {}, "'type' for X: received 'fanout' but current is 'direct'"],
    [
      "C44",
      "direct",
      { "alternate-exchange": "a" },
      "'alternate-exchange' for X: received the value 'a' of type 'longstr' but current is none",
    ],
  ])("%s: again, as %s with %j", (_row, type, exchangeArguments, problem) => {
    const bench = new Bench();
    bench.exchange("x", "direct");
    const expected = problem && `406 PRECONDITION_FAILED - inequivalent arg ${problem.replace("X", X)}`;
    expect(refusal(() => bench.exchange("x", type, exchangeArguments))).toBe(expected);
  });

  it("C05: an unknown type ends the connection in 3.x, the channel in 4.x", () => {
    expect(unknownType("3.10")).toBe("503 COMMAND_INVALID - unknown exchange type 'foo'");
    expect(unknownType("4.1")).toBe("406 PRECONDITION_FAILED - unknown exchange type 'foo'");
  });

  it("C11 to C16: the broker's own exchanges are there, and stay as they are", () => {
    const bench = new Bench();
    expect([...bench.vhost.exchanges.keys()].toSorted()).toEqual([
      "",
      "amq.direct",
      "amq.fanout",
      "amq.headers",
      "amq.match",
      "amq.rabbitmq.trace",
      "amq.topic",
    ]);
    const onDefault = "403 ACCESS_REFUSED - operation not permitted on the default exchange";
    expect(refusal(() => bench.exchange("", "direct"))).toBe(onDefault);
    expect(refusal(() => bench.vhost.deleteExchange("", false))).toBe(onDefault);
    expect(refusal(() => bench.bind("", bench.queue("q"), "k"))).toBe(onDefault);
    expect(refusal(() => bench.exchange("amq.zz", "direct"))).toBe(
      "403 ACCESS_REFUSED - exchange name 'amq.zz' contains reserved prefix 'amq.*'",
    );
    expect(refusal(() => bench.exchange("amq.direct", "direct"))).toBeUndefined();
    expect(refusal(() => bench.vhost.deleteExchange("amq.direct", false))).toBe(
      "403 ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed",
    );
  });

  it("C18, C19: deleting is refused while it is in use, and fine where there is nothing", () => {
    const bench = new Bench();
    bench.exchange("x", "direct");
    bench.bind("x", bench.queue("q"), "k");
    expect(refusal(() => bench.vhost.deleteExchange("x", true))).toBe(`406 PRECONDITION_FAILED - ${X} in use`);
    expect(refusal(() => bench.vhost.deleteExchange("missing", true))).toBeUndefined();
  });
});

describe("a virtual host", () => {
  it("J04: shares no names with another, and takes everything with it when it goes", () => {
    const bench = new Bench();
    bench.queue("q");
    const other = bench.broker.createVhost("other");
    expect(refusal(() => other.queue("q", bench.owner))).toBe("404 NOT_FOUND - no queue 'q' in vhost 'other'");
    expect(bench.broker.deleteVhost("/")).toBe(true);
    expect(bench.broker.deleteVhost("/")).toBe(false);
    expect(bench.vhost.queues.size).toBe(0);
  });
});
