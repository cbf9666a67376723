/** Messages that programs published, and what became of them as far as the publisher was told. Pure. */
import type { Properties } from "broker-lite/wire";
import type { Evidence, MethodEvent } from "./evidence.ts";
import { belongsTo, channelKey, connectionKey, type Selection } from "./methods.ts";

export interface Publish {
  /** Number of the event. */
  readonly event: number;
  readonly atMs: number;
  readonly program: string;
  readonly connection: number;
  readonly channel: number;
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  /** False where nothing was published: the connection ended before header and body were all there, or it was `tooLate`. */
  readonly complete: boolean;
  /** Sent after the program's own connection.close, which is the last thing that a broker hears. */
  readonly tooLate: boolean;
  readonly properties: Properties;
  /** UTF-8 reading of the body; empty where it did not arrive in full. */
  readonly text: string;
  readonly bodyHex: string;
  /** Delivery mode 2. */
  readonly persistent: boolean;
  /** The broker's basic.ack, where the channel was in confirm mode; `refused` is its basic.nack. */
  readonly confirmedBy?: number;
  readonly refusedBy?: number;
  /** The broker's basic.return: it could be routed to no queue. */
  readonly returnedBy?: number;
  /**
   * The event after which the publisher could know that the broker has the message: a confirm, tx.commit-ok, channel.close-ok or
   * connection.close-ok from the broker. Absent where the publisher never waited for one.
   */
  readonly safeAfter?: number;
}

export interface PublishSelection extends Selection {
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly text?: string;
}

interface Draft {
  readonly publish: Omit<Publish, "confirmedBy" | "refusedBy" | "returnedBy" | "safeAfter">;
  confirmedBy?: number;
  refusedBy?: number;
  returnedBy?: number;
  safeAfter?: number;
}

/** What was published on one channel. */
interface ChannelDrafts {
  readonly connection: string;
  drafts: Draft[];
  /** Index in `drafts` of the message that the broker counts as its first; undefined outside of confirm mode. */
  confirmsFrom?: number;
  /** Messages before this one are settled. */
  settledUpTo: number;
}

/** Every basic.publish, in order. */
export function publishes(evidence: Evidence, selection: PublishSelection = {}): readonly Publish[] {
  const belongs = belongsTo(evidence, selection);
  return draftPublishes(evidence)
    .map(finish)
    .filter(
      (publish) =>
        belongs(publish) &&
        (selection.exchange === undefined || publish.exchange === selection.exchange) &&
        (selection.routingKey === undefined || publish.routingKey === selection.routingKey) &&
        (selection.text === undefined || publish.text === selection.text),
    );
}

function draftPublishes(evidence: Evidence): readonly Draft[] {
  const all: Draft[] = [];
  const channels = new Map<string, ChannelDrafts>();
  const closing = new Set<string>();
  for (const event of evidence.events) {
    if (event.kind !== "method") continue;
    const key = channelKey(event);
    const connection = connectionKey(event);
    const channel = channels.get(key) ?? { connection, drafts: [], settledUpTo: 0 };
    channels.set(key, channel);
    switch (event.method.name) {
      case "channel.open":
        channels.delete(key);
        break;
      case "confirm.select":
        channel.confirmsFrom ??= channel.drafts.length;
        break;
      case "basic.publish": {
        const draft: Draft = { publish: publishOf(event, event.method.fields, closing.has(connection)) };
        all.push(draft);
        channel.drafts.push(draft);
        break;
      }
      case "basic.ack":
      case "basic.nack":
        if (event.direction === "to-program") confirm(channel, event.method.name, event.method.fields, event.number);
        break;
      case "basic.return":
        returned(channel, event, event.method.fields);
        break;
      case "connection.close":
        if (event.direction === "to-broker") closing.add(connection);
        break;
      case "tx.commit-ok":
      case "channel.close-ok":
        if (event.direction === "to-program") for (const draft of channel.drafts) draft.safeAfter ??= event.number;
        break;
      case "connection.close-ok":
        if (event.direction !== "to-program") break;
        for (const each of channels.values()) {
          if (each.connection === connection) for (const draft of each.drafts) draft.safeAfter ??= event.number;
        }
        break;
      default:
        break;
    }
  }
  return all;
}

function confirm(
  channel: ChannelDrafts,
  name: "basic.ack" | "basic.nack",
  fields: { readonly deliveryTag: number; readonly multiple: boolean },
  event: number,
): void {
  if (channel.confirmsFrom === undefined) return;
  const last = channel.confirmsFrom + fields.deliveryTag - 1;
  const first = fields.multiple ? Math.max(channel.settledUpTo, channel.confirmsFrom) : last;
  for (const draft of channel.drafts.slice(first, last + 1)) {
    if (draft.confirmedBy !== undefined || draft.refusedBy !== undefined) continue;
    if (name === "basic.nack") draft.refusedBy = event;
    else {
      draft.confirmedBy = event;
      draft.safeAfter ??= event;
    }
  }
  if (fields.multiple) channel.settledUpTo = Math.max(channel.settledUpTo, last + 1);
}

/** The broker returns messages in the order in which they were published. */
function returned(
  channel: ChannelDrafts,
  event: MethodEvent,
  fields: { readonly exchange: string; readonly routingKey: string },
): void {
  const draft = channel.drafts.find(
    ({ publish, returnedBy }) =>
      returnedBy === undefined &&
      publish.mandatory &&
      publish.exchange === fields.exchange &&
      publish.routingKey === fields.routingKey &&
      publish.bodyHex === (event.content?.bodyHex ?? ""),
  );
  if (draft !== undefined) draft.returnedBy = event.number;
}

function publishOf(
  event: MethodEvent,
  fields: { exchange: string; routingKey: string; mandatory: boolean },
  tooLate: boolean,
): Draft["publish"] {
  const properties = event.content?.properties ?? {};
  return {
    event: event.number,
    atMs: event.atMs,
    program: event.program,
    connection: event.connection,
    channel: event.channel,
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    mandatory: fields.mandatory,
    complete: event.content !== undefined && !tooLate,
    tooLate,
    properties,
    text: event.content?.text ?? "",
    bodyHex: event.content?.bodyHex ?? "",
    persistent: properties.deliveryMode === 2,
  };
}

function finish(draft: Draft): Publish {
  return {
    ...draft.publish,
    ...(draft.confirmedBy === undefined ? {} : { confirmedBy: draft.confirmedBy }),
    ...(draft.refusedBy === undefined ? {} : { refusedBy: draft.refusedBy }),
    ...(draft.returnedBy === undefined ? {} : { returnedBy: draft.returnedBy }),
    // An incomplete message was never published, whatever was closed in good order afterwards.
    ...(draft.safeAfter === undefined || !draft.publish.complete ? {} : { safeAfter: draft.safeAfter }),
  };
}
