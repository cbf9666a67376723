/** An exchange: what was declared, the bindings that leave it and those that lead to it. Knows nothing of sockets or messages at rest. */
import type { Binding, Router } from "./binding.ts";
import type { ExchangeDefinition } from "./ports.ts";
import { routerFor } from "./routing/router.ts";

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

  constructor(definition: ExchangeDefinition) {
    this.definition = definition;
    this.router = routerFor(definition.type);
  }

  get name(): string {
    return this.definition.name;
  }

  /** The exchange that gets what this one can't route (https://www.rabbitmq.com/docs/ae). */
  get alternateExchange(): string | undefined {
    const alternate = this.definition.arguments["alternate-exchange"];
    return alternate?.type === "string" ? alternate.value : undefined;
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
