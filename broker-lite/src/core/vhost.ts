/**
 * A virtual host: its exchanges, queues and bindings by name, and the rules for declaring and deleting them. Where messages go is in
 * `publishing.ts`; what is said to clients is the session's business.
 */
import type { FieldTable } from "../wire/index.ts";
import { comparedArguments, queueTypeOf, validateExchangeName, validateQueueArguments } from "./arguments.ts";
import type { Binding, Destination } from "./binding.ts";
import { VhostCounts } from "./counts.ts";
import { assertSameArguments, assertSameProperty } from "./equivalence.ts";
import { channelError } from "./errors.ts";
import { Exchange, PREDECLARED } from "./exchange.ts";
import { Policies } from "./policies.ts";
import {
  definitionKey,
  type BindingDefinition,
  type Definition,
  type ExchangeDefinition,
  type QueueDefinition,
  type ResourceDefinition,
  type VhostLimits,
} from "./ports.ts";
import { deadLetter } from "./publishing.ts";
import { assertConditions, assertQueueLimit, validateQueueProperties } from "./queue-rules.ts";
import { Queue, type Owner, type QueueHost } from "./queue.ts";
import { defaultExchangeRefused, lockedQueue, unknownExchangeType } from "./refusals.ts";
import type { Room } from "./room.ts";
import { validateMatchKind } from "./routing/headers.ts";
import { isExchangeType } from "./routing/router.ts";

export interface ExchangeDeclaration {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

/** What a vhost needs of the broker around it. */
export interface VhostHost extends Omit<QueueHost, "deadLetter" | "deleteQueue" | "policyOf"> {
  readonly room: Room;
  nextQueueId(): number;
  nextMessageId(): number;
  nextRoutingMark(): number;
  newQueueName(): string;
}

export class Vhost {
  readonly name: string;
  readonly host: VhostHost;
  readonly exchanges = new Map<string, Exchange>();
  readonly queues = new Map<string, Queue>();
  /** Those who opened it, by identity. */
  readonly connections = new Set<Owner>();
  readonly counts = new VhostCounts();
  readonly policies: Policies;
  #limits: VhostLimits = {};
  readonly #bindings = new Map<string, Binding>();
  readonly #queueHost: QueueHost;

  constructor(name: string, host: VhostHost) {
    this.name = name;
    this.host = host;
    this.policies = new Policies(host.journal, () => this.#applyPolicies());
    this.#queueHost = {
      clock: host.clock,
      journal: host.journal,
      deadlines: host.deadlines,
      profile: host.profile,
      memory: host.memory,
      wake: (queue) => host.wake(queue),
      deadLetter: (queue, message, reason, taken) => deadLetter(this, queue, message, reason, taken),
      deleteQueue: (queue) => this.removeQueue(queue),
      policyOf: ({ name: queue, arguments: table }) => this.policies.of({ name: queue, kind: queueTypeOf(table) }),
    };
    for (const [exchange, type, internal] of PREDECLARED) {
      const flags = { durable: true, autoDelete: false, internal: internal === true, arguments: {} };
      this.#addExchange({ kind: "exchange", vhost: name, name: exchange, type, ...flags });
    }
  }

  get limits(): VhostLimits {
    return this.#limits;
  }

  /** May be changed at any time; what is there already stays. */
  set limits(limits: VhostLimits) {
    this.#limits = limits;
    const definition: Definition = { kind: "vhost-limits", vhost: this.name, limits };
    if (Object.keys(limits).length > 0) this.#keep(definition);
    else this.host.journal.remove(definitionKey(definition));
  }

  /** Throws NOT_FOUND. */
  exchange(name: string): Exchange {
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) throw channelError("NOT_FOUND", `no ${this.#exchangeText(name)}`);
    return exchange;
  }

  /** Throws NOT_FOUND; RESOURCE_LOCKED where it belongs to another connection. */
  queue(name: string, owner: Owner): Queue {
    const queue = this.anyQueue(name);
    this.assertAccess(queue, owner);
    return queue;
  }

  /** Whoever it belongs to. Throws NOT_FOUND. */
  anyQueue(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw channelError("NOT_FOUND", `no ${this.queueText(name)}`);
    return queue;
  }

  assertAccess(queue: Queue, owner: Owner): void {
    if (queue.owner !== undefined && queue.owner !== owner) throw lockedQueue(this.queueText(queue.name));
  }

  /** Whether one more consumer may join; `exclusive` asks to be the only one. Throws ACCESS_REFUSED. */
  assertConsumable(queue: Queue, exclusive: boolean): void {
    const { consumers, policy } = queue;
    // https://www.rabbitmq.com/docs/quorum-queues#feature-comparison: they know no exclusive consumers.
    if (policy.type === "quorum") return;
    const taken = consumers.hasExclusive || (exclusive && (consumers.size > 0 || policy.singleActiveConsumer));
    if (taken) throw channelError("ACCESS_REFUSED", `${this.queueText(queue.name)} in exclusive use`);
  }

  declareExchange(declaration: ExchangeDeclaration): Exchange {
    const { name, type } = declaration;
    if (name === "") throw defaultExchangeRefused();
    const existing = this.exchanges.get(name);
    const text = this.#exchangeText(name);
    if (!isExchangeType(type)) throw unknownExchangeType(type, this.host.profile);
    if (existing === undefined) {
      if (name.startsWith("amq.")) {
        throw channelError("ACCESS_REFUSED", `exchange name '${name}' contains reserved prefix 'amq.*'`);
      }
      validateExchangeName("alternate-exchange", declaration.arguments, text);
      const definition: ExchangeDefinition = { kind: "exchange", vhost: this.name, ...declaration, type };
      this.host.room.assertFor("exchange", definition.arguments);
      const exchange = this.#addExchange(definition);
      if (definition.durable) this.#keep(definition);
      return exchange;
    }
    const current = existing.definition;
    assertSameProperty(text, "type", type, current.type);
    assertSameProperty(text, "durable", declaration.durable, current.durable);
    assertSameProperty(text, "auto_delete", declaration.autoDelete, current.autoDelete);
    assertSameProperty(text, "internal", declaration.internal, current.internal);
    assertSameArguments(text, ["alternate-exchange"], declaration.arguments, current.arguments);
    return existing;
  }

  deleteExchange(name: string, ifUnused: boolean): void {
    if (name === "") throw defaultExchangeRefused();
    if (name.startsWith("amq.")) {
      throw channelError("ACCESS_REFUSED", `deletion of system ${this.#exchangeText(name)} not allowed`);
    }
    const exchange = this.exchanges.get(name);
    if (exchange === undefined) return;
    if (ifUnused && exchange.outgoing.size > 0) {
      throw channelError("PRECONDITION_FAILED", `${this.#exchangeText(name)} in use`);
    }
    this.#removeExchange(exchange);
  }

  /** `amq.gen-…`: what a queue is called that was declared without a name. */
  newQueueName(): string {
    for (;;) {
      const name = this.host.newQueueName();
      if (!this.queues.has(name)) return name;
    }
  }

  /** @param name chosen for it where the declaration has none */
  declareQueue(declaration: QueueDeclaration, owner: Owner, name = declaration.name || this.newQueueName()): Queue {
    const existing = this.queues.get(name);
    if (existing !== undefined) return this.#redeclareQueue(existing, declaration, owner);
    if (declaration.name.startsWith("amq.")) {
      throw channelError("ACCESS_REFUSED", `queue name '${name}' contains reserved prefix 'amq.*'`);
    }
    validateQueueArguments(this.queueText(name), declaration.arguments, this.host.profile);
    validateQueueProperties(this.queueText(name), declaration, this.host.profile);
    assertQueueLimit(name, this);
    this.host.room.assertFor("queue", declaration.arguments);
    const queueId = this.host.nextQueueId();
    const definition: QueueDefinition = { kind: "queue", vhost: this.name, ...declaration, name, queueId };
    const queue = this.#addQueue(definition, declaration.exclusive ? owner : undefined);
    if (definition.durable && !definition.exclusive) this.#keep(definition);
    return queue;
  }

  /** The number of messages that were ready; 0 where there is no such queue. */
  deleteQueue(name: string, owner: Owner, conditions: { ifUnused: boolean; ifEmpty: boolean }): number {
    const queue = this.queues.get(name);
    if (queue === undefined) return 0;
    this.assertAccess(queue, owner);
    assertConditions(this.queueText(name), queue, conditions);
    if (conditions.ifUnused && queue.consumers.size > 0) {
      throw channelError("PRECONDITION_FAILED", `${this.queueText(name)} in use`);
    }
    if (conditions.ifEmpty && queue.readyCount > 0) {
      throw channelError("PRECONDITION_FAILED", `${this.queueText(name)} not empty`);
    }
    const count = queue.readyCount;
    this.removeQueue(queue);
    return count;
  }

  /** Whatever the reason; bindings go with it. */
  removeQueue(queue: Queue): void {
    if (queue.isDeleted) return;
    this.queues.delete(queue.name);
    this.host.room.giveBack("queue", queue.definition.arguments);
    if (this.#isKept(queue)) this.host.journal.remove(definitionKey(queue.definition));
    for (const binding of queue.incoming) this.#removeBinding(binding);
    queue.destroy();
  }

  /** @param owner who asks for it, where that makes a difference: exclusive queues are closed to others */
  bind(from: string, destination: Destination, routingKey: string, table: FieldTable, owner?: Owner): void {
    const source = this.#bindable(from, destination);
    if (source.definition.type === "headers") validateMatchKind(table);
    if (owner !== undefined && destination.kind === "queue") this.assertAccess(destination, owner);
    const definition = this.#bindingDefinition(from, destination, routingKey, table);
    if (this.#bindings.has(definitionKey(definition))) return;
    this.host.room.assertFor("binding", table);
    this.#addBinding(source, destination, definition);
    if (source.definition.durable && this.#isKept(destination)) this.#keep(definition);
  }

  /** A binding that isn't there is no error. @param owner as in `bind` */
  unbind(from: string, destination: Destination, routingKey: string, table: FieldTable, owner?: Owner): void {
    const definition = this.#bindingDefinition(from, destination, routingKey, table);
    const binding = this.#bindings.get(definitionKey(definition));
    if (binding === undefined) return;
    if (owner !== undefined && destination.kind === "queue") this.assertAccess(destination, owner);
    this.#removeBinding(binding);
  }

  get bindings(): Iterable<Binding> {
    return this.#bindings.values();
  }

  /** Puts back an exchange, queue or binding of the journal. What a binding needs must be there already, else it is left out. */
  restore(definition: ResourceDefinition): Queue | undefined {
    switch (definition.kind) {
      case "vhost":
        return undefined;
      case "vhost-limits":
        this.#limits = definition.limits;
        return undefined;
      case "policy":
        this.policies.restore(definition);
        return undefined;
      case "exchange":
        this.#addExchange(definition);
        return undefined;
      case "queue":
        return this.#addQueue(definition, undefined);
      case "binding": {
        const { destination: name, destinationKind } = definition;
        const source = this.exchanges.get(definition.source);
        const destination = destinationKind === "queue" ? this.queues.get(name) : this.exchanges.get(name);
        if (destination !== undefined && source !== undefined) this.#addBinding(source, destination, definition);
        return undefined;
      }
    }
  }

  /** All queues and definitions go; consumers are told. */
  destroy(): void {
    this.policies.clear();
    this.limits = {};
    for (const queue of this.queues.values()) this.removeQueue(queue);
    for (const exchange of this.exchanges.values()) this.#removeExchange(exchange);
  }

  /** As texts name it. */
  queueText(name: string): string {
    return `queue '${name}' in vhost '${this.name}'`;
  }

  #exchangeText(name: string): string {
    return `exchange '${name}' in vhost '${this.name}'`;
  }

  #redeclareQueue(queue: Queue, declaration: QueueDeclaration, owner: Owner): Queue {
    if (queue.owner !== (declaration.exclusive ? owner : undefined)) throw lockedQueue(this.queueText(queue.name));
    const text = this.queueText(queue.name);
    const { definition, policy } = queue;
    // Who is exclusive is never durable, whatever was asked for.
    if (!declaration.exclusive) assertSameProperty(text, "durable", declaration.durable, definition.durable);
    assertSameProperty(text, "auto_delete", declaration.autoDelete, definition.autoDelete);
    const sameType = (declaration.arguments["x-queue-type"]?.value ?? "classic") === policy.type;
    // `classic` said and not said is the same.
    const names = comparedArguments(policy.type, this.host.profile).filter(
      (name) => name !== "x-queue-type" || !sameType,
    );
    assertSameArguments(text, names, declaration.arguments, definition.arguments);
    queue.touch();
    return queue;
  }

  #bindable(sourceName: string, destination: Destination): Exchange {
    const source = this.exchange(sourceName);
    if (sourceName === "" || destination.name === "") throw defaultExchangeRefused();
    return source;
  }

  #addExchange(definition: ExchangeDefinition): Exchange {
    const exchange = new Exchange(definition, this.host.profile);
    exchange.applyPolicy(this.policies.of({ name: definition.name, kind: "exchange" }));
    this.exchanges.set(definition.name, exchange);
    this.host.room.take("exchange", definition.arguments);
    return exchange;
  }

  #addQueue(definition: QueueDefinition, owner: Owner | undefined): Queue {
    const queue = new Queue(definition, owner, this.#queueHost);
    this.queues.set(definition.name, queue);
    this.host.room.take("queue", definition.arguments);
    return queue;
  }

  #applyPolicies(): void {
    for (const queue of this.queues.values()) queue.applyPolicy();
    for (const exchange of this.exchanges.values()) {
      exchange.applyPolicy(this.policies.of({ name: exchange.name, kind: "exchange" }));
    }
  }

  #addBinding(source: Exchange, destination: Destination, definition: BindingDefinition): void {
    const key = definitionKey(definition);
    this.host.room.take("binding", definition.arguments);
    const { routingKey, arguments: bindingArguments } = definition;
    const binding: Binding = { key, definition, source, destination, routingKey, arguments: bindingArguments };
    this.#bindings.set(key, binding);
    source.addOutgoing(binding);
    destination.incoming.add(binding);
  }

  #bindingDefinition(
    source: string,
    destination: Destination,
    routingKey: string,
    bindingArguments: FieldTable,
  ): BindingDefinition {
    return {
      kind: "binding",
      vhost: this.name,
      source,
      destinationKind: destination.kind,
      destination: destination.name,
      routingKey,
      arguments: bindingArguments,
    };
  }

  #removeBinding(binding: Binding): void {
    if (!this.#bindings.delete(binding.key)) return;
    this.host.room.giveBack("binding", binding.arguments);
    binding.source.removeOutgoing(binding);
    binding.destination.incoming.delete(binding);
    if (binding.source.definition.durable && this.#isKept(binding.destination)) {
      this.host.journal.remove(binding.key);
    }
    if (binding.source.definition.autoDelete && binding.source.outgoing.size === 0) {
      this.#removeExchange(binding.source);
    }
  }

  #removeExchange(exchange: Exchange): void {
    if (!this.exchanges.delete(exchange.name)) return;
    this.host.room.giveBack("exchange", exchange.definition.arguments);
    if (exchange.definition.durable && !exchange.name.startsWith("amq.") && exchange.name !== "") {
      this.host.journal.remove(definitionKey(exchange.definition));
    }
    for (const binding of [...exchange.outgoing, ...exchange.incoming]) this.#removeBinding(binding);
  }

  /** Whether a queue or exchange outlives a restart. */
  #isKept({ definition }: Destination): boolean {
    return definition.durable && !(definition.kind === "queue" && definition.exclusive);
  }

  #keep(definition: Definition): void {
    this.host.journal.put(definitionKey(definition), definition);
  }
}
