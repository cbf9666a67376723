/** Class basic, the publisher's half: publish and return (amqp0-9-1 §1.8). The consumer's half is in `consume.ts`. */
import { EXPIRY_MAXIMUM_MS, typeName } from "../../core/arguments.ts";
import { channelError, connectionError, MESSAGE_REPLIES, type MessageReply } from "../../core/errors.ts";
import type { Exchange } from "../../core/exchange.ts";
import { copyKeys, NO_KEYS, withoutHeader } from "../../core/message.ts";
import { publish, type Publication, type Routed } from "../../core/publishing.ts";
import type { MethodFields, Properties } from "../../wire/index.ts";
import { MESSAGE_COST_BYTES } from "../../limits.ts";
import type { Channel, Transaction } from "../channel.ts";
import { isReplyAddress, REPLY_TO, replyReceiver } from "../reply-to.ts";
import { assertPermission, assertTopicPermission, cleanName } from "./names.ts";
import type { Content, Handlers } from "./table.ts";

export const basicHandlers: Handlers<"basic.publish"> = {
  "basic.publish": publishContent,
};

export function publishContent(
  channel: Channel,
  { exchange: name, routingKey, mandatory, immediate }: MethodFields<"basic.publish">,
  content: Content,
): void {
  // https://www.rabbitmq.com/docs/specification#methods: not supported since RabbitMQ 3.0.
  if (immediate) throw connectionError("NOT_IMPLEMENTED", "immediate=true");
  const exchangeName = cleanName(name);
  assertPermission(channel, "write", "exchange", exchangeName);
  const exchange = publishableExchange(channel, exchangeName);
  assertTopicPermission(channel, "write", exchange, routingKey);
  const publication = publicationOf(channel, exchange, routingKey, content.properties, content.body);
  if (channel.transaction !== undefined) addToTransaction(channel, channel.transaction, publication, mandatory);
  else publishNow(channel, publication, mandatory);
}

const UNROUTED: MessageReply = "NO_ROUTE";
const UNROUTABLE: Routed = { queueCount: 0, isRejected: false, isJournaled: false };

/** Routes the message, returns it if it must be and can't be routed, and numbers it for its confirm. */
export function publishNow(channel: Channel, publication: Publication, mandatory: boolean): void {
  channel.counts.publish++;
  const routed = mayAnswer(publication) ? answer(channel, publication) : publish(channel.vhost, publication);
  if (routed.queueCount === 0) unroutable(channel, publication, mandatory);
  if (channel.confirms === undefined) return;
  if (routed.isJournaled && !routed.isRejected) return channel.confirmAfterJournal(channel.confirms.open());
  channel.confirms.settle(routed.isRejected);
  channel.connection.confirmLater(channel);
}

/** It is nobody's message yet, and takes memory like one. */
function addToTransaction(
  channel: Channel,
  transaction: Transaction,
  publication: Publication,
  mandatory: boolean,
): void {
  const bytes = publication.body.byteLength + MESSAGE_COST_BYTES;
  transaction.publications.push({ publication, mandatory });
  transaction.bytes += bytes;
  channel.connection.broker.memory.hold(bytes);
}

function publishableExchange(channel: Channel, name: string): Exchange {
  const exchange = channel.vhost.exchange(name);
  if (exchange.definition.internal) {
    const text = `cannot publish to internal exchange '${name}' in vhost '${channel.vhost.name}'`;
    throw channelError("ACCESS_REFUSED", text);
  }
  return exchange;
}

/** What RabbitMQ checks of a message, in its order: reply address, user, expiration, carbon copies. */
function publicationOf(
  channel: Channel,
  exchange: Exchange,
  routingKey: string,
  sent: Properties,
  body: Uint8Array,
): Publication {
  const properties = withReplyAddress(channel, sent);
  validateUser(channel, properties.userId);
  validateExpiration(properties.expiration);
  validateDeliveryMode(channel, properties.deliveryMode);
  const headers = properties.headers;
  if (headers?.["CC"] === undefined && headers?.["BCC"] === undefined) {
    return { exchange, routingKey, carbonCopies: NO_KEYS, properties, body };
  }
  // https://www.rabbitmq.com/docs/sender-selected
  for (const name of ["CC", "BCC"] as const) {
    const copies = headers[name];
    if (copies === undefined || copies.type === "array") continue;
    const text = `invalid message: {unacceptable_type_in_header,"${name}",${typeName(copies)}}`;
    throw channelError("PRECONDITION_FAILED", text);
  }
  const carbonCopies = [...copyKeys(headers, "CC"), ...copyKeys(headers, "BCC")];
  const visible = { ...properties, headers: withoutHeader(headers, "BCC") };
  return { exchange, routingKey, carbonCopies, properties: visible, body };
}

/** https://www.rabbitmq.com/docs/validated-user-id */
function validateUser(channel: Channel, userId: string | undefined): void {
  const { userName } = channel.connection;
  if (userId === undefined || userId === userName) return;
  const text = `user_id property set to '${userId}' but authenticated user was '${userName}'`;
  throw channelError("PRECONDITION_FAILED", text);
}

/** A decimal number of milliseconds (https://www.rabbitmq.com/docs/ttl#per-message-ttl-in-publishers). */
function validateExpiration(expiration: string | undefined): void {
  if (expiration === undefined) return;
  const problem = expirationProblem(expiration);
  if (problem !== undefined)
    throw channelError("PRECONDITION_FAILED", `invalid expiration '${expiration}': ${problem}`);
}

function expirationProblem(expiration: string): string | undefined {
  const number = /^[+-]?\d+/.exec(expiration)?.[0];
  if (number === undefined) return "no_integer";
  if (number.length < expiration.length) return `{leftover_string,"${expiration.slice(number.length)}"}`;
  if (Number(number) < 0) return `{value_negative,${Number(number)}}`;
  return Number(number) > EXPIRY_MAXIMUM_MS ? `{value_too_large,${number}}` : undefined;
}

/** 1 or 2, where it is there (rabbit_basic:is_message_persistent). */
function validateDeliveryMode(channel: Channel, deliveryMode: number | undefined): void {
  if (!channel.connection.broker.profile.refusesUnknownDeliveryModes) return;
  if (deliveryMode === undefined || deliveryMode === 1 || deliveryMode === 2) return;
  const text = `invalid message: {delivery_mode_unknown,${deliveryMode}}`;
  throw channelError("PRECONDITION_FAILED", text);
}

/** A request that wants its answer directly carries the address of this channel's reply consumer. */
function withReplyAddress(channel: Channel, properties: Properties): Properties {
  if (properties.replyTo !== REPLY_TO) return properties;
  if (channel.replyConsumer === undefined) {
    throw channelError("PRECONDITION_FAILED", "fast reply consumer does not exist");
  }
  return { ...properties, replyTo: channel.replyConsumer.address };
}

function mayAnswer({ exchange, routingKey, carbonCopies }: Publication): boolean {
  return exchange.name === "" && (carbonCopies.length > 0 || isReplyAddress(routingKey));
}

/** Each address once; other keys are those of queues. */
function answer(channel: Channel, publication: Publication): Routed {
  const { routingKey, carbonCopies, properties, body } = publication;
  const { broker } = channel.connection;
  let answered = 0;
  for (const address of new Set([routingKey, ...carbonCopies].filter(isReplyAddress))) {
    const receiver = replyReceiver(broker, address);
    if (receiver === undefined) continue;
    receiver.reply({ exchange: "", routingKey, properties, body });
    answered++;
  }
  const routed = carbonCopies.length > 0 ? publish(channel.vhost, publication) : UNROUTABLE;
  return broker.profile.returnsAnswers ? routed : { ...routed, queueCount: routed.queueCount + answered };
}

function unroutable(channel: Channel, publication: Publication, mandatory: boolean): void {
  if (mandatory) returnToPublisher(channel, publication);
  else channel.counts.dropUnroutable++;
}

function returnToPublisher(channel: Channel, { exchange, routingKey, properties, body }: Publication): void {
  const fields = { replyCode: MESSAGE_REPLIES[UNROUTED], replyText: UNROUTED, exchange: exchange.name, routingKey };
  channel.counts.returnUnroutable++;
  channel.connection.outbox.sendContent(channel.number, "basic.return", fields, properties, body);
}
