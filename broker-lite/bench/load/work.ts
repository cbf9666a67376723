/** What the load generator can be told to do, as data that goes to another process, and what it tells of it. */

interface Common {
  /** So long it goes on, in milliseconds; what is under way then is waited for. */
  readonly durationMs: number;
  /** It ends earlier when so many messages are published. */
  readonly messagesMaximum: number;
  readonly bodyBytes: number;
  /** When nothing has come for so long, in milliseconds, something is lost. */
  readonly patienceMs: number;
}

/** Publish on one connection, consume on another. */
export interface FlowWork extends Common {
  readonly kind: "flow";
  /** How the messages come to the queues: by the default exchange, or by one of this type. */
  readonly exchange: "default" | "fanout" | "topic";
  readonly queues: number;
  /** Of a topic exchange, over all queues. */
  readonly bindings: number;
  /** Undefined is automatic acknowledgement; 0 is no limit. */
  readonly prefetch: number | undefined;
  /** Messages that may be on their way at the same time; with fanout, published ones. */
  readonly window: number;
  /** Messages that lie in the queue before it begins, and stay. */
  readonly depth: number;
  /** Connections that are open beside it and do nothing. */
  readonly idleConnections: number;
}

/** Publish with confirms; when it is over, everything is consumed and checked. */
export interface ConfirmWork extends Common {
  readonly kind: "confirm";
  readonly durable: boolean;
  /** Messages that are published together; more than one window of them is never unconfirmed. */
  readonly batch: number;
  readonly window: number;
}

/** One request after the other, each answered by a server on another connection. */
export interface RpcWork extends Common {
  readonly kind: "rpc";
}

/** Connect, open a channel, close both; several at a time. */
export interface ChurnWork {
  readonly kind: "churn";
  readonly durationMs: number;
  readonly atOnce: number;
}

/** Fill a queue with confirmed messages and keep them there until `release`, then consume and check all. */
export interface FillWork extends Common {
  readonly kind: "fill";
}

export type Work = FlowWork | ConfirmWork | RpcWork | ChurnWork | FillWork;

/** To the generator. */
export type Order = { readonly type: "work"; readonly url: string; readonly work: Work } | { readonly type: "go" };

export interface Outcome {
  /** What was counted: messages received or confirmed, round trips, connections. */
  readonly count: number;
  readonly seconds: number;
  /** Sorted, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

/** From the generator. After `ready` and `measured` it waits for `go`. */
export type Report =
  | { readonly type: "ready" }
  | ({ readonly type: "measured" } & Outcome)
  | { readonly type: "checked" }
  | { readonly type: "failed"; readonly reason: string };
