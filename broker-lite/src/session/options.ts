/** What a connection is given by whoever opens it. */
import type { Broker } from "../core/broker.ts";
import type { AccessControl } from "./access.ts";

export interface ConnectionOptions {
  readonly broker: Broker;
  readonly access: AccessControl;
  /** The peer is on this machine. */
  readonly isLoopback: boolean;
  /** Proposed in connection.tune. */
  readonly heartbeatSeconds: number;
  /** There is output to take. */
  readonly onOutput: () => void;
  /** After what is in the outbox, the socket is to be ended. */
  readonly onEnd: () => void;
  /** Nothing more is to be brought until it may go on: an alarm is raised, and the client publishes. */
  readonly onPause?: (isPaused: boolean) => void;
  /** Something was thrown that nobody has foreseen. The connection is closed with 541; the rest of the broker goes on. */
  readonly onDefect: (error: unknown) => void;
}

/** Clients that are told the reason of a refused publish or a full memory by name. */
export type ClientCapability = "authentication_failure_close" | "consumer_cancel_notify" | "connection.blocked";
