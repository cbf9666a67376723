/** Fanout exchange: every binding, whatever the key (amqp0-9-1 §3.1.3.2). */
import type { FieldTable } from "../../wire/index.ts";
import type { Binding, Router } from "../binding.ts";

export class FanoutRouter implements Router {
  readonly #bindings = new Set<Binding>();

  add(binding: Binding): void {
    this.#bindings.add(binding);
  }

  remove(binding: Binding): void {
    this.#bindings.delete(binding);
  }

  route(_routingKey: string, _headers: FieldTable | undefined, visit: (binding: Binding) => void): void {
    for (const binding of this.#bindings) visit(binding);
  }
}
