/** Messages by hand: published to an exchange, taken from a queue. For looking and trying, not for work. */
import { Refusal, withClient, type Client, type Outcome } from "../client.ts";
import { badRequest, missing, ok, unavailable, type Answer } from "../answer.ts";
import { bodyOf, integerOf, parameter, requireKeys, textOf, type Body, type VhostRequest } from "../request.ts";
import { propertiesJson, propertiesOf } from "../values.ts";
import { exchangeName } from "../views.ts";

/** `POST /api/exchanges/:vhost/:name/publish`: says whether it went to any queue. */
export async function publish(request: VhostRequest): Promise<Answer> {
  const body = bodyOf(request);
  requireKeys(body, ["routing_key", "properties", "payload", "payload_encoding"]);
  const content = { properties: propertiesOf(body["properties"]), body: payloadOf(body) };
  const exchange = exchangeName(parameter(request, "name"));
  const { alarms } = request.core;
  if (alarms.isRaised) throw unavailable(`publishers are blocked: ${alarms.reason}`);
  const outcome = await asClient(request, (client) => client.publish(exchange, textOf(body, "routing_key"), content));
  if (outcome === "rejected") throw badRequest("rejected Unable to publish message. Check queue limits.");
  return ok({ routed: outcome === "routed" });
}

/** By what becomes of the messages: the first word says how, the last whether they go back to the queue. */
const ACK_MODES = ["ack_requeue_true", "ack_requeue_false", "reject_requeue_true", "reject_requeue_false"] as const;

/** `POST /api/queues/:vhost/:name/get` */
export async function get(request: VhostRequest): Promise<Answer> {
  const body = bodyOf(request);
  requireKeys(body, ["count", "ackmode", "encoding"]);
  const mode = ACK_MODES.find((name) => name === body["ackmode"]);
  if (mode === undefined) throw badRequest(`unknown ackmode: it is one of ${ACK_MODES.join(", ")}`);
  const encoding = body["encoding"];
  if (encoding !== "auto" && encoding !== "base64")
    throw badRequest("Unsupported encoding. Please use auto or base64.");
  const count = integerOf(body, "count");
  const shownBytes = body["truncate"] === undefined ? Infinity : Math.max(0, integerOf(body, "truncate"));
  const queue = parameter(request, "name");
  return ok(
    await asClient(request, (client) => {
      const messages: unknown[] = [];
      const tags: number[] = [];
      while (messages.length < count) {
        const message = client.get(queue, mode === "ack_requeue_false");
        if (message === undefined) break;
        const { deliveryTag, redelivered, exchange, routingKey, messageCount, properties } = message;
        tags.push(deliveryTag);
        messages.push({
          payload_bytes: message.body.byteLength,
          redelivered,
          exchange,
          routing_key: routingKey,
          message_count: messageCount,
          properties: propertiesJson(properties),
          ...shownPayload(message.body.subarray(0, shownBytes), encoding),
        });
      }
      // Only now: what goes back to the queue would come again.
      settle(client, tags, mode);
      return messages;
    }),
  );
}

function settle(client: Client, tags: readonly number[], mode: (typeof ACK_MODES)[number]): void {
  if (mode === "ack_requeue_false") return;
  const requeue = mode !== "reject_requeue_false";
  for (const deliveryTag of tags) client.send("basic.reject", { deliveryTag, requeue });
}

export async function asClient<T extends Outcome | unknown[]>(
  request: VhostRequest,
  act: (client: Client) => T | Promise<T>,
): Promise<T> {
  try {
    return await withClient(request, act);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Where the queue is what is missing, the path is wrong.
    if (error.replyCode === 404 && error.replyText.startsWith("NOT_FOUND - no queue")) throw missing(error.replyText);
    throw badRequest(`${error.replyCode} ${error.replyText}`);
  }
}

function payloadOf(body: Body): Uint8Array {
  const payload = textOf(body, "payload");
  const encoding = body["payload_encoding"];
  if (encoding === "string") return Buffer.from(payload, "utf8");
  if (encoding !== "base64") throw badRequest(["unsupported_encoding", encoding]);
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(payload)) throw badRequest(["not_base64", payload]);
  return Buffer.from(payload, "base64");
}

/** As text where it is UTF-8 and nobody asked for base64. */
function shownPayload(body: Uint8Array, encoding: string): { payload: string; payload_encoding: string } {
  const bytes = Buffer.from(body);
  const text = encoding === "auto" ? utf8(bytes) : undefined;
  if (text !== undefined) return { payload: text, payload_encoding: "string" };
  return { payload: bytes.toString("base64"), payload_encoding: "base64" };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
