/** Files of definitions go from RabbitMQ to broker-lite and back. The golden file is what a RabbitMQ 3.10.8 exported. */
import { readFileSync } from "node:fs";
import { startBroker, type Broker } from "broker-lite";
import { afterEach, expect, test } from "vitest";
import { asking } from "./api.ts";

type Definitions = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const file = readFileSync(new URL("golden/rabbitmq-3.10-definitions.json", import.meta.url), "utf8");
const exported = JSON.parse(file) as Definitions;

/** What both know in the same form; the rest says who exported. */
const KINDS = [
  "users",
  "vhosts",
  "permissions",
  "topic_permissions",
  "parameters",
  "policies",
  "queues",
  "exchanges",
  "bindings",
] as const;

let broker: Broker;

afterEach(() => broker.close());

test("what RabbitMQ exported is taken in, works, and comes out as it was", async () => {
  broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  const ask = asking(broker);
  expect((await ask("POST", "/api/definitions", file)).status).toBe(204);
  expect(sorted((await ask("GET", "/api/definitions")).body as Definitions, "shop")).toEqual(sorted(exported, "shop"));

  const asAnn = asking(broker, "ann", "secret");
  expect((await asAnn("GET", "/api/whoami")).body).toEqual({ name: "ann", tags: ["management", "policymaker"] });
  const { body } = await ask("GET", "/api/queues/shop/orders");
  expect(body).toMatchObject({
    policy: "short",
    operator_policy: "ceiling",
    effective_policy_definition: { "max-length": 5, "message-ttl": 3_600_000, overflow: "reject-publish" },
  });
});

test("taking it in twice changes nothing", async () => {
  broker = await startBroker({ port: 0, httpPort: 0 });
  const ask = asking(broker);
  await ask("POST", "/api/definitions", file);
  const first = (await ask("GET", "/api/definitions")).body;
  expect((await ask("POST", "/api/definitions", first as object)).status).toBe(204);
  expect((await ask("GET", "/api/definitions")).body).toEqual(first);
});

test("parameters of plugins are refused by name", async () => {
  broker = await startBroker({ port: 0, httpPort: 0 });
  const parameters = [{ vhost: "/", component: "shovel", name: "s", value: { "src-queue": "a" } }];
  expect(await asking(broker)("POST", "/api/definitions", { parameters })).toMatchObject({
    status: 400,
    body: { reason: "broker-lite has no parameters of shovel: take them out of the file" },
  });
});

const realUrl = process.env["RABBITMQ_MANAGEMENT_URL"];

// Only where a RabbitMQ with its management plugin is given: http://guest:guest@127.0.0.1:15672
test.runIf(realUrl !== undefined)("what broker-lite exported is taken in by a RabbitMQ", async () => {
  broker = await startBroker({ port: 0, httpPort: 0 });
  const ask = asking(broker);
  await ask("POST", "/api/definitions", file);
  const own = (await ask("GET", "/api/definitions/shop")).body as Definitions;
  const vhost = `definitions-${process.pid}`;
  const { origin, username, password } = new URL(realUrl ?? "");
  const authorization = `Basic ${btoa(`${username || "guest"}:${password || "guest"}`)}`;
  const real = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization, "content-type": "application/json" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${origin}${path}`, { method, headers, ...content });
    if (!response.ok) throw new Error(await response.text());
    return response.status === 200 ? response.json() : undefined;
  };
  await real("PUT", `/api/vhosts/${vhost}`, {});
  try {
    await real("POST", `/api/definitions/${vhost}`, own);
    const back = (await real("GET", `/api/definitions/${vhost}`)) as Definitions;
    expect(sorted(back, vhost)).toEqual(sorted(own, "shop"));
  } finally {
    await real("DELETE", `/api/vhosts/${vhost}`);
  }
});

/** Of one vhost, without its name, in an order of their own; users only where they belong to the file. */
function sorted(definitions: Definitions, vhost: string): Definitions {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const own = (definitions[kind] ?? []).filter((one) => {
        if (kind === "users" || kind === "vhosts") return one["name"] === "ann" || one["name"] === vhost;
        return (one["vhost"] ?? vhost) === vhost && one["user"] !== "guest";
      });
      const texts = own.map(({ vhost: _vhost, ...rest }) =>
        JSON.stringify(rest, (_, value: unknown) => inOrder(value)),
      );
      return [kind, texts.toSorted().map((text) => JSON.parse(text) as Record<string, unknown>)];
    }),
  );
}

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
