/** Policies and limits of vhosts by the API: the answers are those of a RabbitMQ 3.10.8 that was asked the same. */
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asking, type Ask } from "./api.ts";

let broker: Broker;
let ask: Ask;

beforeAll(async () => {
  broker = await startBroker({
    port: 0,
    httpPort: 0,
    profile: "3.10",
    users: [
      { name: "guest", password: "guest" },
      { name: "maker", password: "m", tags: ["policymaker"] },
      { name: "looker", password: "l", tags: ["management"] },
    ],
  });
  ask = asking(broker);
});

afterAll(() => broker.close());

function invalid(reason: string): unknown {
  return { error: "bad_request", reason: `Validation failed\n\n${reason}\n` };
}

const SHORT = { pattern: "^q", definition: { "max-length": 5 } };

test.each([
  [{}, { error: "bad_request", reason: "[{key_missing,pattern},{key_missing,definition}]" }],
  [{ ...SHORT, definition: {} }, invalid("no policy provided")],
  [{ ...SHORT, definition: { "max-length": "x" } }, invalid('<<"x">> is not a valid maximum length')],
  [{ ...SHORT, definition: { "max-length": 5.5 } }, invalid("5.5 is not a valid maximum length")],
  [{ ...SHORT, definition: { "message-ttl": -1 } }, invalid("-1 is not a valid message TTL")],
  [{ ...SHORT, definition: { expires: 0 } }, invalid("0 is not a valid queue expiry")],
  [{ ...SHORT, definition: { overflow: "x" } }, invalid('<<"x">> is not a valid overflow value')],
  [{ ...SHORT, definition: { "delivery-limit": -1 } }, invalid("-1 is not a valid delivery limit")],
  [{ ...SHORT, definition: { "alternate-exchange": 7 } }, invalid("7 is not a valid alternate exchange name")],
  [{ ...SHORT, definition: { nonsense: 1 } }, invalid('[{<<"nonsense">>,1}] are not recognised policy settings')],
  [{ ...SHORT, pattern: 5 }, invalid("pattern should be a binary but was 5")],
  [{ ...SHORT, priority: "x" }, invalid('priority should be a number, actually was "x"')],
  [
    { ...SHORT, "apply-to": "shoes" },
    invalid("apply-to 'shoes' unrecognised; should be 'queues', 'exchanges' or 'all'"),
  ],
])("%j is refused", async (body, answer) => {
  expect(await ask("PUT", "/api/policies/%2F/p", body)).toMatchObject({ status: 400, body: answer });
  expect((await ask("GET", "/api/policies")).body).toEqual([]);
});

test("a pattern that is none is refused", async () => {
  const reply = await ask("PUT", "/api/policies/%2F/p", { ...SHORT, pattern: "(" });
  expect(reply.status).toBe(400);
  expect(JSON.stringify(reply.body)).toContain("pattern should be regular expression but is invalid");
});

test("an operator's policy is for limits only", async () => {
  const body = { pattern: ".*", definition: { "dead-letter-exchange": "x" } };
  expect(await ask("PUT", "/api/operator-policies/%2F/p", body)).toMatchObject({
    status: 400,
    body: invalid('[{<<"dead-letter-exchange">>,<<"x">>}] are not recognised policy settings'),
  });
});

test("policies are made, shown, replaced and deleted", async () => {
  const path = "/api/policies/%2F/short";
  const shown = { vhost: "/", name: "short", pattern: "^q", "apply-to": "all", definition: { "max-length": 5 } };
  expect((await ask("PUT", path, SHORT)).status).toBe(201);
  expect((await ask("PUT", path, { ...SHORT, priority: 2 })).status).toBe(204);
  for (const [where, expected] of [
    [path, { ...shown, priority: 2 }],
    ["/api/policies/%2F", [{ ...shown, priority: 2 }]],
    ["/api/policies", [{ ...shown, priority: 2 }]],
    ["/api/operator-policies", []],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    expect((await ask("GET", where)).body).toEqual(expected);
  }
  const ceiling = { pattern: "", definition: { "max-length": 3 } };
  expect((await ask("PUT", "/api/operator-policies/%2F/ceiling", ceiling)).status).toBe(201);
  await ask("PUT", "/api/queues/%2F/q", {});
  expect((await ask("GET", "/api/queues/%2F/q")).body).toMatchObject({
    policy: "short",
    operator_policy: "ceiling",
    effective_policy_definition: { "max-length": 3 },
  });
  expect((await ask("GET", "/api/exchanges/%2F/amq.direct")).body).not.toHaveProperty("policy");
  expect(broker.queues()).toMatchObject([{ policy: "short", effectivePolicy: { "max-length": 3 } }]);
  await ask("DELETE", "/api/queues/%2F/q");
  expect((await ask("DELETE", "/api/operator-policies/%2F/ceiling")).status).toBe(204);
  expect((await ask("DELETE", path)).status).toBe(204);
  expect((await ask("DELETE", path)).status).toBe(404);
  expect((await ask("GET", "/api/policies/nowhere")).status).toBe(404);
});

test("policymakers make policies, administrators the operator's, others only look", async () => {
  const [maker, looker] = [asking(broker, "maker", "m"), asking(broker, "looker", "l")];
  expect((await maker("PUT", "/api/policies/%2F/p", SHORT)).status).toBe(201);
  expect((await looker("PUT", "/api/policies/%2F/p", SHORT)).status).toBe(401);
  expect((await maker("PUT", "/api/operator-policies/%2F/p", SHORT)).status).toBe(401);
  expect((await looker("GET", "/api/policies")).body).toHaveLength(1);
  expect((await maker("PUT", "/api/vhost-limits/%2F/max-queues", { value: 1 })).status).toBe(401);
  expect((await maker("DELETE", "/api/policies/%2F/p")).status).toBe(204);
});

test("limits of a vhost are kept, told and taken back", async () => {
  const path = "/api/vhost-limits/%2F";
  expect((await ask("GET", path)).body).toEqual([{ vhost: "/", value: {} }]);
  expect((await ask("PUT", `${path}/max-queues`, { value: 1 })).status).toBe(204);
  expect((await ask("PUT", `${path}/max-connections`, { value: -1 })).status).toBe(204);
  const value = { "max-queues": 1, "max-connections": -1 };
  expect((await ask("GET", "/api/vhost-limits")).body).toEqual([{ vhost: "/", value }]);
  expect((await ask("PUT", "/api/queues/%2F/first", {})).status).toBe(201);
  expect(await ask("PUT", "/api/queues/%2F/second", {})).toMatchObject({
    status: 400,
    body: { reason: "cannot declare queue 'second': queue limit in vhost '/' (1) is reached" },
  });
  expect((await ask("PUT", `${path}/nonsense`, { value: 1 })).body).toEqual(
    invalid('Unrecognised terms [{<<"nonsense">>,1}] in limits'),
  );
  expect((await ask("PUT", `${path}/max-queues`, {})).body).toEqual({
    error: "bad_request",
    reason: "[{key_missing,value}]",
  });
  expect((await ask("DELETE", `${path}/max-queues`)).status).toBe(204);
  expect((await ask("DELETE", `${path}/max-connections`)).status).toBe(204);
  expect((await ask("GET", "/api/vhost-limits")).body).toEqual([]);
  expect((await ask("PUT", "/api/queues/%2F/second", {})).status).toBe(201);
});
