/** Asks a broker's management API everything it can show, and keeps the shapes of the answers: names and types, no values. */
import { connect } from "amqplib";

/** `"string"`, `"number"`, …; an object by its keys; a list by what its items have among them. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

export interface Place {
  /** `http://127.0.0.1:15672` */
  readonly managementUrl: string;
  readonly amqpUrl: string;
}

/** What is in them belongs to whoever declared it. */
const OPAQUE = new Set([
  "arguments",
  "client_properties",
  "headers",
  "cluster_state",
  "effective_policy_definition",
  "parameters",
]);

const QUEUE = "shapes-queue";
const PRIVATE_QUEUE = "shapes-private";
const EXCHANGE = "shapes-exchange";

const QUESTIONS: readonly string[] = [
  "/api/overview",
  "/api/whoami",
  "/api/nodes",
  "/api/vhosts",
  "/api/vhosts/%2F",
  "/api/vhosts/%2F/permissions",
  "/api/users",
  "/api/users/guest",
  "/api/users/guest/permissions",
  "/api/permissions",
  "/api/permissions/%2F/guest",
  "/api/exchanges",
  `/api/exchanges/%2F/${EXCHANGE}`,
  `/api/exchanges/%2F/${EXCHANGE}/bindings/source`,
  "/api/queues",
  `/api/queues/%2F/${QUEUE}`,
  `/api/queues/%2F/${PRIVATE_QUEUE}`,
  `/api/queues/%2F/${QUEUE}/bindings`,
  "/api/bindings",
  `/api/bindings/%2F/e/${EXCHANGE}/q/${QUEUE}`,
  "/api/connections",
  "/api/connections/:connection",
  "/api/connections/:connection/channels",
  "/api/channels",
  "/api/channels/:channel",
  "/api/consumers",
  "/api/consumers/%2F",
  "/api/definitions",
  "/api/definitions/%2F",
  "/api/healthchecks/node",
  "/api/health/checks/alarms",
  "/api/queues?page=1&columns=name",
  "/api/nothing",
  "/api/queues/nowhere",
];

/** By question. Waits, with a deadline, until a connection is shown with all there is of it: RabbitMQ collects that every five seconds. */
export async function shapesOf(place: Place): Promise<Readonly<Record<string, Shape>>> {
  const model = await connect(place.amqpUrl, { clientProperties: { connection_name: "shapes" } });
  try {
    const channel = await model.createChannel();
    await channel.prefetch(2);
    await channel.assertQueue(QUEUE, { durable: true, arguments: { "x-max-length": 50 } });
    await channel.assertQueue(PRIVATE_QUEUE, { exclusive: true });
    await channel.assertExchange(EXCHANGE, "topic", { durable: true });
    await channel.bindQueue(QUEUE, EXCHANGE, "key");
    await channel.consume(PRIVATE_QUEUE, () => {});
    const connection = await shownConnection(place);
    const shapes: Record<string, Shape> = {};
    for (const question of QUESTIONS) {
      const path = question
        .replace(":connection", encodeURIComponent(connection))
        .replace(":channel", encodeURIComponent(`${connection} (1)`));
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      shapes[`GET ${question}`] = await answerShape(place, path);
    }
    const properties = { headers: {}, delivery_mode: 2, content_type: "text/plain" };
    const message = { routing_key: QUEUE, properties, payload: "text", payload_encoding: "string" };
    shapes["POST publish"] = await answerShape(place, "/api/exchanges/%2F/amq.default/publish", message);
    const get = { count: 1, ackmode: "ack_requeue_false", encoding: "auto" };
    shapes["POST get"] = await answerShape(place, `/api/queues/%2F/${QUEUE}/get`, get);
    shapes["POST bad request"] = await answerShape(place, `/api/queues/%2F/${QUEUE}/get`, {});
    await channel.deleteExchange(EXCHANGE);
    await channel.deleteQueue(QUEUE);
    return shapes;
  } finally {
    await model.close();
  }
}

const SHOWN_DEADLINE_MS = 30_000;
const ASK_AGAIN_MS = 250;

async function shownConnection(place: Place): Promise<string> {
  const deadline = Date.now() + SHOWN_DEADLINE_MS;
  for (;;) {
    const shown = ["/api/connections", "/api/channels", "/api/consumers"].map((path) => answerOf(place, path));
    // oxlint-disable-next-line no-await-in-loop -- asks until it is there
    const [connections, channels, consumers] = (await Promise.all(shown)) as Record<string, unknown>[][];
    const mine = connections?.find(({ user_provided_name: name }) => name === "shapes");
    if (
      mine !== undefined &&
      "send_oct" in mine &&
      channels?.[0] !== undefined &&
      "number" in channels[0] &&
      consumers?.[0]
    ) {
      return String(mine["name"]);
    }
    if (Date.now() > deadline) throw new Error(`no connection was shown within ${SHOWN_DEADLINE_MS} ms`);
    // oxlint-disable-next-line no-await-in-loop -- asks until it is there
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function answerShape(place: Place, path: string, body?: unknown): Promise<Shape> {
  return shapeOf(await answerOf(place, path, body));
}

async function answerOf({ managementUrl }: Place, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(managementUrl + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Basic ${btoa("guest:guest")}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

function shapeOf(value: unknown): Shape {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(merged)];
  if (typeof value !== "object") return typeof value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, OPAQUE.has(key) ? typeof inner : shapeOf(inner)]));
}

function merged(left: Shape, right: Shape): Shape {
  if (typeof left === "string" || typeof right === "string") return left;
  if (Array.isArray(left) || Array.isArray(right)) return Array.isArray(left) && left.length === 0 ? right : left;
  return { ...right, ...left };
}
