/**
 * A client of the broker inside its process: what the API declares, binds, publishes and takes goes the way of every other client, so
 * that the same permissions, checks and texts apply (RabbitMQ's API does so, too). Owns one connection with one channel, for one
 * request.
 */
import type { Connection } from "../session/connection.ts";
import {
  ContentAssembler,
  encodeContent,
  encodeMethod,
  EncodeError,
  FrameParser,
  PROTOCOL_HEADER,
  type Assembled,
  type Method,
  type MethodFields,
  type MethodName,
  type Properties,
} from "../wire/index.ts";
import { badRequest } from "./answer.ts";
import type { VhostRequest } from "./request.ts";

const CHANNEL = 1;

/** The broker closed the channel, or the connection. */
export class Refusal extends Error {
  readonly replyCode: number;
  /** As on the wire: `NOT_FOUND - no queue 'q' in vhost '/'`. */
  readonly replyText: string;

  constructor(replyCode: number, replyText: string) {
    super(replyText);
    this.replyCode = replyCode;
    this.replyText = replyText;
  }
}

/** Runs `act` with an open channel, and closes it. */
export async function withClient<T>(request: VhostRequest, act: (client: Client) => T | Promise<T>): Promise<T> {
  const client = new Client(request);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

export class Client {
  readonly #connection: Connection;
  readonly #parser = new FrameParser();
  readonly #assemblers = new Map<number, ContentAssembler>();
  #arrived: Assembled[] = [];
  #frameMaximumBytes = 0;
  #onOutput: (() => void) | undefined;

  constructor({ source, caller, vhost }: VhostRequest) {
    this.#connection = source.running().connect({
      isLoopback: caller.isLoopback,
      onOutput: () => this.#onOutput?.(),
      onEnd: () => {},
    });
    this.#connection.receive(PROTOCOL_HEADER);
    this.#expect("connection.start");
    const response = Buffer.from(`\0${caller.name}\0${caller.password}`, "utf8");
    this.#send(0, "connection.start-ok", { clientProperties: {}, mechanism: "PLAIN", response, locale: "en_US" });
    const { channelMax, frameMax } = this.#expect("connection.tune").fields;
    this.#frameMaximumBytes = frameMax;
    this.#send(0, "connection.tune-ok", { channelMax, frameMax, heartbeat: 0 });
    this.#send(0, "connection.open", { virtualHost: vhost.name });
    this.#expect("connection.open-ok");
    this.#send(CHANNEL, "channel.open", {});
    this.#expect("channel.open-ok");
  }

  /** Throws a Refusal. */
  call<N extends MethodName, A extends MethodName>(name: N, fields: MethodFields<N>, answer: A): MethodFields<A> {
    this.#send(CHANNEL, name, fields);
    return this.#expect(answer).fields;
  }

  /** The message and how it came, or undefined where the queue is empty. Throws a Refusal. */
  get(queue: string, noAck: boolean): (MethodFields<"basic.get-ok"> & Content) | undefined {
    this.#send(CHANNEL, "basic.get", { queue, noAck });
    const { method, properties = {}, body = new Uint8Array(0) } = this.#next();
    return method.name === "basic.get-ok" ? { ...method.fields, properties, body } : undefined;
  }

  send<N extends MethodName>(name: N, fields: MethodFields<N>): void {
    this.#send(CHANNEL, name, fields);
  }

  /** Resolves when the broker has it: as safe as it was meant to be. Throws a Refusal. */
  async publish(exchange: string, routingKey: string, { properties, body }: Content): Promise<Outcome> {
    this.call("confirm.select", { nowait: false }, "confirm.select-ok");
    const method = makePublish(exchange, routingKey);
    this.#write(() => encodeContent(CHANNEL, method, properties, body, this.#frameMaximumBytes));
    let isReturned = false;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- the next answer comes when it comes
      const { name } = (await this.#nextLater()).method;
      if (name === "basic.return") isReturned = true;
      else if (name === "basic.nack") return "rejected";
      else if (name === "basic.ack") return isReturned ? "unroutable" : "routed";
    }
  }

  close(): void {
    this.#connection.disconnected();
  }

  #send<N extends MethodName>(channel: number, name: N, fields: MethodFields<N>): void {
    this.#write(() => [encodeMethod(channel, { name, fields } as unknown as Method)]);
  }

  #write(encode: () => readonly Uint8Array[]): void {
    let pieces: readonly Uint8Array[];
    try {
      pieces = encode();
    } catch (error) {
      // A name or key of more than 255 bytes.
      if (error instanceof EncodeError) throw badRequest(error.message);
      throw error;
    }
    for (const piece of pieces) this.#connection.receive(piece);
  }

  #expect<N extends MethodName>(name: N): Method<N> {
    const { method } = this.#next();
    if (method.name !== name) throw new Error(`the broker answered ${method.name} instead of ${name}`);
    return method as unknown as Method<N>;
  }

  /** What the broker says at once. */
  #next(): Assembled {
    this.#receive();
    const next = this.#arrived.shift();
    if (next === undefined) throw new Error("the broker does not answer");
    const { method } = next;
    if (method.name === "channel.close" || method.name === "connection.close") {
      throw new Refusal(method.fields.replyCode, method.fields.replyText);
    }
    return next;
  }

  /** What the broker says, now or when its disk has answered. */
  async #nextLater(): Promise<Assembled> {
    for (;;) {
      this.#receive();
      if (this.#arrived.length > 0) return this.#next();
      // oxlint-disable-next-line no-await-in-loop -- waits for the event that brings the answer
      await new Promise<void>((resolve) => {
        this.#onOutput = () => setImmediate(resolve);
      });
    }
  }

  #receive(): void {
    for (const piece of this.#connection.takeOutput()) {
      for (const frame of this.#parser.push(piece)) {
        let assembler = this.#assemblers.get(frame.channel);
        if (assembler === undefined) this.#assemblers.set(frame.channel, (assembler = new ContentAssembler()));
        const assembled = assembler.push(frame);
        if (assembled !== undefined) this.#arrived.push(assembled);
      }
    }
  }
}

export interface Content {
  readonly properties: Properties;
  readonly body: Uint8Array;
}

/** What became of a message: taken by a queue, meant for none, or refused by a full one. */
export type Outcome = "routed" | "unroutable" | "rejected";

function makePublish(exchange: string, routingKey: string): Method {
  return { name: "basic.publish", fields: { exchange, routingKey, mandatory: true, immediate: false } };
}
