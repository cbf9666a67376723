/** What the API changes: the answers are those of a RabbitMQ 3.10.8 that was asked the same. */
import { connect } from "amqplib";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MANAGEMENT_BODY_MAXIMUM_BYTES } from "../../src/limits.ts";
import { asking, type Ask } from "./api.ts";

let broker: Broker;
let ask: Ask;

beforeAll(async () => {
  broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  ask = asking(broker);
});

afterAll(() => broker.close());

const NOT_FOUND = { error: "Object Not Found", reason: "Not Found" };
const REFUSED = { error: "not_authorised", reason: "Access refused." };

function badRequest(reason: unknown): unknown {
  return { error: "bad_request", reason };
}

/** In the order in which they are asked. */
const STEPS: readonly (readonly [method: string, path: string, body: unknown, status: number, answer: unknown])[] = [
  ["PUT", "/api/queues/%2F/q", {}, 201, undefined],
  ["PUT", "/api/queues/%2F/q", { durable: false }, 204, undefined],
  ["PUT", "/api/queues/%2F/q", "", 204, undefined],
  [
    "PUT",
    "/api/queues/%2F/q",
    { durable: true },
    400,
    badRequest("inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'"),
  ],
  ["PUT", "/api/queues/%2F/q", "not json", 400, badRequest("not_json")],
  ["PUT", "/api/queues/%2F/q", "[]", 400, badRequest("not_json")],
  [
    "PUT",
    "/api/queues/%2F/q",
    '"text"',
    400,
    badRequest("invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?"),
  ],
  ["PUT", "/api/queues/%2F/q", { durable: "maybe" }, 400, badRequest(["not_boolean", "maybe"])],
  ["PUT", "/api/queues/%2F/q", { arguments: { a: null } }, 400, badRequest("null_not_allowed")],
  ["PUT", "/api/queues/nowhere/q", {}, 404, { error: "not_found", reason: "vhost_not_found" }],
  ["PUT", "/api/queues/%2F/amq.mine", {}, 401, REFUSED],
  ["PUT", `/api/queues/%2F/${"q".repeat(256)}`, {}, 400, expect.objectContaining({ error: "bad_request" })],
  ["PUT", "/api/exchanges/%2F/x", { type: "fanout" }, 201, undefined],
  ["PUT", "/api/exchanges/%2F/x", { type: "fanout" }, 204, undefined],
  ["PUT", "/api/exchanges/%2F/plain", {}, 201, undefined],
  ["PUT", "/api/exchanges/%2F/y", { type: "odd" }, 400, badRequest("unknown exchange type 'odd'")],
  ["PUT", "/api/exchanges/%2F/amq.default", { type: "direct" }, 401, REFUSED],
  ["POST", "/api/bindings/%2F/e/x/q/q", { routing_key: "k" }, 201, undefined],
  ["POST", "/api/bindings/%2F/e/x/q/q", { routing_key: "k/ü b", arguments: { z: 1 } }, 201, undefined],
  ["POST", "/api/bindings/%2F/e/x/e/plain", {}, 201, undefined],
  ["POST", "/api/bindings/%2F/e/x/q/none", {}, 404, { error: "not_found", reason: "no queue 'none' in vhost '/'" }],
  ["POST", "/api/bindings/%2F/e/none/q/q", {}, 404, { error: "not_found", reason: "no exchange 'none' in vhost '/'" }],
  ["POST", "/api/bindings/%2F/e/amq.default/q/q", {}, 401, REFUSED],
  [
    "GET",
    "/api/bindings/%2F/e/x/e/plain/~",
    undefined,
    200,
    expect.objectContaining({ destination_type: "exchange", routing_key: "", properties_key: "~" }),
  ],
  ["GET", "/api/bindings/%2F/e/x/q/q/none", undefined, 404, NOT_FOUND],
  ["DELETE", "/api/bindings/%2F/e/x/q/q/k", undefined, 204, undefined],
  ["DELETE", "/api/bindings/%2F/e/x/q/q/k", undefined, 404, NOT_FOUND],
  ["DELETE", "/api/queues/%2F/q/contents", undefined, 204, undefined],
  ["DELETE", "/api/queues/%2F/none/contents", undefined, 404, NOT_FOUND],
  ["DELETE", "/api/exchanges/%2F/x?if-unused=true", undefined, 400, badRequest("exchange 'x' in vhost '/' in use")],
  ["DELETE", "/api/exchanges/%2F/x", undefined, 204, undefined],
  ["DELETE", "/api/exchanges/%2F/x", undefined, 404, NOT_FOUND],
  ["DELETE", "/api/exchanges/%2F/amq.direct", undefined, 401, REFUSED],
  ["DELETE", "/api/queues/%2F/q", undefined, 204, undefined],
  ["DELETE", "/api/queues/%2F/q", undefined, 404, NOT_FOUND],
  ["PUT", "/api/vhosts/shop", undefined, 201, undefined],
  ["PUT", "/api/vhosts/shop", undefined, 204, undefined],
  ["DELETE", "/api/vhosts/shop", undefined, 204, undefined],
  ["DELETE", "/api/vhosts/shop", undefined, 404, NOT_FOUND],
  ["PUT", "/api/users/ann", { password: "p" }, 400, badRequest("tags_not_present")],
  ["PUT", "/api/users/ann", { password_hash: "xx", tags: "" }, 400, badRequest(["not_base64", "xx"])],
  ["PUT", "/api/users/ann", { password: "p", tags: "monitoring,odd" }, 201, undefined],
  ["PUT", "/api/users/ann", { password: "p", tags: ["monitoring"] }, 204, undefined],
  ["PUT", "/api/permissions/%2F/ann", { configure: "a", write: "" }, 400, badRequest("[{key_missing,read}]")],
  [
    "PUT",
    "/api/permissions/%2F/ann",
    { configure: "(", write: "", read: "" },
    400,
    badRequest(["invalid_regexp", expect.any(String)]),
  ],
  [
    "PUT",
    "/api/permissions/nowhere/ann",
    { configure: "", write: "", read: "" },
    400,
    badRequest("vhost_or_user_not_found"),
  ],
  ["PUT", "/api/permissions/%2F/ann", { configure: "a", write: "b", read: "c" }, 201, undefined],
  ["PUT", "/api/permissions/%2F/ann", { configure: "", write: "b", read: "c" }, 204, undefined],
  [
    "GET",
    "/api/users/ann/permissions",
    undefined,
    200,
    [{ user: "ann", vhost: "/", configure: "", write: "b", read: "c" }],
  ],
  ["DELETE", "/api/permissions/%2F/ann", undefined, 204, undefined],
  ["DELETE", "/api/permissions/%2F/ann", undefined, 404, NOT_FOUND],
  ["DELETE", "/api/users/ann", undefined, 204, undefined],
  ["DELETE", "/api/users/ann", undefined, 404, NOT_FOUND],
  ["POST", "/api/definitions", "x", 400, badRequest("failed_to_parse_json")],
  [
    "POST",
    "/api/definitions",
    { queues: [{ name: "q", vhost: "nowhere" }] },
    400,
    badRequest(["no_such_vhost", "nowhere"]),
  ],
  ["POST", "/api/definitions/nowhere", {}, 404, { error: "not_found", reason: "vhost_not_found" }],
  ["OPTIONS", "/api/queues/%2F/q/contents", undefined, 200, undefined],
  ["GET", "/api/aliveness-test/%2F", undefined, 200, { status: "ok" }],
];

test("each change is answered as RabbitMQ answers it", async () => {
  for (const [method, path, body, status, answer] of STEPS) {
    // oxlint-disable-next-line no-await-in-loop -- each builds on those before
    const reply = await ask(method, path, body);
    expect({ method, path, status: reply.status, body: reply.body }).toEqual({ method, path, status, body: answer });
  }
  expect(broker.queues()).toEqual([]);
});

test("the place of a new binding is where it can be deleted", async () => {
  await ask("PUT", "/api/queues/%2F/a%2Fb", {});
  const path = "/api/bindings/%2F/e/amq.topic/q/a%2Fb";
  const made = await ask("POST", path, { routing_key: "*.ü ~b", arguments: { x: 1 } });
  const location = String(made.headers.get("location"));
  const [shown] = (await ask("GET", path)).body as { properties_key: string }[];
  expect(location).toBe(`a%2Fb/${encodeURIComponent(shown?.properties_key ?? "")}`);
  expect((await ask("DELETE", `/api/bindings/%2F/e/amq.topic/q/${location}`)).status).toBe(204);
  expect((await ask("GET", path)).body).toEqual([]);
  await ask("DELETE", "/api/queues/%2F/a%2Fb");
});

describe("messages", () => {
  const publishing = "/api/exchanges/%2F/amq.default/publish";
  const message = { routing_key: "box", properties: {}, payload: "text", payload_encoding: "string" };

  beforeAll(() => ask("PUT", "/api/queues/%2F/box", {}));
  afterAll(() => ask("DELETE", "/api/queues/%2F/box"));

  test.each([
    [{ ...message, payload_encoding: "odd" }, ["unsupported_encoding", "odd"]],
    [{ ...message, payload: "!!!", payload_encoding: "base64" }, ["not_base64", "!!!"]],
    [{ ...message, properties: { priority: "high" } }, ["not_int", "priority"]],
    [
      { ...message, properties: { expiration: "abc" } },
      "406 PRECONDITION_FAILED - invalid expiration 'abc': no_integer",
    ],
    [{ routing_key: "box", payload: "x" }, "[{key_missing,properties},{key_missing,payload_encoding}]"],
  ])("%j is refused", async (body, reason) => {
    expect(await ask("POST", publishing, body)).toMatchObject({ status: 400, body: badRequest(reason) });
  });

  test("to an exchange that is not there", async () => {
    const reply = await ask("POST", "/api/exchanges/%2F/none/publish", message);
    expect(reply.body).toEqual(badRequest("404 NOT_FOUND - no exchange 'none' in vhost '/'"));
  });

  test("routed or not, and what a full queue says", async () => {
    expect((await ask("POST", publishing, message)).body).toEqual({ routed: true });
    expect((await ask("POST", publishing, { ...message, routing_key: "none" })).body).toEqual({ routed: false });
    await ask("PUT", "/api/queues/%2F/full", { arguments: { "x-max-length": 0, "x-overflow": "reject-publish" } });
    const reply = await ask("POST", publishing, { ...message, routing_key: "full" });
    expect(reply.body).toEqual(badRequest("rejected Unable to publish message. Check queue limits."));
    await ask("DELETE", "/api/queues/%2F/full");
    await ask("DELETE", "/api/queues/%2F/box/contents");
  });

  test("not while publishers are blocked", async () => {
    broker.raiseAlarm("memory");
    expect(await ask("POST", publishing, message)).toMatchObject({ status: 503 });
    expect(await ask("GET", "/api/health/checks/alarms")).toMatchObject({ status: 503, body: { status: "failed" } });
    expect((await ask("GET", "/api/nodes?columns=mem_alarm,disk_free_alarm")).body).toEqual([
      { mem_alarm: true, disk_free_alarm: false },
    ]);
    broker.clearAlarm("memory");
    expect(await ask("GET", "/api/health/checks/alarms")).toMatchObject({ status: 200, body: { status: "ok" } });
    expect((await ask("POST", publishing, message)).body).toEqual({ routed: true });
    await ask("DELETE", "/api/queues/%2F/box/contents");
  });

  test("every way to take them", async () => {
    const get = (ackmode: string, more: Record<string, unknown> = {}): Promise<unknown> =>
      ask("POST", "/api/queues/%2F/box/get", { count: 5, ackmode, encoding: "auto", ...more }).then(({ body }) => body);
    const bytes = { ...message, payload: Buffer.from([255, 254]).toString("base64"), payload_encoding: "base64" };
    await ask("POST", publishing, { ...message, properties: { delivery_mode: 2, headers: { a: 1 }, timestamp: 12 } });
    await ask("POST", publishing, bytes);
    const text = { payload: "text", payload_encoding: "string", payload_bytes: 4, exchange: "", routing_key: "box" };
    expect(await get("ack_requeue_true")).toEqual([
      {
        ...text,
        redelivered: false,
        message_count: 1,
        properties: { timestamp: 12, delivery_mode: 2, headers: { a: 1 } },
      },
      {
        ...text,
        payload: "//4=",
        payload_encoding: "base64",
        payload_bytes: 2,
        redelivered: false,
        message_count: 0,
        properties: [],
      },
    ]);
    expect(await get("reject_requeue_true", { count: "1", truncate: 2 })).toMatchObject([
      { payload: "te", payload_bytes: 4, redelivered: true },
    ]);
    expect(await get("ack_requeue_false", { count: 1, encoding: "base64" })).toMatchObject([{ payload: "dGV4dA==" }]);
    expect(await get("reject_requeue_false")).toMatchObject([{ payload: "//4=" }]);
    expect(await get("ack_requeue_true")).toEqual([]);
  });

  test.each([
    [{ count: 1, encoding: "auto" }, "[{key_missing,ackmode}]"],
    [{ count: "x", ackmode: "ack_requeue_true", encoding: "auto" }, ["not_integer", "x"]],
    [{ count: 1, ackmode: "ack_requeue_true", encoding: "odd" }, "Unsupported encoding. Please use auto or base64."],
  ])("%j is no way to take them", async (body, reason) => {
    expect((await ask("POST", "/api/queues/%2F/box/get", body)).body).toEqual(badRequest(reason));
  });

  test("from a queue that is not there, or somebody else's", async () => {
    const get = { count: 1, ackmode: "ack_requeue_true", encoding: "auto" };
    expect(await ask("POST", "/api/queues/%2F/none/get", get)).toMatchObject({
      status: 404,
      body: { error: "not_found", reason: "NOT_FOUND - no queue 'none' in vhost '/'" },
    });
    const model = await connect(broker.url);
    const { queue } = await (await model.createChannel()).assertQueue("", { exclusive: true });
    expect(await ask("POST", `/api/queues/%2F/${queue}/get`, get)).toMatchObject({
      status: 400,
      body: { reason: expect.stringContaining("405 RESOURCE_LOCKED - cannot obtain exclusive access") as string },
    });
    await model.close();
  });
});

test("lists can be cut to columns, put in order and paged", async () => {
  for (const name of ["b", "a", "c"]) await ask("PUT", `/api/queues/%2F/${name}`, {});
  const names = "/api/queues?columns=name";
  expect((await ask("GET", `${names}&sort=name&sort_reverse=true`)).body).toEqual([
    { name: "c" },
    { name: "b" },
    { name: "a" },
  ]);
  expect((await ask("GET", `${names}&sort=name&page=2&page_size=2`)).body).toEqual({
    filtered_count: 3,
    item_count: 1,
    items: [{ name: "c" }],
    page: 2,
    page_count: 2,
    page_size: 2,
    total_count: 3,
  });
  expect((await ask("GET", "/api/overview?columns=object_totals.queues,queue_totals.messages")).body).toEqual({
    object_totals: { queues: 3 },
    queue_totals: { messages: 0 },
  });
  expect(await ask("GET", `${names}&page=0`)).toMatchObject({
    status: 400,
    body: {
      error: "invalid_pagination_parameters",
      reason: "Invalid pagination parameters: page number 0, page size undefined",
    },
  });
  expect(await ask("GET", `${names}&page=9&page_size=1`)).toMatchObject({
    status: 400,
    body: { error: "page_out_of_range", reason: "Page out of range, page: 9 page size: 1, len: 3" },
  });
  const found = async (query: string): Promise<unknown> => {
    const { items } = (await ask("GET", `${names}&page=1&sort=name&${query}`)).body as { items: readonly unknown[] };
    return items.map((item) => (item as { name: string }).name).join("");
  };
  expect(await found("name=B")).toBe("b");
  expect(await found("name=%5E%5BAC%5D&use_regex=true")).toBe("ac");
  expect(await found("name=%5E%5BAC%5D")).toBe("");
  expect(await ask("GET", `${names}&page=1&name=(&use_regex=true`)).toMatchObject({
    status: 400,
    body: badRequest("Pagination parameters are invalid"),
  });
  for (const name of ["b", "a", "c"]) await ask("DELETE", `/api/queues/%2F/${name}`);
});

test("an expression that would search for years is stopped", async () => {
  const name = `${"a".repeat(60)}b`;
  await ask("PUT", `/api/queues/%2F/${name}`, {});
  const evil = encodeURIComponent("^(a+)+$");
  expect(await ask("GET", `/api/queues?page=1&use_regex=true&name=${evil}`)).toMatchObject({ status: 400 });
  await ask("DELETE", `/api/queues/%2F/${name}`);
});

test("a body that is too large is refused, and the next request is answered", async () => {
  const reply = await ask("PUT", "/api/queues/%2F/q", "x".repeat(MANAGEMENT_BODY_MAXIMUM_BYTES + 1));
  expect(reply).toMatchObject({ status: 400, body: badRequest("Exceeded HTTP request body size limit") });
  expect((await ask("GET", "/api/whoami")).body).toEqual({ name: "guest", tags: ["administrator"] });
});

test("a body that is nested for ever is refused", async () => {
  const depth = 100_000;
  const reply = await ask("PUT", "/api/queues/%2F/q", `{"arguments":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`);
  expect(reply.status).toBe(400);
});

test("definitions of one vhost can be moved to another", async () => {
  await ask("PUT", "/api/queues/%2F/moved", { arguments: { "x-max-length": 3 } });
  await ask("PUT", "/api/exchanges/%2F/moved", { type: "headers", internal: true });
  await ask("POST", "/api/bindings/%2F/e/moved/q/moved", { routing_key: "k", arguments: { "x-match": "any" } });
  const exported = (await ask("GET", "/api/definitions/%2F")).body as Record<string, unknown>;
  await ask("PUT", "/api/vhosts/other");
  expect((await ask("POST", "/api/definitions/other", exported)).status).toBe(204);
  expect((await ask("POST", "/api/definitions/other", exported)).status).toBe(204);
  expect((await ask("GET", "/api/definitions/other")).body).toEqual(exported);
  const policies = [{ name: "p", pattern: ".*", definition: {} }];
  const refused = await ask("POST", "/api/definitions/other", { policies });
  expect(refused).toMatchObject({ status: 400 });
  await ask("DELETE", "/api/vhosts/other");
});

test("a closed connection is told why", async () => {
  const model = await connect(broker.url, { clientProperties: { connection_name: "reader" } });
  const closed = new Promise<unknown>((resolve) => model.once("close", resolve));
  const [connection] = (await ask("GET", "/api/connections")).body as Record<string, unknown>[];
  expect(connection).toMatchObject({ user_provided_name: "reader", user: "guest", vhost: "/", state: "running" });
  const path = `/api/connections/${encodeURIComponent(String(connection?.["name"]))}`;
  expect((await ask("DELETE", path, undefined, { "x-reason": "go away" })).status).toBe(204);
  expect(await closed).toMatchObject({
    code: 320,
    message: expect.stringContaining("CONNECTION_FORCED - go away") as string,
  });
  expect((await ask("DELETE", path)).body).toEqual(NOT_FOUND);
});
