/** Messages that the broker gave to programs, and how each was settled. Pure. */
import type { Method, Properties } from "broker-lite/wire";
import type { Evidence, MethodEvent, WireEvent } from "./evidence.ts";
import { belongsTo, channelKey, connectionKey, endedBy, type Selection } from "./methods.ts";

/** `automatic`: consumed with no-ack, so the broker forgot it when it sent it. `open`: never settled. */
export type Settlement = "acknowledged" | "rejected" | "requeued" | "automatic" | "open";

export interface Delivery {
  /** Number of the basic.deliver or basic.get-ok. */
  readonly event: number;
  readonly atMs: number;
  readonly program: string;
  readonly connection: number;
  readonly channel: number;
  readonly by: "basic.deliver" | "basic.get-ok";
  /** Absent for basic.get-ok. */
  readonly consumerTag?: string;
  readonly deliveryTag: number;
  readonly redelivered: boolean;
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly text: string;
  readonly bodyHex: string;
  readonly settlement: Settlement;
  /** The ack, reject, nack or recover that settled it. */
  readonly settledBy?: number;
  readonly settledAtMs?: number;
  /** True where the settling method covered earlier ones too (`multiple`). */
  readonly settledTogether: boolean;
  /** Where it was still open when its channel or connection ended: what ended, and the event. The broker requeues it then. */
  readonly ended?: { readonly what: "channel" | "connection"; readonly event: number };
}

export interface DeliverySelection extends Selection {
  readonly text?: string;
  readonly exchange?: string;
  readonly routingKey?: string;
}

/** A basic.ack, basic.nack or basic.reject of a program. */
export interface Acknowledgement {
  readonly event: number;
  readonly atMs: number;
  readonly program: string;
  readonly name: "basic.ack" | "basic.nack" | "basic.reject";
  readonly deliveryTag: number;
  readonly multiple: boolean;
  readonly requeue: boolean;
  /** Events of the deliveries that it settled; empty for a tag that was unknown or settled before (the broker answers 406). */
  readonly settles: readonly number[];
}

type Draft = { -readonly [K in keyof Delivery]: Delivery[K] };

/** Every delivery, in order. */
export function deliveries(evidence: Evidence, selection: DeliverySelection = {}): readonly Delivery[] {
  const belongs = belongsTo(evidence, selection);
  return replay(evidence).drafts.filter((delivery) => {
    const wanted =
      belongs(delivery) &&
      (selection.text === undefined || delivery.text === selection.text) &&
      (selection.exchange === undefined || delivery.exchange === selection.exchange) &&
      (selection.routingKey === undefined || delivery.routingKey === selection.routingKey);
    return wanted;
  });
}

/** Every ack, nack and reject that programs sent, in order. */
export function acknowledgements(evidence: Evidence, selection: Selection = {}): readonly Acknowledgement[] {
  return replay(evidence).acknowledgements.filter(belongsTo(evidence, selection));
}

/**
 * The largest number of deliveries that a program had in its hands and had not settled, at one moment, and the events of those deliveries.
 * With no-ack nothing is ever settled, so every such delivery counts from then on.
 */
export function mostHeldAtOnce(
  evidence: Evidence,
  program: string,
): { readonly count: number; readonly events: readonly number[] } {
  const all = deliveries(evidence, { program });
  let most: readonly number[] = [];
  for (const label of new Set(all.map((delivery) => delivery.program))) {
    const held = mostOf(all.filter((delivery) => delivery.program === label));
    if (held.length > most.length) most = held;
  }
  return { count: most.length, events: most };
}

function mostOf(own: readonly Delivery[]): readonly number[] {
  const moments = own
    .flatMap((delivery) => [
      { at: delivery.event, delivery, taken: true },
      { at: letGoAt(delivery), delivery, taken: false },
    ])
    .toSorted((one, other) => one.at - other.at);
  const held = new Set<number>();
  let most: readonly number[] = [];
  for (const { delivery, taken } of moments) {
    if (!taken) held.delete(delivery.event);
    else if (held.add(delivery.event).size > most.length) most = [...held];
  }
  return most;
}

function letGoAt(delivery: Delivery): number {
  if (delivery.settlement === "automatic") return Number.POSITIVE_INFINITY;
  return delivery.settledBy ?? delivery.ended?.event ?? Number.POSITIVE_INFINITY;
}

function replay(evidence: Evidence): {
  readonly drafts: readonly Draft[];
  readonly acknowledgements: readonly Acknowledgement[];
} {
  const drafts: Draft[] = [];
  const acknowledged: Acknowledgement[] = [];
  const automatic = new AutomaticConsumers();
  /** Deliveries that are not settled, by channel. */
  const open = new Map<string, Draft[]>();
  for (const event of evidence.events) {
    endOpen(open, event);
    if (event.kind !== "method") continue;
    automatic.see(event);
    const key = channelKey(event);
    const { method } = event;
    if (method.name === "basic.deliver" || method.name === "basic.get-ok") {
      const draft = draftOf(event, method, automatic);
      drafts.push(draft);
      if (draft.settlement === "open") open.set(key, [...(open.get(key) ?? []), draft]);
    } else if (event.direction === "to-broker") {
      const acknowledgement = settle(event, open.get(key) ?? []);
      if (acknowledgement !== undefined) acknowledged.push(acknowledgement);
      open.set(
        key,
        (open.get(key) ?? []).filter((draft) => draft.settlement === "open"),
      );
    }
  }
  return { drafts, acknowledgements: acknowledged };
}

/** Marks what was open when its channel or connection ended. */
function endOpen(open: Map<string, Draft[]>, event: WireEvent): void {
  const what = endedBy(event);
  if (what === undefined) return;
  const ended = what === "channel" && event.kind === "method" ? channelKey(event) : `${connectionKey(event)}\n`;
  for (const [key, drafts] of open) {
    if (what === "channel" ? key !== ended : !key.startsWith(ended)) continue;
    for (const draft of drafts) draft.ended = { what, event: event.number };
    open.delete(key);
  }
}

function draftOf(
  event: MethodEvent,
  method: Method<"basic.deliver" | "basic.get-ok">,
  automatic: AutomaticConsumers,
): Draft {
  const key = channelKey(event);
  if (method.name === "basic.get-ok")
    return { ...deliveryOf(event, method.fields, automatic.gets(key)), by: method.name };
  const { consumerTag } = method.fields;
  return { ...deliveryOf(event, method.fields, automatic.consumes(key, consumerTag)), by: method.name, consumerTag };
}

/** Applies what the event says to the open deliveries of its channel. */
function settle(event: MethodEvent, open: readonly Draft[]): Acknowledgement | undefined {
  const { method } = event;
  if (method.name === "basic.recover" || method.name === "basic.recover-async") {
    for (const draft of open) markSettled(draft, event, "requeued", true);
    return undefined;
  }
  if (method.name !== "basic.ack" && method.name !== "basic.nack" && method.name !== "basic.reject") return undefined;
  const multiple = method.name === "basic.reject" ? false : method.fields.multiple;
  const requeue = method.name === "basic.ack" ? false : method.fields.requeue;
  const { deliveryTag } = method.fields;
  const settlement = method.name === "basic.ack" ? "acknowledged" : requeue ? "requeued" : "rejected";
  const meant = open.filter(
    (draft) =>
      draft.deliveryTag === deliveryTag || (multiple && (deliveryTag === 0 || draft.deliveryTag < deliveryTag)),
  );
  for (const draft of meant) markSettled(draft, event, settlement, multiple);
  const settles = meant.map((draft) => draft.event);
  return {
    event: event.number,
    atMs: event.atMs,
    program: event.program,
    name: method.name,
    deliveryTag,
    multiple,
    requeue,
    settles,
  };
}

function markSettled(draft: Draft, event: MethodEvent, settlement: Settlement, together: boolean): void {
  draft.settlement = settlement;
  draft.settledBy = event.number;
  draft.settledAtMs = event.atMs;
  draft.settledTogether = together;
}

function deliveryOf(
  event: MethodEvent,
  fields: { deliveryTag: number; redelivered: boolean; exchange: string; routingKey: string },
  noAck: boolean,
): Omit<Delivery, "by" | "consumerTag"> {
  return {
    event: event.number,
    atMs: event.atMs,
    program: event.program,
    connection: event.connection,
    channel: event.channel,
    deliveryTag: fields.deliveryTag,
    redelivered: fields.redelivered,
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    properties: event.content?.properties ?? {},
    text: event.content?.text ?? "",
    bodyHex: event.content?.bodyHex ?? "",
    settlement: noAck ? "automatic" : "open",
    settledTogether: false,
  };
}

/** Knows which consumers and gets asked for no acknowledgement, channel by channel. */
class AutomaticConsumers {
  readonly #tags = new Map<string, boolean>();
  /** basic.consume requests that wait for the tag which the broker gives them, and basic.get requests that wait for a message. */
  readonly #unnamed = new Map<string, boolean[]>();
  readonly #pendingGets = new Map<string, boolean[]>();
  readonly #lastGet = new Map<string, boolean>();

  see(event: MethodEvent): void {
    const key = channelKey(event);
    const { method } = event;
    switch (method.name) {
      case "basic.consume":
        if (method.fields.consumerTag === "") queueOf(this.#unnamed, key).push(method.fields.noAck);
        else this.#tags.set(`${key}\n${method.fields.consumerTag}`, method.fields.noAck);
        break;
      case "basic.consume-ok": {
        const named = `${key}\n${method.fields.consumerTag}`;
        if (this.#tags.has(named)) break;
        this.#tags.set(named, queueOf(this.#unnamed, key).shift() ?? false);
        break;
      }
      case "basic.get":
        queueOf(this.#pendingGets, key).push(method.fields.noAck);
        break;
      case "basic.get-ok":
      case "basic.get-empty":
        this.#lastGet.set(key, queueOf(this.#pendingGets, key).shift() ?? false);
        break;
      default:
        break;
    }
  }

  consumes(key: string, consumerTag: string): boolean {
    return this.#tags.get(`${key}\n${consumerTag}`) ?? false;
  }

  gets(key: string): boolean {
    return this.#lastGet.get(key) ?? false;
  }
}

function queueOf(map: Map<string, boolean[]>, key: string): boolean[] {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made: boolean[] = [];
  map.set(key, made);
  return made;
}
