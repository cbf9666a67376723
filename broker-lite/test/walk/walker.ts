/**
 * Acts a walk out on one broker and writes down all that can be seen, the same on every run: after each command everything that it set
 * going is awaited, by round trips on every channel and questions to every queue, until nothing changes any more. Writes down as well what a
 * scenario of the oracle would say to see the same.
 */
import { encodeMethod, makeMethod, type MethodFields, type MethodName } from "../../src/wire/index.ts";
import { isUtf8 } from "../../src/wire/utf8.ts";
import { table } from "../oracle/fields.ts";
import { isEndOf, type Arrival } from "../oracle/inbox.ts";
import { describeArrival, type Peer } from "../oracle/peer.ts";
import type { Stage } from "../oracle/scenario.ts";
import { describeReceived, describeSent } from "../oracle/transcript.ts";
import type { CallCommand, Command, LifeCommand, Plains, PublishCommand, SettleCommand, Slot } from "./commands.ts";
import { Script } from "./script.ts";
import { SlotState } from "./slot.ts";

export interface WalkerOptions {
  /** Between two looks at a broker that works while nobody asks it. */
  readonly pauseMs: number;
  /** After a connection was lost: a broker in another process notices by itself. */
  readonly noticeMs: number;
  /** Hears of each command that was acted out, when all has settled. */
  readonly onSettled?: (command: Command) => void;
}

/** Nothing on a walk takes longer; whatever is still under way then is part of the record. */
const PASSES_MAXIMUM = 100;
/** The channel that only asks: what it declares passively must not become another channel's last declared queue. */
const OBSERVER_CHANNEL = 9;
const BY_ITSELF: ReadonlySet<Arrival["kind"]> = new Set<Arrival["kind"]>([
  "basic.deliver",
  "basic.return",
  "basic.ack",
  "basic.nack",
  "basic.cancel",
]);
const UNANSWERED: ReadonlySet<MethodName> = new Set<MethodName>([
  "basic.recover-async",
  "connection.open-ok",
  "basic.qos-ok",
]);

export class Walker {
  readonly script = new Script();
  readonly #stage: Stage;
  readonly #options: WalkerOptions;
  readonly #peers: (Peer | undefined)[] = [];
  readonly #all: Peer[] = [];
  readonly #slots: (SlotState | undefined)[] = [];
  /** By name: which connection can ask, and what it was told last. */
  readonly #queues = new Map<string, { place: number; told: string; count: string }>();
  #hasQuorumQueue = false;

  constructor(stage: Stage, options: WalkerOptions) {
    this.#stage = stage;
    this.#options = options;
  }

  async walk(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      const slot = await this.#ready(command.on);
      await this.#act(slot, command);
      await this.#settle();
      this.#writeDown(slot);
      this.#options.onSettled?.(command);
    }
    // While RabbitMQ ends a connection, channel by channel, what one gives back may still go to the next: nobody will take it.
    for (const peer of this.#all.filter(({ ended }) => ended)) {
      for (const arrival of peer.leftOver()) if (arrival.kind !== "basic.deliver") peer.logArrival(arrival);
    }
  }

  /** The channel, opened again where it is not open any more, or its connection is gone. */
  async #ready(slot: Slot): Promise<SlotState> {
    const place = slot < 2 ? 0 : 1;
    let peer = this.#peers[place];
    if (peer === undefined || peer.ended) {
      peer = await this.#stage.connect();
      this.#all.push(peer);
      this.#peers[place] = peer;
      this.#slots[2 * place] = this.#slots[2 * place + 1] = undefined;
      this.script.connect(peer.label);
      await this.#unseen(peer, OBSERVER_CHANNEL, "channel.open", {});
    }
    const known = this.#slots[slot];
    if (known?.isOpen === true) return known;
    const fresh = new SlotState(peer, 1 + (slot % 2));
    this.#slots[slot] = fresh;
    this.script.open(fresh, known !== undefined);
    await this.#unseen(peer, fresh.number, "channel.open", {});
    return fresh;
  }

  async #act(slot: SlotState, command: Command): Promise<void> {
    switch (command.kind) {
      case "call":
        return this.#call(slot, command);
      case "publish":
        return this.#publish(slot, command);
      case "settle":
        return this.#settleDelivery(slot, command);
      case "life":
        return this.#live(slot, command);
    }
  }

  async #call(slot: SlotState, { method, fields }: CallCommand): Promise<void> {
    const isAnswered = fields["nowait"] !== true && !UNANSWERED.has(method);
    this.script.call(slot, method, fields, isAnswered);
    slot.peer.send(method, fieldsOf(fields), slot.number);
    const { queue, consumerTag, noAck } = fields;
    if (method === "queue.declare" && typeof queue === "string") this.#learn(slot, queue);
    if (method === "basic.consume" && typeof consumerTag === "string") slot.consumes(consumerTag, noAck === true);
    if (method === "basic.recover-async") slot.recovered();
    if (!isAnswered) return;
    const answer = await slot.peer.take(
      (arrival) => (arrival.channel === slot.number && !BY_ITSELF.has(arrival.kind)) || isEndOf(arrival, slot.number),
      `an answer to ${method} on channel ${slot.number}`,
    );
    this.#note(slot, answer);
    this.#follow(slot, answer, fields);
  }

  /** What the answer changes. */
  #follow(slot: SlotState, { kind, fields }: Arrival, sent: Plains): void {
    switch (kind) {
      case "queue.declare-ok":
        return this.#learn(slot, (fields as MethodFields<"queue.declare-ok">).queue);
      case "basic.consume-ok":
        return slot.consumes((fields as MethodFields<"basic.consume-ok">).consumerTag, sent["noAck"] === true);
      case "basic.get-ok":
        if (sent["noAck"] !== true) slot.got((fields as MethodFields<"basic.get-ok">).deliveryTag);
        return;
      case "basic.recover-ok":
        return slot.recovered();
      case "confirm.select-ok":
        return slot.startConfirms();
      case "tx.select-ok":
        return slot.startTransaction();
      case "tx.commit-ok":
      case "tx.rollback-ok":
        return slot.endTransaction(kind === "tx.rollback-ok");
      default:
    }
  }

  #learn({ peer }: SlotState, queue: string): void {
    if (queue === "" || queue.startsWith("amq.rabbitmq.reply-to") || !isUtf8(queue)) return;
    if (isQuorum(queue)) this.#hasQuorumQueue = true;
    const place = this.#peers.indexOf(peer);
    const known = this.#queues.get(queue);
    if (known === undefined) this.#queues.set(queue, { place, told: "", count: "" });
    else known.place = place;
  }

  async #publish(slot: SlotState, command: PublishCommand): Promise<void> {
    this.script.publish(slot, command);
    const { fields, properties, headers, body } = command;
    const content = {
      properties: Object.keys(headers).length === 0 ? properties : { ...properties, headers: table(headers) },
      body: Buffer.from(body),
    };
    slot.peer.sendContent(slot.number, "basic.publish", fields, content);
    slot.published();
  }

  async #settleDelivery(ready: SlotState, command: SettleCommand): Promise<void> {
    // Where something is to be settled, if not there: else most walks would have nothing to settle.
    const slot =
      ready.hasOpen || typeof command.which === "string"
        ? ready
        : (this.#openSlots().find((other) => other.hasOpen) ?? ready);
    const settled = slot.settle(command);
    if (settled === undefined) return;
    const { method, fields } = command;
    this.script.call(slot, method, { deliveryTag: settled.number, ...fields }, false);
    slot.peer.log(slot.number, ">", describeSent(method, { deliveryTag: settled.number, ...fields }));
    slot.peer.write(encodeMethod(slot.number, makeMethod(method, { deliveryTag: settled.tag, ...fields })));
  }

  async #live(slot: SlotState, { event }: LifeCommand): Promise<void> {
    const { peer } = slot;
    this.script.live(slot, event);
    if (event === "lose connection") {
      peer.drop();
      await pause(this.#options.noticeMs);
    } else if (event === "close connection") await peer.close();
    else {
      peer.send("channel.close", { replyCode: 200, replyText: "bye" }, slot.number);
      this.#note(slot, await this.#answerOn(peer, slot.number));
    }
  }

  async #settle(): Promise<void> {
    const { pauseMs } = this.#options;
    let before = "";
    let equal = 0;
    for (let pass = 0; pass < PASSES_MAXIMUM && equal < 2; pass++) {
      await this.#askQueues();
      // One of them may find that their connection is gone.
      for (const slot of this.#openSlots()) if (!slot.peer.ended) await this.#roundTrip(slot);
      for (const slot of this.#openSlots()) slot.arrivals.push(...slot.peer.leftOver(slot.number));
      const isWaiting = this.#openSlots().some((slot) => slot.isWaitingForConfirms());
      if (isWaiting || this.#hasQuorumQueue) await pause(pauseMs);
      const now = this.#snapshot();
      equal = now === before && !isWaiting ? equal + 1 : 0;
      before = now;
    }
    // What was not confirmed by now won't be; the next commands need not wait for it again.
    for (const slot of this.#openSlots()) if (slot.isWaitingForConfirms()) slot.stopWaiting();
  }

  #openSlots(): SlotState[] {
    return this.#slots.filter((slot) => slot?.isOpen === true && !slot.peer.ended) as SlotState[];
  }

  #snapshot(): string {
    const arrivals = this.#slots.map((slot) => slot?.arrivals.length ?? 0);
    return [...arrivals, ...[...this.#queues].map(([name, { count }]) => `${name} ${count}`)].join();
  }

  async #askQueues(): Promise<void> {
    for (const [name, queue] of this.#queues) {
      const own = this.#peers[queue.place];
      const peer = own?.ended === false ? own : this.#peers.find((other) => other?.ended === false);
      if (peer === undefined) return;
      const answer = await this.#unseen(peer, OBSERVER_CHANNEL, "queue.declare", { queue: name, passive: true });
      if (answer.kind === "queue.declare-ok") {
        const { messageCount, consumerCount } = answer.fields as MethodFields<"queue.declare-ok">;
        queue.count = isQuorum(name) ? `${messageCount} ready` : `${messageCount} ready, ${consumerCount} consumers`;
        continue;
      }
      if (this.#ended(peer, answer)) return;
      // Gone, or another connection's own.
      queue.count = `not here (${"replyCode" in answer.fields ? String(answer.fields.replyCode) : answer.kind})`;
      await peer.quietly(async () => peer.send("channel.close-ok", {}, OBSERVER_CHANNEL));
      await this.#unseen(peer, OBSERVER_CHANNEL, "channel.open", {});
    }
  }

  async #roundTrip(slot: SlotState): Promise<void> {
    const { peer, number } = slot;
    const answer = await this.#unseen(peer, number, "exchange.declare", {
      exchange: "amq.direct",
      type: "direct",
      passive: true,
    });
    if (answer.kind === "exchange.declare-ok") return;
    slot.arrivals.push(...peer.leftOver(number));
    if (this.#ended(peer, answer)) return;
    slot.arrivals.push(answer);
    if (!isEndOf(answer, number)) return;
    slot.isOpen = false;
    // What came without an acknowledgement goes back to its queue when the client has agreed, and not before.
    agree(slot);
    await pause(this.#options.pauseMs);
  }

  async #unseen<N extends MethodName>(
    peer: Peer,
    channel: number,
    method: N,
    fields: Partial<MethodFields<N>>,
  ): Promise<Arrival> {
    await peer.quietly(async () => peer.send(method, fields, channel));
    return this.#answerOn(peer, channel);
  }

  #answerOn(peer: Peer, channel: number): Promise<Arrival> {
    return peer.take(
      (arrival) => (arrival.channel === channel && !BY_ITSELF.has(arrival.kind)) || isEndOf(arrival, channel),
      `an answer on channel ${channel}`,
    );
  }

  /** Whether that was the end of the connection; it is written down at once, since nothing else on it is answered any more. */
  #ended(peer: Peer, arrival: Arrival): boolean {
    if (arrival.kind !== "connection.close" && arrival.kind !== "closed") return false;
    peer.logArrival(arrival);
    this.script.ended(peer.label);
    return true;
  }

  /** In an order that does not depend on which of RabbitMQ's processes was first. */
  #writeDown(acting: SlotState): void {
    for (const slot of this.#slots) {
      if (slot === undefined) continue;
      const arrivals = slot.arrivals;
      slot.arrivals = [];
      this.#writeArrivals(slot, arrivals);
    }
    for (const [name, queue] of this.#queues) {
      if (queue.count === queue.told) continue;
      queue.told = queue.count;
      this.#stage.note(`${name}: ${queue.count}`);
      this.script.count(acting, this.#openSlots(), name);
      if (queue.count.startsWith("not here (404")) this.#queues.delete(name);
    }
  }

  #writeArrivals(slot: SlotState, arrivals: readonly Arrival[]): void {
    const of = (...kinds: readonly Arrival["kind"][]): Arrival[] => arrivals.filter(({ kind }) => kinds.includes(kind));
    const { peer, number } = slot;
    for (const returned of of("basic.return")) {
      peer.logArrival(returned);
      this.script.look(slot, "returned()");
    }
    const confirms = slot.confirmed(of("basic.ack", "basic.nack"));
    if (confirms.length > 0) {
      peer.log(number, "<", `confirms: ${confirms.join(", ")}`);
      this.script.look(slot, "confirmed()");
    }
    const deliveries = slot.delivered(of("basic.deliver"), (tag) => this.#stage.normalise(tag));
    for (const [{ kind, fields, content }, deliveryTag] of deliveries)
      peer.log(number, "<", describeReceived(kind, { ...fields, deliveryTag }, content));
    if (deliveries.length > 0) this.script.look(slot, `deliveries(${deliveries.length})`);
    const cancels = of("basic.cancel").toSorted((left, right) =>
      describeArrival(left) < describeArrival(right) ? -1 : 1,
    );
    for (const cancel of cancels) {
      peer.logArrival(cancel);
      this.script.look(slot, "cancelled()");
    }
    for (const other of arrivals.filter(({ kind }) => !BY_ITSELF.has(kind))) {
      peer.logArrival(other);
      this.script.look(slot, "refused()");
    }
  }

  /** Writes down what ends a channel or a connection too, and does what a client must do then. */
  #note(slot: SlotState, arrival: Arrival): void {
    const { peer, number } = slot;
    if (arrival.kind === "queue.declare-ok" && isQuorum((arrival.fields as MethodFields<"queue.declare-ok">).queue))
      peer.logArrival({ ...arrival, fields: { ...arrival.fields, consumerCount: "?" } });
    else peer.logArrival(arrival);
    if (isEndOf(arrival, number) || arrival.kind === "channel.close-ok") slot.isOpen = false;
    if (arrival.kind === "channel.close") agree(slot);
  }
}

/** RabbitMQ's quorum queues count a basic.get that is not acknowledged as a consumer; broker-lite does not, and what is seen here neither. */
function isQuorum(queue: string): boolean {
  return queue.startsWith("quorum") || queue === "limited";
}

function agree({ peer, number }: SlotState): void {
  peer.write(encodeMethod(number, makeMethod("channel.close-ok", {})));
}

function fieldsOf(fields: Plains): object {
  const { arguments: plain, ...rest } = fields;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a command has tables as plain objects there
  return plain === undefined ? rest : { ...rest, arguments: table(plain as Plains) };
}

function pause(milliseconds: number): Promise<void> {
  return milliseconds === 0
    ? Promise.resolve()
    : new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      });
}
