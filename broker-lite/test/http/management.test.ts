import { connect } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, expect, test } from "vitest";

let broker: Broker;

beforeAll(async () => {
  broker = await startBroker({ port: 0, httpPort: 0, vhosts: ["/", "shop"] });
  const model = await connect(broker.url);
  const channel = await model.createConfirmChannel();
  await channel.assertQueue("orders", { durable: true, arguments: { "x-max-length": 5 } });
  channel.sendToQueue("orders", Buffer.from("one"));
  await channel.waitForConfirms();
  await model.close();
});

afterAll(() => broker.close());

const GUEST = `Basic ${btoa("guest:guest")}`;

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: GUEST, ...(init.headers as Record<string, string> | undefined) };
  return fetch(`http://127.0.0.1:${broker.httpPort}${path}`, { ...init, headers });
}

test("queues, with RabbitMQ's names", async () => {
  const response = await ask("/api/queues");
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toMatchObject([
    {
      name: "orders",
      vhost: "/",
      type: "classic",
      durable: true,
      auto_delete: false,
      exclusive: false,
      arguments: { "x-max-length": 5 },
      messages: 1,
      messages_ready: 1,
      messages_unacknowledged: 0,
      consumers: 0,
      node: "broker-lite@localhost",
      state: "running",
      policy: null,
      operator_policy: null,
      effective_policy_definition: {},
    },
  ]);
});

test("queues of one virtual host, whose name is encoded", async () => {
  expect(await (await ask("/api/queues/%2F")).json()).toMatchObject([{ name: "orders" }]);
  expect(await (await ask("/api/queues/shop")).json()).toEqual([]);
});

test("an overview that says which AMQP port is behind it", async () => {
  expect(await (await ask("/api/overview")).json()).toMatchObject({
    queue_totals: { messages: 1, messages_ready: 1, messages_unacknowledged: 0 },
    object_totals: { queues: 1, consumers: 0 },
    listeners: [{ protocol: "amqp", ip_address: "127.0.0.1", port: broker.port }],
  });
});

test.each([
  ["/api/nothing", "GET", 404],
  ["/api/queues/nowhere", "GET", 404],
  ["/api/queues/%ZZ", "GET", 404],
  ["/api/queues", "DELETE", 405],
  ["/api/queues", "HEAD", 200],
])("%s %s: %i", async (path, method, status) => {
  const response = await ask(path, { method });
  expect(response.status).toBe(status);
  expect(response.headers.get("allow")).toBe(status === 405 ? "HEAD, GET, OPTIONS" : null);
});

test.each([
  "",
  "Basic",
  `Basic ${btoa("guest")}`,
  `Basic ${btoa("guest:wrong")}`,
  `Basic ${btoa("ann:guest")}`,
  "Bearer x",
])("nobody is let in with %j", async (authorization) => {
  const response = await ask("/api/queues", { headers: { authorization } });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe('Basic realm="RabbitMQ Management"');
  expect(await response.json()).toEqual({ error: "not_authorized", reason: "Login failed" });
});

test("a restart keeps it on its port, and a close takes it away", async () => {
  const other = await startBroker({ port: 0, httpPort: 0 });
  const { httpPort } = other;
  await other.restart();
  const headers = { authorization: GUEST };
  expect((await fetch(`http://127.0.0.1:${httpPort}/api/queues`, { headers })).status).toBe(200);
  await other.close();
  await expect(fetch(`http://127.0.0.1:${httpPort}/api/queues`, { headers })).rejects.toThrow("fetch failed");
});

test("of several ports the first free one is taken; a taken one alone is an error that says so", async () => {
  const taken = broker.httpPort as number;
  const other = await startBroker({ port: 0, httpPort: [taken, 0] });
  expect(other.httpPort).not.toBe(taken);
  await other.close();
  await expect(startBroker({ port: 0, httpPort: taken })).rejects.toMatchObject({
    code: "EADDRINUSE",
    managementPort: taken,
  });
});
