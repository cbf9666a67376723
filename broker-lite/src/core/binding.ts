/** A binding and the two things that it joins. */
import type { FieldTable } from "../wire/index.ts";
import type { Exchange } from "./exchange.ts";
import type { BindingDefinition } from "./ports.ts";
import type { Queue } from "./queue.ts";

/** Where a message may go to. */
export type Destination = Queue | Exchange;

export interface Binding {
  readonly key: string;
  readonly definition: BindingDefinition;
  readonly source: Exchange;
  readonly destination: Destination;
  readonly routingKey: string;
  readonly arguments: FieldTable;
}

/**
 * Which bindings of one exchange a message meets. Knows nothing of queues or sockets. A destination may be visited more than once:
 * removing doubles is the caller's business.
 */
export interface Router {
  add(binding: Binding): void;
  remove(binding: Binding): void;
  route(routingKey: string, headers: FieldTable | undefined, visit: (binding: Binding) => void): void;
}
