import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findRabbitmqadmin, rabbitmqadmin } from "./rabbitmqadmin.ts";

const found = findRabbitmqadmin();
if ("absent" in found) console.warn(`rabbitmqadmin is not run: ${found.absent}`);

/** Each step is a process of its own, and the machine may have other things to do. */
const TIMEOUT_MS = 240_000;

describe.skipIf("absent" in found)("rabbitmqadmin", { timeout: TIMEOUT_MS }, () => {
  let broker: Broker;
  let folder: string;

  beforeAll(async () => {
    broker = await startBroker({ port: 0, httpPort: 0 });
    folder = await mkdtemp(path.join(tmpdir(), "rabbitmqadmin-"));
  });

  afterAll(async () => {
    await broker.close();
    await rm(folder, { recursive: true });
  });

  function run(...words: readonly string[]): Promise<string> {
    return rabbitmqadmin("script" in found ? found.script : "", broker.httpPort ?? 0, words);
  }

  async function list(...words: readonly string[]): Promise<Record<string, unknown>[]> {
    return JSON.parse(await run("--format", "raw_json", "list", ...words)) as Record<string, unknown>[];
  }

  test("declares, publishes, gets, purges and deletes", async () => {
    expect(await run("declare", "exchange", "name=news", "type=topic")).toBe("exchange declared\n");
    const argument = 'arguments={"x-max-length":5}';
    expect(await run("declare", "queue", "name=sport", "durable=true", argument)).toBe("queue declared\n");
    const binding = ["source=news", "destination=sport"];
    expect(await run("declare", "binding", ...binding, "routing_key=*.sport")).toBe("binding declared\n");
    expect(await list("exchanges", "name", "type", "durable")).toContainEqual({
      name: "news",
      type: "topic",
      durable: true,
    });
    expect(await list("queues", "name", "arguments", "durable")).toEqual([
      { name: "sport", arguments: { "x-max-length": 5 }, durable: true },
    ]);
    const [, shown] = await list("bindings", "source", "destination", "routing_key", "properties_key");
    expect(shown).toEqual({
      source: "news",
      destination: "sport",
      routing_key: "*.sport",
      properties_key: "%2A.sport",
    });

    const message = ["publish", "exchange=news", "payload=goal ⚽"];
    const properties = 'properties={"delivery_mode":2,"headers":{"minute":90}}';
    expect(await run(...message, "routing_key=de.sport", properties)).toBe("Message published\n");
    expect(await run(...message, "routing_key=de.weather")).toBe("Message published but NOT routed\n");
    expect(await run("list", "queues")).toContain("| sport | 1        |");
    const got = await run("--format", "raw_json", "get", "queue=sport", "ackmode=ack_requeue_true");
    expect(JSON.parse(got)).toEqual([
      {
        payload_bytes: 8,
        redelivered: false,
        exchange: "news",
        routing_key: "de.sport",
        message_count: 0,
        properties: { delivery_mode: 2, headers: { minute: 90 } },
        payload: "goal ⚽",
        payload_encoding: "string",
      },
    ]);
    expect(broker.queues()).toMatchObject([{ name: "sport", messagesReady: 1 }]);
    expect(await run("purge", "queue", "name=sport")).toBe("queue purged\n");
    expect(broker.queues()).toMatchObject([{ name: "sport", messagesReady: 0 }]);

    const key = `properties_key=${String(shown?.["properties_key"])}`;
    expect(await run("delete", "binding", ...binding, "destination_type=queue", key)).toBe("binding deleted\n");
    expect(await run("delete", "queue", "name=sport")).toBe("queue deleted\n");
    expect(await run("delete", "exchange", "name=news")).toBe("exchange deleted\n");
    expect(broker.queues()).toEqual([]);
    await expect(run("delete", "queue", "name=sport")).rejects.toThrow("Not found: /api/queues/%2F/sport");
  });

  test("makes users and gives them permissions", async () => {
    expect(await run("declare", "vhost", "name=a/b c")).toBe("vhost declared\n");
    await run("declare", "user", "name=ann", "password=secret", "tags=monitoring");
    await run("declare", "permission", "vhost=a/b c", "user=ann", "configure=^ann-", "write=.*", "read=.*");
    expect(await list("permissions")).toContainEqual({
      user: "ann",
      vhost: "a/b c",
      configure: "^ann-",
      write: ".*",
      read: ".*",
    });
    const asAnn = ["--username", "ann", "--password", "secret", "--vhost", "a/b c"];
    expect(await run(...asAnn, "declare", "queue", "name=ann-1")).toBe("queue declared\n");
    await expect(run(...asAnn, "declare", "queue", "name=bob-1")).rejects.toThrow("Access refused");
    await run("delete", "permission", "vhost=a/b c", "user=ann");
    await run("delete", "user", "name=ann");
    await run("delete", "vhost", "name=a/b c");
    expect(await list("users", "name", "tags")).toEqual([{ name: "guest", tags: ["administrator"] }]);
  });

  test("closes connections", async () => {
    const model = await connect(broker.url);
    const closed = new Promise<unknown>((resolve) => model.once("close", resolve));
    await model.createChannel();
    const [connection] = await list("connections", "name", "channels", "user");
    expect(connection).toMatchObject({ channels: 1, user: "guest" });
    await run("close", "connection", `name=${String(connection?.["name"])}`);
    expect(await closed).toMatchObject({
      code: 320,
      message: expect.stringContaining("CONNECTION_FORCED - Closed via management plugin") as string,
    });
  });

  test("exports everything and takes it in again", async () => {
    const file = path.join(folder, "definitions.json");
    await run("declare", "exchange", "name=kept", "type=direct");
    await run("declare", "queue", "name=kept", 'arguments={"x-queue-type":"quorum"}');
    await run("declare", "binding", "source=kept", "destination=kept", "routing_key=k", 'arguments={"x":1}');
    expect(await run("export", file)).toContain("Exported definitions");
    const exported = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    const other = await startBroker({ port: 0, httpPort: 0 });
    try {
      const script = "script" in found ? found.script : "";
      await rabbitmqadmin(script, other.httpPort ?? 0, ["import", file]);
      await rabbitmqadmin(script, other.httpPort ?? 0, ["export", file]);
      expect(JSON.parse(await readFile(file, "utf8"))).toEqual(exported);
      expect(other.queues()).toMatchObject([{ name: "kept", type: "quorum" }]);
    } finally {
      await other.close();
    }
  });

  test.each([
    "overview",
    "connections",
    "channels",
    "consumers",
    "exchanges",
    "queues",
    "bindings",
    "users",
    "vhosts",
    "permissions",
    "nodes",
    "parameters",
    "policies",
    "operator_policies",
    "vhost_limits",
  ])("shows %s as a table", async (what) => {
    const model = await connect(broker.url);
    try {
      const channel = await model.createChannel();
      const { queue } = await channel.assertQueue("", { exclusive: true });
      await channel.consume(queue, () => {});
      const table = await run(what === "overview" ? "show" : "list", what);
      expect(table.split("\n")[0]).toMatch(/^(\+-|No items)/);
    } finally {
      await model.close();
    }
  });
});
