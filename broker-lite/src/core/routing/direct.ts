/** Direct exchange: the binding's key is the message's key (amqp0-9-1 §3.1.3.1). */
import type { FieldTable } from "../../wire/index.ts";
import type { Binding, Router } from "../binding.ts";

export class DirectRouter implements Router {
  readonly #byKey = new Map<string, Set<Binding>>();

  add(binding: Binding): void {
    const bindings = this.#byKey.get(binding.routingKey);
    if (bindings === undefined) this.#byKey.set(binding.routingKey, new Set([binding]));
    else bindings.add(binding);
  }

  remove(binding: Binding): void {
    const bindings = this.#byKey.get(binding.routingKey);
    if (bindings === undefined) return;
    bindings.delete(binding);
    if (bindings.size === 0) this.#byKey.delete(binding.routingKey);
  }

  route(routingKey: string, _headers: FieldTable | undefined, visit: (binding: Binding) => void): void {
    const bindings = this.#byKey.get(routingKey);
    if (bindings !== undefined) for (const binding of bindings) visit(binding);
  }
}
