/** Who may do what: with the API by tags, with AMQP by permissions. */
import { connect, type Channel } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asking } from "./api.ts";

let broker: Broker;

beforeAll(async () => {
  broker = await startBroker({
    port: 0,
    httpPort: 0,
    profile: "3.10",
    vhosts: ["/", "shop"],
    users: [
      { name: "guest", password: "guest" },
      { name: "plain", password: "p", tags: [] },
      { name: "watcher", password: "p", tags: ["monitoring"], permissions: {} },
      {
        name: "clerk",
        password: "p",
        tags: ["management"],
        permissions: { shop: { configure: "^clerk-", write: "^(clerk-.*|amq\\.direct)$", read: "^clerk-" } },
      },
    ],
  });
  await asking(broker)("PUT", "/api/queues/shop/orders", { durable: true });
});

afterAll(() => broker.close());

const NOT_MANAGEMENT = "Not management user";
const NOT_MONITOR = "Not monitor user";
const NOT_ADMINISTRATOR = "Not administrator user";
const NO_ACCESS = "User not authorised to access virtual host";
const REFUSED = "Access refused.";

test.each([
  ["plain", "GET", "/api/whoami", NOT_MANAGEMENT],
  ["plain", "PUT", "/api/queues/shop/plain", NOT_MANAGEMENT],
  ["watcher", "GET", "/api/nodes", undefined],
  ["watcher", "GET", "/api/connections", undefined],
  ["watcher", "GET", "/api/users", NOT_ADMINISTRATOR],
  ["watcher", "GET", "/api/definitions", NOT_ADMINISTRATOR],
  ["watcher", "PUT", "/api/vhosts/new", NOT_ADMINISTRATOR],
  ["watcher", "GET", "/api/queues/shop", NO_ACCESS],
  ["watcher", "PUT", "/api/queues/shop/watched", NO_ACCESS],
  ["clerk", "GET", "/api/nodes", NOT_MONITOR],
  ["clerk", "GET", "/api/queues/shop/orders", undefined],
  ["clerk", "GET", "/api/queues/%2F", NO_ACCESS],
  ["clerk", "PUT", "/api/queues/shop/clerk-1", undefined],
  ["clerk", "PUT", "/api/queues/shop/bob-1", REFUSED],
  ["clerk", "DELETE", "/api/queues/shop/orders", REFUSED],
  ["clerk", "DELETE", "/api/queues/shop/orders/contents", REFUSED],
  ["clerk", "POST", "/api/bindings/shop/e/amq.topic/q/clerk-1", REFUSED],
])("%s: %s %s", async (user, method, path, reason) => {
  const { status, body } = await asking(broker, user, "p")(method, path);
  const refusal = status < 300 ? undefined : { status, body };
  const expected = reason === undefined ? undefined : { status: 401, body: { error: "not_authorised", reason } };
  expect(refusal).toEqual(expected);
});

test("lists show what the caller may see", async () => {
  const columns = (path: string, user: string): Promise<unknown> =>
    asking(broker, user, user === "guest" ? "guest" : "p")("GET", path).then(({ body }) => body);
  expect(await columns("/api/vhosts?columns=name", "clerk")).toEqual([{ name: "shop" }]);
  expect(await columns("/api/vhosts?columns=name", "watcher")).toEqual([{ name: "/" }, { name: "shop" }]);
  expect(await columns("/api/queues?columns=name", "watcher")).toEqual([]);
  const model = await connect(broker.url);
  await model.createChannel();
  expect(await columns("/api/connections", "clerk")).toEqual([]);
  expect(await columns("/api/channels", "clerk")).toEqual([]);
  expect(await columns("/api/connections?columns=user", "watcher")).toEqual([{ user: "guest" }]);
  expect(await columns("/api/permissions?columns=user,vhost", "guest")).toEqual([
    { user: "guest", vhost: "/" },
    { user: "guest", vhost: "shop" },
    { user: "plain", vhost: "/" },
    { user: "plain", vhost: "shop" },
    { user: "clerk", vhost: "shop" },
  ]);
  await model.close();
});

describe("J01: on AMQP", () => {
  const refusals: readonly (readonly [what: string, act: (channel: Channel) => unknown, resource: string])[] = [
    ["declaring", (channel) => channel.assertQueue("bob-1"), "queue 'bob-1'"],
    ["deleting", (channel) => channel.deleteQueue("orders"), "queue 'orders'"],
    ["consuming", (channel) => channel.consume("orders", () => {}), "queue 'orders'"],
    ["publishing", (channel) => channel.publish("", "clerk-1", Buffer.from("x")), "exchange 'amq.default'"],
    ["binding", (channel) => channel.bindQueue("clerk-1", "amq.topic", "k"), "exchange 'amq.topic'"],
    [
      "dead-lettering",
      (channel) => channel.assertQueue("clerk-2", { deadLetterExchange: "amq.fanout" }),
      "exchange 'amq.fanout'",
    ],
  ];

  test.each(refusals)("%s without permission is refused", async (_what, act, resource) => {
    const model = await connect(broker.url.replace("guest:guest", "clerk:p") + "/shop");
    const channel = await model.createChannel();
    await channel.assertQueue("clerk-1", { durable: false });
    const failed = new Promise<Error>((resolve) => channel.once("error", resolve));
    await Promise.resolve(act(channel)).catch(() => {});
    expect((await failed).message).toContain(
      `403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - access to ${resource} in vhost 'shop' refused for user 'clerk'"`,
    );
    await model.close();
  });

  test("what is permitted works", async () => {
    const model = await connect(broker.url.replace("guest:guest", "clerk:p") + "/shop");
    const channel = await model.createConfirmChannel();
    await channel.assertQueue("clerk-1", { durable: false });
    channel.publish("amq.direct", "nowhere", Buffer.from("x"));
    await channel.waitForConfirms();
    expect(await channel.checkQueue("clerk-1")).toMatchObject({ messageCount: 0 });
    await model.close();
  });

  test("J03: topic permissions limit the keys of one exchange, to publish and to bind", async () => {
    const ask = asking(broker);
    await ask("PUT", "/api/users/herald", { password: "h", tags: "" });
    await ask("PUT", "/api/permissions/%2F/herald", { configure: ".*", write: ".*", read: ".*" });
    const limit = { exchange: "amq.topic", write: "^news\\.", read: "^{username}\\." };
    expect((await ask("PUT", "/api/topic-permissions/%2F/herald", limit)).status).toBe(201);
    expect((await ask("PUT", "/api/topic-permissions/%2F/herald", limit)).status).toBe(204);
    expect((await ask("GET", "/api/topic-permissions")).body).toEqual([{ user: "herald", vhost: "/", ...limit }]);
    const model = await connect(broker.url.replace("guest:guest", "herald:h"));
    const publisher = await model.createConfirmChannel();
    await publisher.assertQueue("news", { durable: false });
    await publisher.bindQueue("news", "amq.topic", "herald.*");
    publisher.publish("amq.topic", "news.today", Buffer.from("x"));
    await publisher.waitForConfirms();
    const failed = new Promise<Error>((resolve) => publisher.once("error", resolve));
    publisher.publish("amq.topic", "other", Buffer.from("x"));
    expect((await failed).message).toContain("access to topic 'other' in exchange 'amq.topic' in vhost '/' refused");
    const binder = await model.createChannel();
    binder.on("error", () => {});
    await expect(binder.bindQueue("news", "amq.topic", "#")).rejects.toThrow("access to topic '#'");
    expect((await ask("DELETE", "/api/topic-permissions/%2F/herald")).status).toBe(204);
    expect((await ask("DELETE", "/api/topic-permissions/%2F/herald")).status).toBe(404);
    const free = await model.createChannel();
    await free.bindQueue("news", "amq.topic", "#");
    await ask("DELETE", "/api/users/herald");
  });

  test("J02: a vhost without permissions refuses the connection", async () => {
    // The words of the answer, which amqplib keeps to itself, are held by the handshake's own test.
    await expect(connect(broker.url.replace("guest:guest", "clerk:p"))).rejects.toThrow("got <ConnectionClose");
  });
});

test("a user who is deleted loses the connection, and can't log in again", async () => {
  const ask = asking(broker);
  await ask("PUT", "/api/users/temp", { password: "t", tags: "" });
  await ask("PUT", "/api/permissions/%2F/temp", { configure: ".*", write: ".*", read: ".*" });
  const url = broker.url.replace("guest:guest", "temp:t");
  const model = await connect(url);
  const closed = new Promise<unknown>((resolve) => model.once("close", resolve));
  await ask("DELETE", "/api/users/temp");
  expect(await closed).toMatchObject({
    code: 320,
    message: expect.stringContaining("CONNECTION_FORCED - user 'temp' is deleted") as string,
  });
  await expect(connect(url)).rejects.toThrow("ACCESS_REFUSED");
});
