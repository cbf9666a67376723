/** Messages that programs published, and what became of them as far as the publisher was told. Pure. */
import type { Properties } from "broker-lite/wire";
import type { Evidence, MethodEvent } from "./evidence.ts";
import { belongsTo, channelKey, type Selection } from "./methods.ts";

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
  /** False where the connection ended before header and body were all there: nothing was published then. */
  readonly complete: boolean;
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
  readonly key: string;
  /** Number of the message on its channel, from 1, in confirm mode. */
  readonly sequence?: number;
  confirmedBy?: number;
  refusedBy?: number;
  returnedBy?: number;
  safeAfter?: number;
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
  const drafts: Draft[] = [];
  /** Messages published so far on each channel that is in confirm mode. */
  const sequences = new Map<string, number>();
  for (const event of evidence.events) {
    if (event.kind !== "method") continue;
    const key = channelKey(event);
    const onChannel = drafts.filter((draft) => draft.key === key);
    switch (event.method.name) {
      case "channel.open":
        sequences.delete(key);
        break;
      case "confirm.select":
        sequences.set(key, sequences.get(key) ?? 0);
        break;
      case "basic.publish": {
        const last = sequences.get(key);
        if (last === undefined) drafts.push({ key, publish: publishOf(event, event.method.fields) });
        else drafts.push({ key, publish: publishOf(event, event.method.fields), sequence: last + 1 });
        if (last !== undefined) sequences.set(key, last + 1);
        break;
      }
      case "basic.ack":
      case "basic.nack": {
        if (event.direction !== "to-program") break;
        const { deliveryTag, multiple } = event.method.fields;
        for (const draft of onChannel) {
          if (draft.sequence === undefined || settled(draft)) continue;
          if (draft.sequence !== deliveryTag && !(multiple && (deliveryTag === 0 || draft.sequence < deliveryTag)))
            continue;
          if (event.method.name === "basic.nack") draft.refusedBy = event.number;
          else {
            draft.confirmedBy = event.number;
            draft.safeAfter ??= event.number;
          }
        }
        break;
      }
      case "basic.return": {
        const { exchange, routingKey } = event.method.fields;
        const returned = onChannel.find(
          (draft) =>
            draft.returnedBy === undefined &&
            draft.publish.mandatory &&
            draft.publish.exchange === exchange &&
            draft.publish.routingKey === routingKey &&
            draft.publish.bodyHex === (event.content?.bodyHex ?? ""),
        );
        if (returned !== undefined) returned.returnedBy = event.number;
        break;
      }
      case "tx.commit-ok":
      case "channel.close-ok":
        if (event.direction === "to-program") for (const draft of onChannel) draft.safeAfter ??= event.number;
        break;
      case "connection.close-ok":
        if (event.direction !== "to-program") break;
        for (const draft of drafts) {
          if (draft.publish.program === event.program && draft.publish.connection === event.connection)
            draft.safeAfter ??= event.number;
        }
        break;
      default:
        break;
    }
  }
  return drafts;
}

function settled(draft: Draft): boolean {
  return draft.confirmedBy !== undefined || draft.refusedBy !== undefined;
}

function publishOf(
  event: MethodEvent,
  fields: { exchange: string; routingKey: string; mandatory: boolean },
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
    complete: event.content !== undefined,
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
