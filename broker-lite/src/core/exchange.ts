/** An exchange: what was declared, the bindings that leave it and those that lead to it. Knows nothing of sockets or messages at rest. */
import { stringArgument } from "./arguments.ts";
import type { Binding, Router } from "./binding.ts";
import { NO_POLICY, type AppliedPolicy } from "./policies.ts";
import { ExchangeCounts } from "./counts.ts";
import type { ExchangeDefinition } from "./ports.ts";
import type { Profile } from "./profile.ts";
import { routerFor } from "./routing/router.ts";

/** The exchanges that every vhost has (https://www.rabbitmq.com/docs/exchanges#default). */
export const PREDECLARED: readonly (readonly [name: string, type: ExchangeDefinition["type"], internal?: true])[] = [
  ["", "direct"],
  ["amq.direct", "direct"],
  ["amq.fanout", "fanout"],
  ["amq.topic", "topic"],
  ["amq.headers", "headers"],
  ["amq.match", "headers"],
  ["amq.rabbitmq.trace", "topic", true],
];

export class Exchange {
  readonly kind = "exchange";
  readonly definition: ExchangeDefinition;
  readonly router: Router;
  /** Bindings with this exchange as source. */
  readonly outgoing = new Set<Binding>();
  /** Bindings with this exchange as destination. */
  readonly incoming = new Set<Binding>();
  /** The last routing that came through here: ends cycles of exchanges (https://www.rabbitmq.com/docs/e2e). */
  routingMark = 0;
  readonly counts = new ExchangeCounts();
  appliedPolicy = NO_POLICY;
  /** The exchange that gets what this one can't route (https://www.rabbitmq.com/docs/ae). */
  alternateExchange: string | undefined;

  constructor(definition: ExchangeDefinition, profile: Profile) {
    this.definition = definition;
    this.alternateExchange = stringArgument(definition.arguments, "alternate-exchange");
    this.router = routerFor(definition.type, profile);
  }

  get name(): string {
    return this.definition.name;
  }

  /** Its own argument counts more. */
  applyPolicy(applied: AppliedPolicy): void {
    this.appliedPolicy = applied;
    const setting = applied.settings["alternate-exchange"];
    const own = stringArgument(this.definition.arguments, "alternate-exchange");
    this.alternateExchange = own ?? (typeof setting === "string" ? setting : undefined);
  }

  addOutgoing(binding: Binding): void {
    this.outgoing.add(binding);
    this.router.add(binding);
  }

  removeOutgoing(binding: Binding): void {
    this.outgoing.delete(binding);
    this.router.remove(binding);
  }
}
