/** Policies and limits of vhosts outlive the process that was told them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
let broker: Broker;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-policies-"));
  broker = await startBroker({ port: 0, dataDir: folder, vhosts: ["/", "shop"] });
});

afterEach(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

async function again(): Promise<void> {
  await broker.close();
  broker = await startBroker({ port: 0, dataDir: folder });
}

/** A durable queue that is there already, or is made. */
async function declareQueue(vhost: string, queue: string): Promise<void> {
  const connection = await connect(`${broker.url}/${encodeURIComponent(vhost)}`);
  try {
    const channel = await connection.createChannel();
    // The refusal is told by the promise, too.
    channel.on("error", () => {});
    await channel.assertQueue(queue, { durable: true });
  } finally {
    await connection.close();
  }
}

test("a policy is there again, and applies to queues that were there before it and come after", async () => {
  await declareQueue("/", "orders");
  broker.setPolicy({ name: "short", pattern: "^orders", settings: { "max-length": 5 }, priority: 2 });
  broker.setPolicy({ name: "ceiling", pattern: "", settings: { "max-length": 3 }, isOperator: true });
  await again();
  await declareQueue("/", "orders-2");
  const applied = { policy: "short", operatorPolicy: "ceiling", effectivePolicy: { "max-length": 3 } };
  expect(broker.queues("/")).toMatchObject([applied, applied]);
  expect(broker.clearPolicy("short")).toBe(true);
  expect(broker.clearPolicy("short")).toBe(false);
  await again();
  expect(broker.queues("/")[0]).toMatchObject({ operatorPolicy: "ceiling", effectivePolicy: { "max-length": 3 } });
  expect(broker.queues("/")[0]).not.toHaveProperty("policy");
});

test("limits of a vhost are there again, and go with it", async () => {
  broker.limitVhost("shop", { queueMaximum: 1 });
  await again();
  await declareQueue("shop", "first");
  await expect(declareQueue("shop", "second")).rejects.toThrow("queue limit in vhost 'shop' (1) is reached");
  await broker.deleteVhost("shop");
  await broker.createVhost("shop");
  await declareQueue("shop", "first");
  await declareQueue("shop", "second");
});

test("what is no policy is refused, and what has no vhost", () => {
  const policy = { name: "p", pattern: ".*", settings: { "max-length": -1 } };
  expect(() => broker.setPolicy(policy)).toThrow("policy p: -1 is not a valid maximum length");
  expect(() => broker.setPolicy({ ...policy, settings: {} })).toThrow("policy p: no policy provided");
  expect(() => broker.setPolicy({ ...policy, vhost: "nowhere", settings: { expires: 5 } })).toThrow("no vhost nowhere");
  expect(() => broker.setPolicy({ ...policy, pattern: "(", settings: { expires: 5 } })).toThrow(SyntaxError);
});
