/** What programs declared, bound and consumed from, with names that the broker made filled in. Pure. */
import { plain } from "broker-lite/wire";
import type { Evidence, MethodEvent, WireEvent } from "./evidence.ts";
import { belongsTo, channelKey, connectionKey, endedBy, type Selection } from "./methods.ts";

interface Asked {
  /** Number of the request. */
  readonly event: number;
  readonly atMs: number;
  readonly program: string;
  readonly connection: number;
  readonly channel: number;
  /** No answer was asked for. */
  readonly nowait: boolean;
  /** The broker's answer; absent where it refused, where the channel ended first, or where no answer was asked for (`nowait`). */
  readonly answeredBy?: number;
}

export interface DeclaredQueue extends Asked {
  /** Name on the broker: the one it made, where the program asked for none. Empty where no answer came. */
  readonly queue: string;
  readonly namedByBroker: boolean;
  /** A passive declare only asks whether the queue is there; it makes nothing. */
  readonly passive: boolean;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly messageCount?: number;
  readonly consumerCount?: number;
}

export interface DeclaredExchange extends Asked {
  readonly exchange: string;
  readonly type: string;
  readonly passive: boolean;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Binding extends Asked {
  readonly exchange: string;
  readonly to: "queue" | "exchange";
  /** The queue or exchange that it leads to. */
  readonly destination: string;
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Consumer extends Asked {
  readonly queue: string;
  /** Empty where no answer came and the program asked for none. */
  readonly consumerTag: string;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  /** Per-consumer limit in force on its channel when it began; 0 is none. The channel-wide form (`global`) does not count. */
  readonly prefetchCount: number;
  /** The program's basic.cancel, or the broker's where its queue went away. */
  readonly cancelledBy?: number;
}

export interface QueueSelection extends Selection {
  readonly queue?: string;
}

export interface ExchangeSelection extends Selection {
  readonly exchange?: string;
}

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

interface Found {
  readonly queues: readonly DeclaredQueue[];
  readonly exchanges: readonly DeclaredExchange[];
  readonly bindings: readonly Binding[];
  readonly consumers: readonly Consumer[];
}

export function declaredQueues(evidence: Evidence, selection: QueueSelection = {}): readonly DeclaredQueue[] {
  const belongs = belongsTo(evidence, selection);
  return replay(evidence).queues.filter((each) => belongs(each) && (selection.queue ?? each.queue) === each.queue);
}

export function declaredExchanges(evidence: Evidence, selection: ExchangeSelection = {}): readonly DeclaredExchange[] {
  const belongs = belongsTo(evidence, selection);
  return replay(evidence).exchanges.filter(
    (each) => belongs(each) && (selection.exchange ?? each.exchange) === each.exchange,
  );
}

export function bindings(evidence: Evidence, selection: ExchangeSelection = {}): readonly Binding[] {
  const belongs = belongsTo(evidence, selection);
  return replay(evidence).bindings.filter(
    (each) => belongs(each) && (selection.exchange ?? each.exchange) === each.exchange,
  );
}

export function consumers(evidence: Evidence, selection: QueueSelection = {}): readonly Consumer[] {
  const belongs = belongsTo(evidence, selection);
  return replay(evidence).consumers.filter((each) => belongs(each) && (selection.queue ?? each.queue) === each.queue);
}

/** What a channel remembers: the queue it declared last (an empty queue name means it) and its prefetch. */
interface ChannelState {
  lastQueue: string;
  prefetchCount: number;
  /** Requests in the order in which the broker answers them. */
  readonly waiting: Map<string, ((answer: MethodEvent) => void)[]>;
}

function replay(evidence: Evidence): Found {
  const queues: Changeable<DeclaredQueue>[] = [];
  const exchanges: Changeable<DeclaredExchange>[] = [];
  const bound: Changeable<Binding>[] = [];
  const consuming: (Changeable<Consumer> & { readonly key: string })[] = [];
  const channels = new Map<string, ChannelState>();

  for (const event of evidence.events) {
    forgetEnded(channels, event);
    if (event.kind !== "method" || event.channel === 0) continue;
    const key = channelKey(event);
    const state = channels.get(key) ?? { lastQueue: "", prefetchCount: 0, waiting: new Map() };
    channels.set(key, state);
    const asked = {
      event: event.number,
      atMs: event.atMs,
      program: event.program,
      connection: event.connection,
      channel: event.channel,
      nowait: "nowait" in event.method.fields && event.method.fields.nowait,
    };
    const { method } = event;
    switch (method.name) {
      case "queue.declare": {
        const { queue, passive, durable, exclusive, autoDelete } = method.fields;
        const table = plainTable(method.fields.arguments);
        const declared: Changeable<DeclaredQueue> = {
          ...asked,
          queue,
          namedByBroker: queue === "",
          passive,
          durable,
          exclusive,
          autoDelete,
          arguments: table,
        };
        queues.push(declared);
        if (queue !== "") state.lastQueue = queue;
        expect(state, "queue.declare-ok", method.fields.nowait, (answer) => {
          if (answer.method.name !== "queue.declare-ok") return;
          declared.queue = answer.method.fields.queue;
          declared.messageCount = answer.method.fields.messageCount;
          declared.consumerCount = answer.method.fields.consumerCount;
          declared.answeredBy = answer.number;
          state.lastQueue = declared.queue;
        });
        break;
      }
      case "exchange.declare": {
        const { exchange, type, passive, durable, autoDelete } = method.fields;
        const declared: Changeable<DeclaredExchange> = {
          ...asked,
          exchange,
          type,
          passive,
          durable,
          autoDelete,
          arguments: plainTable(method.fields.arguments),
        };
        exchanges.push(declared);
        expect(state, "exchange.declare-ok", method.fields.nowait, (answer) => (declared.answeredBy = answer.number));
        break;
      }
      case "queue.bind": {
        const { exchange, routingKey } = method.fields;
        const destination = method.fields.queue === "" ? state.lastQueue : method.fields.queue;
        const made: Changeable<Binding> = {
          ...asked,
          exchange,
          routingKey,
          to: "queue",
          destination,
          arguments: plainTable(method.fields.arguments),
        };
        bound.push(made);
        expect(state, "queue.bind-ok", method.fields.nowait, (answer) => (made.answeredBy = answer.number));
        break;
      }
      case "exchange.bind": {
        const { source, destination, routingKey } = method.fields;
        const made: Changeable<Binding> = {
          ...asked,
          exchange: source,
          routingKey,
          to: "exchange",
          destination,
          arguments: plainTable(method.fields.arguments),
        };
        bound.push(made);
        expect(state, "exchange.bind-ok", method.fields.nowait, (answer) => (made.answeredBy = answer.number));
        break;
      }
      case "basic.qos":
        if (!method.fields.global) state.prefetchCount = method.fields.prefetchCount;
        break;
      case "basic.consume": {
        const { consumerTag, noAck, exclusive } = method.fields;
        const queue = method.fields.queue === "" ? state.lastQueue : method.fields.queue;
        const consumer = { ...asked, key, queue, consumerTag, noAck, exclusive, prefetchCount: state.prefetchCount };
        const changeable: Changeable<Consumer> & { readonly key: string } = consumer;
        consuming.push(changeable);
        expect(state, "basic.consume-ok", method.fields.nowait, (answer) => {
          if (answer.method.name === "basic.consume-ok") changeable.consumerTag = answer.method.fields.consumerTag;
          changeable.answeredBy = answer.number;
        });
        break;
      }
      case "basic.cancel": {
        const { consumerTag } = method.fields;
        const consumer = consuming.findLast((each) => each.key === key && each.consumerTag === consumerTag);
        if (consumer !== undefined) consumer.cancelledBy ??= event.number;
        break;
      }
      default:
        if (event.direction === "to-program") state.waiting.get(method.name)?.shift()?.(event);
        break;
    }
  }
  return { queues, exchanges, bindings: bound, consumers: consuming.map(({ key: _key, ...consumer }) => consumer) };
}

/** A program that closes may still be answered for what it asked before: its channel ends with the broker's close-ok. */
function forgetEnded(channels: Map<string, ChannelState>, event: WireEvent): void {
  if (event.kind === "method" && event.direction === "to-program" && event.method.name === "channel.close-ok") {
    channels.delete(channelKey(event));
    return;
  }
  if (event.kind === "method" && event.direction === "to-broker") return;
  const what = endedBy(event);
  if (what === "channel" && event.kind === "method") channels.delete(channelKey(event));
  if (what !== "connection") return;
  for (const key of channels.keys()) if (key.startsWith(`${connectionKey(event)}\n`)) channels.delete(key);
}

function expect(state: ChannelState, answer: string, nowait: boolean, then: (answer: MethodEvent) => void): void {
  if (nowait) return;
  const waiting = state.waiting.get(answer) ?? [];
  waiting.push(then);
  state.waiting.set(answer, waiting);
}

function plainTable(table: Parameters<typeof plain>[0]): Readonly<Record<string, unknown>> {
  return plain(table);
}
