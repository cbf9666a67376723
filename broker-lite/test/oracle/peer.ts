/**
 * One connection of a scenario: a client that does nothing by itself, so that a scenario can do right and wrong alike.
 * Owns the socket and the handshake's steps. Lines are written to the
 * transcript when the scenario looks at a frame, not when it arrives: the record doesn't depend on the network's timing.
 */
import { connect as connectSocket, type Socket } from "node:net";
import {
  encodeBody,
  encodeHeader,
  encodeMethod,
  makeMethod,
  METHODS,
  PROTOCOL_HEADER,
  type Method,
  type MethodFields,
  type MethodName,
} from "../../src/wire/index.ts";
import { table, type Plain } from "./fields.ts";
import { Channel } from "./channel.ts";
import { Inbox, isEndOf, type Arrival } from "./inbox.ts";
import { describeBytes, describeReceived, describeSent, type Content, type Transcript } from "./transcript.ts";

/** The broker that a scenario runs on. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Where it can be reached by an address that is not loopback's. */
  readonly elsewhere?: { readonly host: string; readonly port: number };
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  /** How long anything that must come may take. */
  readonly deadlineMs: number;
  /** Lets the broker's time pass, where that is not the system's. */
  readonly elapse?: (milliseconds: number) => Promise<void>;
  /** Hears of every queue and exchange that a scenario may have left behind. */
  readonly onDeclared?: (kind: "queues" | "exchanges", name: string) => unknown;
}

export interface ConnectOptions {
  readonly vhost?: string;
  readonly user?: string;
  readonly password?: string;
  readonly mechanism?: string;
  readonly response?: Uint8Array;
  /** What the client claims to understand; all that RabbitMQ knows, unless given. */
  readonly capabilities?: { readonly [name: string]: Plain };
  /** 0 takes what the broker offers. */
  readonly channelMax?: number;
  readonly frameMax?: number;
  /** Seconds; 0, the default, means none. */
  readonly heartbeat?: number;
}

const ALL_CAPABILITIES = {
  publisher_confirms: true,
  exchange_exchange_bindings: true,
  "basic.nack": true,
  consumer_cancel_notify: true,
  "connection.blocked": true,
  authentication_failure_close: true,
};

export class Peer {
  readonly label: string;
  readonly target: Target;
  /** Bytes; what was settled in the handshake. */
  frameMax = 131_072;
  #opened = false;
  #ended = false;
  #muted = false;
  readonly #socket: Socket;
  readonly #transcript: Transcript;
  readonly #inbox = new Inbox();
  readonly #channels = new Map<number, Channel>();

  constructor(socket: Socket, label: string, target: Target, transcript: Transcript) {
    this.#socket = socket;
    this.label = label;
    this.target = target;
    this.#transcript = transcript;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#inbox.receive(chunk));
    socket.on("error", () => this.#inbox.close());
    socket.on("close", () => this.#inbox.close());
  }

  static async dial(target: Target, label: string, transcript: Transcript): Promise<Peer> {
    const socket = connectSocket(target.port, target.host);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new Peer(socket, label, target, transcript);
  }

  /** The whole handshake, without a line in the record unless it fails. */
  async connect(options: ConnectOptions = {}): Promise<void> {
    await this.quietly(async () => {
      await this.start();
      await this.login(options);
      await this.tune(options);
    });
    const opened = await this.quietly(() => this.open(options.vhost));
    if (opened.kind !== "connection.open-ok") this.log(0, "<", describeArrival(opened));
  }

  async start(): Promise<Arrival> {
    this.raw(PROTOCOL_HEADER, "AMQP 0-9-1 header");
    const started = await this.take((arrival) => arrival.channel === 0, "connection.start");
    const { serverProperties: _, ...fields } = started.fields as MethodFields<"connection.start">;
    this.log(0, "<", describeReceived(started.kind, fields));
    return started;
  }

  /** Logs in with the target's user, or another one. The answer is connection.tune if all is well. */
  async login(options: ConnectOptions = {}): Promise<Arrival> {
    const { user = this.target.user, password = this.target.password, mechanism = "PLAIN" } = options;
    const startOk = makeMethod("connection.start-ok", {
      clientProperties: table({ capabilities: options.capabilities ?? ALL_CAPABILITIES }),
      mechanism,
      response: options.response ?? Buffer.from(`\0${user}\0${password}`),
      locale: "en_US",
    });
    this.write(encodeMethod(0, startOk));
    const who = options.user === undefined && options.password === undefined ? "" : ` user="${user}"`;
    this.log(0, ">", `connection.start-ok mechanism=${JSON.stringify(mechanism)}${who}`);
    return this.answer();
  }

  /** Agrees to what the broker offers, or to the numbers given. There is no answer. */
  async tune(options: ConnectOptions = {}): Promise<void> {
    const { channelMax = 2047, frameMax = 131_072, heartbeat = 0 } = options;
    this.frameMax = frameMax;
    this.send("connection.tune-ok", { channelMax, frameMax, heartbeat });
  }

  async open(vhost = this.target.vhost): Promise<Arrival> {
    this.write(encodeMethod(0, makeMethod("connection.open", { virtualHost: vhost })));
    this.log(
      0,
      ">",
      vhost === this.target.vhost ? "connection.open" : `connection.open vhost=${JSON.stringify(vhost)}`,
    );
    const answer = await this.answer();
    this.#opened = answer.kind === "connection.open-ok";
    return answer;
  }

  /** A channel that is open already, without lines in the record. */
  async channel(number = this.#channels.size + 1): Promise<Channel> {
    return this.channelObject(number).open();
  }

  /** A channel number of which the broker has not heard yet. */
  channelObject(number: number): Channel {
    const channel = new Channel(this, number);
    this.#channels.set(number, channel);
    return channel;
  }

  get channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Open: after the handshake, before an end. */
  get opened(): boolean {
    return this.#opened && !this.#ended;
  }

  /** All that ever came, in bytes. */
  get receivedBytes(): number {
    return this.#inbox.receivedBytes;
  }

  /** A method on channel 0, and its answer. */
  async call<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}): Promise<Arrival> {
    this.send(name, fields);
    return this.answer();
  }

  send<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}, channel = 0): void {
    this.write(encodeMethod(channel, makeMethod(name, fields) as Method));
    this.log(channel, ">", describeSent(name, fields));
    if (name === "queue.declare" && "queue" in fields) this.target.onDeclared?.("queues", String(fields.queue));
    if (name === "exchange.declare" && "exchange" in fields)
      this.target.onDeclared?.("exchanges", String(fields.exchange));
  }

  sendContent(
    channel: number,
    name: "basic.publish",
    fields: Partial<MethodFields<"basic.publish">>,
    content: Content,
  ): void {
    this.write(
      Buffer.concat([
        encodeMethod(channel, makeMethod(name, fields)),
        encodeHeader(channel, METHODS[name].classId, content.body.length, content.properties),
        ...encodeBody(channel, content.body, this.frameMax),
      ]),
    );
    this.log(channel, ">", describeSent(name, fields, content));
  }

  /** Any frame, right or wrong. */
  frame(type: number, channel: number, payload: Uint8Array, end = 0xce): void {
    const envelope = Buffer.alloc(7);
    envelope.writeUInt8(type, 0);
    envelope.writeUInt16BE(channel, 1);
    envelope.writeUInt32BE(payload.length, 3);
    this.write(Buffer.concat([envelope, payload, Buffer.from([end])]));
    const ending = end === 0xce ? "" : ` end=0x${end.toString(16)}`;
    this.log(channel, ">", `frame type=${type} payload=${describeBytes(payload)}${ending}`);
  }

  raw(bytes: Uint8Array, what: string): void {
    this.write(bytes);
    this.log(0, ">", what);
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Writes each byte by itself. */
  async dribble(bytes: Uint8Array): Promise<void> {
    for (const byte of bytes) {
      await new Promise<void>((resolve) => this.#socket.write(Uint8Array.of(byte), () => resolve()));
    }
  }

  /** The next thing on channel 0, heartbeats aside. */
  async answer(): Promise<Arrival> {
    const arrival = await this.take(
      ({ channel, kind }) => channel === 0 && kind !== "heartbeat" && kind !== "connection.blocked",
      "an answer on channel 0",
    );
    this.logArrival(arrival);
    return arrival;
  }

  /** Waits until something of that kind comes on channel 0. */
  async next(kind: Arrival["kind"]): Promise<Arrival> {
    const arrival = await this.take((candidate) => candidate.kind === kind || isEndOf(candidate, 0), kind);
    this.logArrival(arrival);
    return arrival;
  }

  /** The broker must end the connection: with connection.close, or by closing the socket only. */
  async refused(): Promise<Arrival> {
    const arrival = await this.take((candidate) => isEndOf(candidate, 0), "the end of the connection");
    this.logArrival(arrival);
    return arrival;
  }

  /** The client's own end: connection.close and its answer. */
  async close(): Promise<void> {
    if (this.#ended) return;
    await this.call("connection.close", { replyCode: 200, replyText: "bye" });
    this.#ended = true;
  }

  /** The connection is lost: no goodbye. */
  drop(): void {
    this.log(0, ">", "(connection lost)");
    this.#ended = true;
    this.#socket.resetAndDestroy();
  }

  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  async quietly<T>(act: () => Promise<T>): Promise<T> {
    const before = this.#muted;
    this.#muted = true;
    try {
      return await act();
    } finally {
      this.#muted = before;
    }
  }

  log(channel: number, direction: "<" | ">", line: string): void {
    if (this.#muted) return;
    const where = channel === 0 ? this.label : `${this.label}.${channel}`;
    this.#transcript.add(`${where} ${direction} ${line}`);
  }

  /** Writes down what came, and does what every client must do then: answer a close. */
  logArrival(arrival: Arrival): void {
    this.log(arrival.channel, "<", describeArrival(arrival));
    if (arrival.kind === "queue.declare-ok" && "queue" in arrival.fields) {
      this.target.onDeclared?.("queues", String(arrival.fields.queue));
    }
    if (arrival.kind === "closed") this.#ended = true;
    if (arrival.kind === "connection.close") {
      this.#ended = true;
      this.write(encodeMethod(0, makeMethod("connection.close-ok")));
    }
  }

  /** What came and nobody looked at, of one channel or of all. */
  leftOver(channel?: number): Arrival[] {
    return this.#inbox.leftOver(channel);
  }

  /** Takes the first arrival that is wanted, now or later; the others stay where they are. */
  async take(wanted: (arrival: Arrival) => boolean, what: string): Promise<Arrival> {
    return this.#inbox.take(wanted, `${this.label}: ${what}`, this.target.deadlineMs);
  }
}

export function describeArrival(arrival: Arrival): string {
  if (arrival.kind === "closed") return "(socket closed)";
  return describeReceived(arrival.kind, arrival.fields, arrival.content);
}
