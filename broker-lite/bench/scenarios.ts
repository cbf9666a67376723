/** What is measured, as data. */
import type { FlowWork, Work } from "./load/work.ts";

/** At least so many times RabbitMQ's rate, or its CPU per message divided by it. */
const TRANSIENT_TARGET = 2;
const DURABLE_TARGET = 1.5;

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What is counted. */
  readonly unit: string;
  readonly work: Work;
  readonly target?: number;
  /** The null broker can do it too. */
  readonly nullCan?: boolean;
  /** It asks how cost grows, which needs no peer. */
  readonly alone?: boolean;
}

const KIB = 1024;
const DURATION_MS = 1200;
const PATIENCE_MS = 20_000;
const NO_MAXIMUM = Number.MAX_SAFE_INTEGER;

function flow(overrides: Partial<FlowWork>): FlowWork {
  return {
    kind: "flow",
    durationMs: DURATION_MS,
    messagesMaximum: NO_MAXIMUM,
    bodyBytes: 12,
    patienceMs: PATIENCE_MS,
    exchange: "default",
    queues: 1,
    bindings: 0,
    prefetch: undefined,
    window: 4000,
    depth: 0,
    idleConnections: 0,
    ...overrides,
  };
}

function transient(name: string, title: string, work: Work, more: Partial<Scenario> = {}): Scenario {
  return { name, title, unit: "message", work, target: TRANSIENT_TARGET, ...more };
}

function durable(name: string, title: string, batch: number): Scenario {
  const work: Work = {
    kind: "confirm",
    durationMs: DURATION_MS,
    messagesMaximum: 100_000,
    bodyBytes: KIB,
    patienceMs: PATIENCE_MS,
    durable: true,
    batch,
    window: batch,
  };
  return { name, title, unit: "message", work, target: DURABLE_TARGET };
}

export const SCENARIOS: readonly Scenario[] = [
  transient("confirms", "publish with confirms, 12 B", {
    kind: "confirm",
    durationMs: DURATION_MS,
    messagesMaximum: 200_000,
    bodyBytes: 12,
    patienceMs: PATIENCE_MS,
    durable: false,
    batch: 100,
    window: 2000,
  }),
  transient("auto-12", "publish and consume, automatic ack, 12 B", flow({}), { nullCan: true }),
  transient("auto-1k", "publish and consume, automatic ack, 1 KiB", flow({ bodyBytes: KIB, window: 1000 }), {
    nullCan: true,
  }),
  transient("auto-64k", "publish and consume, automatic ack, 64 KiB", flow({ bodyBytes: 64 * KIB, window: 64 }), {
    nullCan: true,
    target: 1,
  }),
  transient("manual-1", "publish and consume, manual ack, prefetch 1", flow({ prefetch: 1 })),
  transient("manual-10", "publish and consume, manual ack, prefetch 10", flow({ prefetch: 10 })),
  transient("manual-250", "publish and consume, manual ack, prefetch 250", flow({ prefetch: 250 })),
  durable("durable-each", "durable, persistent, 1 KiB, each confirmed before the next", 1),
  durable("durable-100", "durable, persistent, 1 KiB, confirmed by the hundred", 100),
  transient("fanout-10", "fanout to 10 queues, 12 B", flow({ exchange: "fanout", queues: 10, window: 1000 }), {
    unit: "delivery",
  }),
  transient("fanout-100", "fanout to 100 queues, 12 B", flow({ exchange: "fanout", queues: 100, window: 400 }), {
    unit: "delivery",
  }),
  transient(
    "topic-1000",
    "topic exchange, 1,000 bindings, 12 B",
    flow({ exchange: "topic", queues: 10, bindings: 1000 }),
  ),
  transient(
    "topic-10000",
    "topic exchange, 10,000 bindings, 12 B",
    flow({ exchange: "topic", queues: 10, bindings: 10_000 }),
  ),
  transient(
    "rpc",
    "RPC round trip, one at a time",
    { kind: "rpc", durationMs: DURATION_MS, messagesMaximum: NO_MAXIMUM, bodyBytes: 12, patienceMs: PATIENCE_MS },
    { unit: "round trip" },
  ),
  transient(
    "churn",
    "connect, open a channel, close both",
    { kind: "churn", durationMs: DURATION_MS, atOnce: 4 },
    { unit: "connection" },
  ),
  growing("depth-10", "queue of 10, prefetch 250", flow({ prefetch: 250, depth: 200 })),
  growing("depth-1000000", "queue of 1,000,000, prefetch 250", flow({ prefetch: 250, depth: 1_000_000 })),
  growing("idle-1000", "beside 1,000 idle connections, automatic ack, 12 B", flow({ idleConnections: 1000 })),
];

function growing(name: string, title: string, work: Work): Scenario {
  return { name, title, unit: "message", work, alone: true };
}

/** Not a matter of rate: how soon a broker is ready, what it takes at rest, and with so many messages. */
export const AT_REST = {
  name: "rest",
  work: {
    kind: "fill",
    durationMs: 0,
    messagesMaximum: 100_000,
    bodyBytes: KIB,
    patienceMs: PATIENCE_MS,
  } satisfies Work,
  /** Of the peer's memory. */
  memoryTarget: 0.5,
  readyTargetMs: 100,
};
