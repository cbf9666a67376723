/**
 * One channel of a scenario: what a script says in a line. Owns the order in which kinds of frames are looked at, so that
 * what RabbitMQ sends from different processes (answers, deliveries, confirms) is recorded alike on every run.
 */
import type { MethodFields, MethodName, Properties } from "../../src/wire/index.ts";
import { table, type Plain } from "./fields.ts";
import { isEndOf, type Arrival } from "./inbox.ts";
import { describeArrival, type Peer } from "./peer.ts";

/** What comes by itself; everything else answers a method. */
const BY_ITSELF: ReadonlySet<Arrival["kind"]> = new Set<Arrival["kind"]>([
  "basic.deliver",
  "basic.return",
  "basic.ack",
  "basic.nack",
  "basic.cancel",
  "channel.flow",
]);

type Arguments = { readonly [name: string]: Plain };

export interface QueueOptions {
  readonly passive?: boolean;
  readonly durable?: boolean;
  readonly exclusive?: boolean;
  readonly autoDelete?: boolean;
  readonly nowait?: boolean;
  readonly arguments?: Arguments;
}

export interface ExchangeOptions {
  readonly passive?: boolean;
  readonly durable?: boolean;
  readonly autoDelete?: boolean;
  readonly internal?: boolean;
  readonly nowait?: boolean;
  readonly arguments?: Arguments;
}

export interface PublishOptions {
  readonly exchange?: string;
  readonly mandatory?: boolean;
  readonly immediate?: boolean;
  readonly properties?: Properties;
  readonly headers?: Arguments;
}

export interface ConsumeOptions {
  readonly noLocal?: boolean;
  readonly noAck?: boolean;
  readonly exclusive?: boolean;
  readonly nowait?: boolean;
  readonly arguments?: Arguments;
}

export class Channel {
  readonly peer: Peer;
  readonly number: number;
  #published = 0;
  readonly #confirmed = new Set<number>();
  #ended = false;

  constructor(peer: Peer, number: number) {
    this.peer = peer;
    this.number = number;
  }

  get ended(): boolean {
    return this.#ended || this.peer.ended;
  }

  /** A method and its answer, which may be the end of the channel or the connection. */
  async call<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}): Promise<Arrival> {
    if (name === "channel.open") this.#ended = false;
    this.send(name, fields);
    return this.answer();
  }

  /** A method that has no answer. */
  send<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}): void {
    this.peer.send(name, fields, this.number);
  }

  async answer(): Promise<Arrival> {
    return this.#look((kind) => !BY_ITSELF.has(kind), "an answer");
  }

  async queue(queue: string, options: QueueOptions = {}): Promise<Arrival> {
    const { arguments: plain, ...rest } = options;
    const fields = { queue, ...rest, ...(plain === undefined ? {} : { arguments: table(plain) }) };
    if (options.nowait !== true) return this.call("queue.declare", fields);
    this.send("queue.declare", fields);
    return NO_ANSWER;
  }

  async exchange(exchange: string, type: string, options: ExchangeOptions = {}): Promise<Arrival> {
    const { arguments: plain, ...rest } = options;
    const fields = { exchange, type, ...rest, ...(plain === undefined ? {} : { arguments: table(plain) }) };
    if (options.nowait !== true) return this.call("exchange.declare", fields);
    this.send("exchange.declare", fields);
    return NO_ANSWER;
  }

  async bind(queue: string, exchange: string, routingKey = "", plain: Arguments = {}): Promise<Arrival> {
    return this.call("queue.bind", { queue, exchange, routingKey, arguments: table(plain) });
  }

  async unbind(queue: string, exchange: string, routingKey = "", plain: Arguments = {}): Promise<Arrival> {
    return this.call("queue.unbind", { queue, exchange, routingKey, arguments: table(plain) });
  }

  /** To the default exchange unless another is named: the routing key is the queue then. */
  publish(routingKey: string, body: string | Uint8Array, options: PublishOptions = {}): void {
    const { exchange = "", mandatory = false, immediate = false, properties = {}, headers } = options;
    this.#published += 1;
    this.peer.sendContent(
      this.number,
      "basic.publish",
      { exchange, routingKey, mandatory, immediate },
      {
        properties: headers === undefined ? properties : { ...properties, headers: table(headers) },
        body: typeof body === "string" ? Buffer.from(body) : body,
      },
    );
  }

  /** Several messages to one queue, in order. */
  publishAll(routingKey: string, ...bodies: readonly string[]): void {
    for (const body of bodies) this.publish(routingKey, body);
  }

  /** confirm.select; tags count from here. */
  async confirms(): Promise<void> {
    await this.call("confirm.select");
    this.#published = 0;
    this.#confirmed.clear();
  }

  /** Waits until all that was published is confirmed. One line: how often `multiple` is used depends on the moment. */
  async confirmed(): Promise<void> {
    const outcomes = new Map<number, string>();
    while (this.#confirmed.size < this.#published) {
      const arrival = await this.#take((kind) => kind === "basic.ack" || kind === "basic.nack", "a confirm");
      if (arrival.kind !== "basic.ack" && arrival.kind !== "basic.nack") {
        this.#note(arrival);
        break;
      }
      const { deliveryTag, multiple } = arrival.fields as MethodFields<"basic.ack">;
      const outcome = arrival.kind === "basic.ack" ? "ack" : "nack";
      for (let tag = multiple ? 1 : deliveryTag; tag <= deliveryTag; tag += 1) {
        if (this.#confirmed.has(tag)) continue;
        this.#confirmed.add(tag);
        outcomes.set(tag, outcome);
      }
    }
    const parts = [...outcomes]
      .toSorted(([left], [right]) => left - right)
      .map(([tag, outcome]) => `${outcome} ${tag}`);
    this.peer.log(this.number, "<", `confirms: ${parts.join(", ") || "none"}`);
  }

  async consume(queue: string, consumerTag: string, options: ConsumeOptions = {}): Promise<Arrival> {
    const { arguments: plain, ...rest } = options;
    const fields = { queue, consumerTag, ...rest, ...(plain === undefined ? {} : { arguments: table(plain) }) };
    if (options.nowait !== true) return this.call("basic.consume", fields);
    this.send("basic.consume", fields);
    return NO_ANSWER;
  }

  /** The next deliveries, in the order in which they came. */
  async deliveries(count = 1): Promise<Arrival> {
    let last = NO_ANSWER;
    for (let index = 0; index < count; index += 1)
      last = await this.#look((kind) => kind === "basic.deliver", "a delivery");
    return last;
  }

  async returned(): Promise<Arrival> {
    return this.#look((kind) => kind === "basic.return", "a returned message");
  }

  /** The broker cancels a consumer. */
  async cancelled(): Promise<Arrival> {
    return this.#look((kind) => kind === "basic.cancel", "a cancelled consumer");
  }

  /** The next frames whatever they are, where their order matters. */
  async inOrder(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) await this.#look(() => true, "a frame");
  }

  /** The broker must end the channel or the connection. */
  async refused(): Promise<Arrival> {
    return this.#look(() => false, "the end of the channel");
  }

  async get(queue: string, options: { readonly noAck?: boolean } = {}): Promise<Arrival> {
    return this.call("basic.get", { queue, ...options });
  }

  /** Gets with automatic acknowledgement until the queue is empty; one line with the bodies. */
  async drain(queue: string): Promise<void> {
    const bodies: string[] = [];
    for (;;) {
      const got = await this.peer.quietly(() => this.get(queue, { noAck: true }));
      if (got.kind === "basic.get-ok" && got.content !== undefined) {
        const { redelivered } = got.fields as MethodFields<"basic.get-ok">;
        bodies.push(`${Buffer.from(got.content.body).toString()}${redelivered ? " (redelivered)" : ""}`);
        continue;
      }
      const end = got.kind === "basic.get-empty" ? "" : `, then ${describeArrival(got)}`;
      this.peer.log(this.number, "<", `${queue} holds: ${bodies.join(", ") || "nothing"}${end}`);
      return;
    }
  }

  /**
   * Ready messages and consumers, by passive declares. RabbitMQ's queues answer them before messages that came in the same
   * instant, so the first one only makes room for the second.
   */
  async count(queue: string): Promise<void> {
    const passively = (): Promise<Arrival> => this.queue(queue, { passive: true });
    if ((await this.#unseen("queue.declare-ok", passively)) === undefined) return;
    const counted = await this.#unseen("queue.declare-ok", passively);
    if (counted === undefined) return;
    const { messageCount, consumerCount } = counted.fields as MethodFields<"queue.declare-ok">;
    this.peer.log(this.number, "<", `${queue}: ${messageCount} ready, ${consumerCount} consumers`);
  }

  ack(deliveryTag: number, multiple = false): void {
    this.send("basic.ack", { deliveryTag, multiple });
  }

  nack(deliveryTag: number, options: { readonly multiple?: boolean; readonly requeue: boolean }): void {
    this.send("basic.nack", { deliveryTag, ...options });
  }

  reject(deliveryTag: number, requeue: boolean): void {
    this.send("basic.reject", { deliveryTag, requeue });
  }

  /** Nothing may be left that nobody looked at: a round trip through the channel, then a line for what did come. */
  async quiet(): Promise<void> {
    await this.#roundTrip();
    this.#writeLeftOver("nothing more");
  }

  /** At the end of a scenario: what came and was not looked at belongs to the record. */
  async finish(): Promise<void> {
    await this.settle();
    this.#writeLeftOver(undefined);
  }

  /** All that was sent on the channel has been dealt with. */
  async settle(): Promise<void> {
    if (!this.ended) await this.#roundTrip();
  }

  async #roundTrip(): Promise<void> {
    await this.#unseen("exchange.declare-ok", () => this.exchange("amq.direct", "direct", { passive: true }));
  }

  /** Acts without a line in the record; anything but the expected answer is written down after all. */
  async #unseen(expected: Arrival["kind"], act: () => Promise<Arrival>): Promise<Arrival | undefined> {
    const arrival = await this.peer.quietly(act);
    if (arrival.kind === expected) return arrival;
    this.peer.log(this.number, "<", describeArrival(arrival));
    return undefined;
  }

  /** Opens the channel, or opens it again after a close. */
  async open(): Promise<this> {
    await this.#unseen("channel.open-ok", () => this.call("channel.open"));
    return this;
  }

  #writeLeftOver(ifNone: string | undefined): void {
    const rest = this.peer.leftOver(this.number);
    if (rest.length === 0 && ifNone !== undefined) this.peer.log(this.number, "<", ifNone);
    for (const arrival of rest) this.#note(arrival);
  }

  async #look(wanted: (kind: Arrival["kind"]) => boolean, what: string): Promise<Arrival> {
    const arrival = await this.#take(wanted, what);
    this.#note(arrival);
    return arrival;
  }

  #note(arrival: Arrival): void {
    this.peer.logArrival(arrival);
    if (arrival.kind === "channel.close-ok") this.#ended = true;
    if (arrival.kind !== "channel.close") return;
    this.#ended = true;
    this.#published = 0;
    void this.peer.quietly(async () => this.send("channel.close-ok"));
  }

  async #take(wanted: (kind: Arrival["kind"]) => boolean, what: string): Promise<Arrival> {
    return this.peer.take(
      (arrival) => (arrival.channel === this.number && wanted(arrival.kind)) || isEndOf(arrival, this.number),
      `${what} on channel ${this.number}`,
    );
  }
}

/** Stands for the answer to a method with nowait. */
const NO_ANSWER: Arrival = { channel: 0, kind: "channel.flow", fields: {}, bodyFrameBytes: [] };
