/**
 * A broker without sockets that a fuzzer sends to, and what must hold of it whatever comes: no exception, no output that is not AMQP,
 * no reply code that does not exist, nobody else disturbed, nothing left behind.
 */
import { Broker } from "../../src/core/broker.ts";
import { Deadlines } from "../../src/core/deadlines.ts";
import { CHANNEL_REPLIES, CONNECTION_REPLIES } from "../../src/core/errors.ts";
import { PROFILES, type ProfileName } from "../../src/core/profile.ts";
import { Connection } from "../../src/session/connection.ts";
import { memoryStore } from "../../src/store/index.ts";
import {
  ContentAssembler,
  encodeContent,
  encodeMethod,
  fieldTable,
  FrameParser,
  makeMethod,
  PROTOCOL_HEADER,
  type Method,
  type MethodFields,
  type MethodName,
} from "../../src/wire/index.ts";
import { access } from "../session/support.ts";

const KNOWN_CODES = new Set<number>([...Object.values(CHANNEL_REPLIES), ...Object.values(CONNECTION_REPLIES)]);
/** Names that the fuzzer does not know. */
const WITNESS_QUEUE = "witness";

/** A client that only counts what it hears, and checks that it is well-formed. */
export class Peer {
  readonly connection: Connection;
  hasEnded = false;
  /** The last connection.close or channel.close. */
  replyCode: number | undefined;
  heard: string[] = [];
  readonly #parser = new FrameParser({ maximumFrameBytes: 0 });
  readonly #assemblers = new Map<number, ContentAssembler>();

  constructor(world: World) {
    this.connection = new Connection({
      broker: world.broker,
      access: access(),
      isLoopback: true,
      heartbeatSeconds: 60,
      onOutput: () => {},
      onEnd: () => {
        this.hasEnded = true;
      },
      onDefect: (error) => world.defects.push(error),
    });
  }

  /** As a socket's bytes come: in memory that others read into afterwards. */
  say(bytes: Uint8Array): void {
    const lent = Buffer.from(bytes);
    this.connection.receive(lent, true);
    lent.fill(0xee);
    this.listen();
  }

  do<N extends MethodName>(channel: number, name: N, fields: Partial<MethodFields<N>> = {}): void {
    this.say(encodeMethod(channel, makeMethod(name, fields) as unknown as Method));
  }

  greet(heartbeat = 0): void {
    this.say(PROTOCOL_HEADER);
    const clientProperties = fieldTable({ capabilities: { consumer_cancel_notify: true, "connection.blocked": true } });
    const response = Buffer.from("\0guest\0guest");
    this.do(0, "connection.start-ok", { clientProperties, mechanism: "PLAIN", response, locale: "en_US" });
    this.do(0, "connection.tune-ok", { channelMax: 2047, frameMax: 131_072, heartbeat });
    this.do(0, "connection.open", { virtualHost: "/" });
    this.do(1, "channel.open");
  }

  /** Takes what was said; throws where a client could not read it. */
  listen(): void {
    this.heard = [];
    for (let pieces = this.connection.takeOutput(); pieces.length > 0; pieces = this.connection.takeOutput()) {
      for (const piece of pieces) this.#read(piece);
    }
  }

  #read(piece: Uint8Array): void {
    // A greeting that is not AMQP 0-9-1 is answered with the header of it.
    if (Buffer.compare(piece, PROTOCOL_HEADER) === 0) return;
    for (const frame of this.#parser.push(piece)) {
      if (frame.type === "heartbeat") continue;
      let assembler = this.#assemblers.get(frame.channel);
      if (assembler === undefined) this.#assemblers.set(frame.channel, (assembler = new ContentAssembler()));
      const whole = assembler.push(frame);
      if (whole === undefined) continue;
      const { name, fields } = whole.method;
      this.heard.push(whole.body === undefined ? name : `${name} ${Buffer.from(whole.body).toString()}`);
      if (name !== "connection.close" && name !== "channel.close") continue;
      this.replyCode = fields.replyCode;
      if (!KNOWN_CODES.has(fields.replyCode)) throw new Error(`there is no reply code ${fields.replyCode}`);
    }
  }
}

export class World {
  nowMs = 1_800_000_000_000;
  readonly deadlines = new Deadlines();
  readonly store = memoryStore();
  readonly broker: Broker;
  readonly defects: unknown[] = [];
  readonly #witness: Peer;
  readonly #roomBytes: number;
  #said = 0;

  constructor(profile: ProfileName) {
    let tokens = 0;
    this.broker = new Broker({
      clock: { now: () => this.nowMs },
      ids: { token: () => `token-${++tokens % 50}-${tokens}` },
      journal: this.store.journal,
      deadlines: this.deadlines,
      profile: PROFILES[profile],
    });
    this.broker.createVhost("/");
    this.#witness = new Peer(this);
    this.#witness.greet();
    this.#witness.do(1, "queue.declare", { queue: WITNESS_QUEUE, exclusive: true });
    this.#roomBytes = this.broker.room.bytes;
  }

  pass(milliseconds: number): void {
    this.nowMs += milliseconds;
    this.broker.advance(this.nowMs);
  }

  /** Somebody else's messages come and go as ever. */
  checkWitness(): void {
    const text = `said ${++this.#said}`;
    const publish = makeMethod("basic.publish", { routingKey: WITNESS_QUEUE }) as unknown as Method;
    this.#witness.say(Buffer.concat(encodeContent(1, publish, {}, Buffer.from(text), 131_072)));
    this.#witness.do(1, "basic.get", { queue: WITNESS_QUEUE, noAck: true });
    const heard = this.#witness.heard.join();
    if (heard !== `basic.get-ok ${text}`) throw new Error(`another connection heard ${heard} for its message ${text}`);
    if (this.defects.length > 0) throw this.defects[0];
  }

  /** Everything that outlives a connection is deleted; then nothing may be left. Only for when no fuzzed connection is open. */
  checkNothingLeft(): void {
    const vhost = this.broker.vhosts.get("/");
    if (vhost === undefined) throw new Error("the vhost is gone");
    for (const queue of vhost.queues.values()) {
      if (queue.owner !== undefined && queue.name !== WITNESS_QUEUE)
        throw new Error(`${queue.name} has lost its owner`);
      if (queue.unacknowledgedCount !== 0)
        throw new Error(`${queue.name} waits for ${queue.unacknowledgedCount} messages`);
      if (queue.consumers.size !== 0) throw new Error(`${queue.name} has consumers that are gone`);
      if (queue.name !== WITNESS_QUEUE) vhost.removeQueue(queue);
    }
    for (const { name } of vhost.exchanges.values())
      if (name !== "" && !name.startsWith("amq.")) vhost.deleteExchange(name, false);
    // Between exchanges that every vhost has.
    for (const { definition, destination } of vhost.bindings) {
      vhost.unbind(definition.source, destination, definition.routingKey, definition.arguments);
    }
    this.broker.run();
    const { messages, entries } = this.store.takeContents();
    const left = {
      memory: this.broker.memory.bytes,
      room: this.broker.room.bytes - this.#roomBytes,
      deadlines: this.deadlines.size,
      replyReceivers: this.broker.replyReceivers.size,
      connections: vhost.connections.size - 1,
      bindings: [...vhost.bindings].length,
      messages: [...messages].length,
      entries: [...entries].length,
    };
    for (const [what, count] of Object.entries(left)) if (count !== 0) throw new Error(`${count} ${what} are left`);
  }
}
