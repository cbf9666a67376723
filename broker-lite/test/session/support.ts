/** A client without a socket: what it says goes straight into a session, what the session says is read from its outbox. */
import type { AccessControl } from "../../src/session/access.ts";
import { Connection } from "../../src/session/connection.ts";
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
  type PlainValue,
  type Properties,
} from "../../src/wire/index.ts";
import type { Bench } from "../core/support.ts";

export interface Received {
  readonly channel: number;
  readonly name: MethodName | "heartbeat";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly properties?: Properties;
  readonly body?: string;
}

/** guest with password guest may do everything but what is named. */
export function access(refused: readonly string[] = []): AccessControl {
  return {
    authenticate: ({ userName, password }) => userName === "guest" && password === "guest",
    mayUseVhost: (_user, vhost) => !refused.includes(`use ${vhost}`),
    may: (_user, _vhost, permission, name) => !refused.includes(`${permission} ${name}`),
    mayUseTopic: (_user, _vhost, permission, _exchange, key) => !refused.includes(`${permission} topic ${key}`),
  };
}

const CAPABILITIES = { authentication_failure_close: true, consumer_cancel_notify: true };

export class Client {
  readonly bench: Bench;
  readonly connection: Connection;
  /** The session has asked for the end of its socket. */
  hasEnded = false;
  readonly #parser = new FrameParser({ maximumFrameBytes: 0 });
  readonly #assemblers = new Map<number, ContentAssembler>();

  constructor(bench: Bench, accessControl: AccessControl = access()) {
    this.bench = bench;
    this.connection = new Connection({
      broker: bench.broker,
      access: accessControl,
      isLoopback: true,
      heartbeatSeconds: 60,
      onOutput: () => {},
      onEnd: () => {
        this.hasEnded = true;
      },
      onDefect: (error) => {
        throw error;
      },
    });
  }

  /** Through the handshake, with a channel open. */
  static connected(
    bench: Bench,
    capabilities: Record<string, PlainValue> = CAPABILITIES,
    accessControl = access(),
  ): Client {
    const client = new Client(bench, accessControl);
    client.raw(PROTOCOL_HEADER);
    client.login({ capabilities });
    client.send(0, "connection.tune-ok", { channelMax: 2047, frameMax: 131_072, heartbeat: 0 });
    client.send(0, "connection.open", { virtualHost: "/" });
    client.send(1, "channel.open");
    client.take();
    return client;
  }

  login(
    options: { capabilities?: Record<string, PlainValue>; mechanism?: string; response?: Uint8Array } = {},
  ): Received[] {
    const { capabilities = CAPABILITIES, mechanism = "PLAIN", response = Buffer.from("\0guest\0guest") } = options;
    const clientProperties = fieldTable({ capabilities });
    return this.send(0, "connection.start-ok", { clientProperties, mechanism, response, locale: "en_US" });
  }

  raw(bytes: Uint8Array): void {
    this.connection.receive(bytes);
  }

  /** Says something, and gives what is said back. */
  send<N extends MethodName>(channel: number, name: N, fields: Partial<MethodFields<N>> = {}): Received[] {
    this.raw(encodeMethod(channel, makeMethod(name, fields) as Method));
    return this.take();
  }

  /** On channel 1. */
  do<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}): Received[] {
    return this.send(1, name, fields);
  }

  publish(
    routingKey: string,
    body: string,
    options: { exchange?: string; mandatory?: boolean; properties?: Properties; channel?: number } = {},
  ): Received[] {
    const { exchange = "", mandatory = false, properties = {}, channel = 1 } = options;
    const method = makeMethod("basic.publish", { exchange, routingKey, mandatory }) as Method;
    const pieces = encodeContent(channel, method, properties, Buffer.from(body), 131_072);
    this.raw(Buffer.concat(pieces));
    return this.take();
  }

  /** What came since the last time. */
  take(): Received[] {
    const received: Received[] = [];
    for (const piece of this.connection.takeOutput()) {
      for (const frame of this.#parser.push(piece)) {
        if (frame.type === "heartbeat") {
          received.push({ channel: frame.channel, name: "heartbeat", fields: {} });
          continue;
        }
        let assembler = this.#assemblers.get(frame.channel);
        if (assembler === undefined) this.#assemblers.set(frame.channel, (assembler = new ContentAssembler()));
        const whole = assembler.push(frame);
        if (whole === undefined) continue;
        const { method, properties, body } = whole;
        received.push({
          channel: frame.channel,
          name: method.name,
          fields: method.fields,
          ...(properties === undefined ? {} : { properties }),
          ...(body === undefined ? {} : { body: Buffer.from(body).toString() }),
        });
      }
    }
    return received;
  }
}

export function namesOf(received: readonly Received[]): string[] {
  return received.map(({ name }) => name);
}

export function bodies(received: readonly Received[]): (string | undefined)[] {
  return received.map(({ body }) => body);
}

/** The close that came: scope, code and text, class and method. */
export function closeOf(received: readonly Received[]): string | undefined {
  const close = received.find(({ name }) => name === "channel.close" || name === "connection.close");
  if (close === undefined) return undefined;
  const { replyCode, replyText, classId, methodId } = close.fields;
  return `${close.name} ${String(replyCode)} ${String(replyText)} (${String(classId)}.${String(methodId)})`;
}
