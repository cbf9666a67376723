/**
 * From the protocol header to connection.open-ok (amqp0-9-1 §2.2.4): start, tune, open, in this order and nothing else. Owns what is
 * negotiated until the connection runs.
 */
import { connectionError } from "../core/errors.ts";
import { isReached } from "../core/queue-rules.ts";
import type { Vhost } from "../core/vhost.ts";
import {
  decodeTableContent,
  isProtocolHeader,
  PROTOCOL_HEADER,
  WireError,
  type FieldTable,
  type Method,
  type MethodFields,
} from "../wire/index.ts";
import { CHANNEL_MAXIMUM, FRAME_MAXIMUM_BYTES } from "../limits.ts";
import type { Connection } from "./connection.ts";
import { serverProperties } from "./server-properties.ts";

export interface Negotiated {
  readonly userName: string;
  readonly vhost: Vhost;
  readonly channelMaximum: number;
  readonly frameMaximumBytes: number;
  /** 0 is none. */
  readonly heartbeatSeconds: number;
  /** How the client logged in: PLAIN or AMQPLAIN. */
  readonly mechanism: string;
}

type Step = "header" | "start-ok" | "tune-ok" | "open" | "done";

const MECHANISMS = "PLAIN AMQPLAIN";

interface Credentials {
  readonly userName: string;
  readonly password: string;
}

export class Handshake {
  clientProperties: FieldTable = {};
  readonly #connection: Connection;
  #step: Step = "header";
  #header: Buffer = Buffer.alloc(0);
  #userName = "";
  #channelMaximum = CHANNEL_MAXIMUM;
  #frameMaximumBytes = FRAME_MAXIMUM_BYTES;
  #heartbeatSeconds = 0;
  #mechanism = "";

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get awaitsHeader(): boolean {
    return this.#step === "header";
  }

  /**
   * The first eight bytes, in any pieces; returns what came behind them. Anything else than AMQP 0-9-1 is answered with the header
   * that would be right, and the end (amqp0-9-1 §4.2.2).
   */
  header(chunk: Uint8Array): Uint8Array {
    const bytes = Buffer.concat([this.#header, chunk]);
    const start = bytes.subarray(0, PROTOCOL_HEADER.length);
    if (
      start.length < PROTOCOL_HEADER.length &&
      PROTOCOL_HEADER.subarray(0, start.length).every((byte, i) => byte === start[i])
    ) {
      this.#header = bytes;
      return bytes.subarray(bytes.length);
    }
    if (!isProtocolHeader(start)) {
      this.#connection.outbox.push(PROTOCOL_HEADER);
      this.#connection.hangUp();
      return bytes.subarray(bytes.length);
    }
    this.#step = "start-ok";
    this.#connection.outbox.send(0, "connection.start", {
      versionMajor: 0,
      versionMinor: 9,
      serverProperties: serverProperties(this.#connection.broker.profile),
      mechanisms: MECHANISMS,
      locales: "en_US",
    });
    return bytes.subarray(PROTOCOL_HEADER.length);
  }

  /** The next method of the handshake; what was negotiated, once it is over. */
  method(method: Method): Negotiated | undefined {
    if (method.name === "connection.start-ok" && this.#step === "start-ok") return this.#startOk(method.fields);
    if (method.name === "connection.tune-ok" && this.#step === "tune-ok") return this.#tuneOk(method.fields);
    if (method.name === "connection.open" && this.#step === "open") return this.#open(method.fields);
    throw connectionError("COMMAND_INVALID", `unexpected method in connection state ${this.#step}`);
  }

  #startOk({ clientProperties, mechanism, response }: MethodFields<"connection.start-ok">): undefined {
    this.clientProperties = clientProperties;
    if (!MECHANISMS.split(" ").includes(mechanism)) return this.#connection.hangUp();
    const credentials = mechanism === "PLAIN" ? plainCredentials(response) : amqplainCredentials(response);
    if (credentials === undefined) return this.#connection.hangUp();
    const { access, isLoopback } = this.#connection;
    if (!access.authenticate({ ...credentials, isLoopback })) return this.#refuse(mechanism);
    this.#userName = credentials.userName;
    this.#mechanism = mechanism;
    this.#step = "tune-ok";
    this.#connection.outbox.send(0, "connection.tune", {
      channelMax: CHANNEL_MAXIMUM,
      frameMax: FRAME_MAXIMUM_BYTES,
      heartbeat: this.#connection.heartbeatSeconds,
    });
    return undefined;
  }

  /** https://www.rabbitmq.com/docs/auth-notification: clients that can't take the answer just lose the connection. */
  #refuse(mechanism: string): undefined {
    if (!this.#connection.clientCan("authentication_failure_close")) return this.#connection.hangUp();
    const text = `Login was refused using authentication mechanism ${mechanism}. For details see the broker logfile.`;
    throw connectionError("ACCESS_REFUSED", text);
  }

  /** What is more than was offered, or too little to work with, ends the socket without a word, as in RabbitMQ. */
  #tuneOk({ channelMax, frameMax, heartbeat }: MethodFields<"connection.tune-ok">): undefined {
    const { frameMinimumBytes } = this.#connection.broker.profile;
    // 0 is "no limit", which is more than the offer (rabbit_reader:validate_negotiated_integer_value).
    const isFrameAccepted = frameMax >= frameMinimumBytes && frameMax <= FRAME_MAXIMUM_BYTES;
    const areChannelsAccepted = channelMax >= 1 && channelMax <= CHANNEL_MAXIMUM;
    if (!isFrameAccepted || !areChannelsAccepted) return this.#connection.hangUp();
    this.#channelMaximum = channelMax;
    this.#frameMaximumBytes = frameMax;
    this.#heartbeatSeconds = heartbeat;
    this.#connection.setMaximumFrameBytes(frameMax);
    this.#connection.startHeartbeat(heartbeat);
    this.#step = "open";
    return undefined;
  }

  #open({ virtualHost }: MethodFields<"connection.open">): Negotiated {
    const vhost = this.#connection.broker.vhosts.get(virtualHost);
    if (vhost === undefined) throw connectionError("NOT_ALLOWED", `vhost ${virtualHost} not found`);
    if (!this.#connection.access.mayUseVhost(this.#userName, virtualHost)) {
      throw connectionError("NOT_ALLOWED", `access to vhost '${virtualHost}' refused for user '${this.#userName}'`);
    }
    const { connectionMaximum } = vhost.limits;
    if (isReached(connectionMaximum, vhost.connections.size)) {
      const text = `access to vhost '${virtualHost}' refused for user '${this.#userName}': connection limit (${connectionMaximum}) is reached`;
      throw connectionError("NOT_ALLOWED", text);
    }
    this.#step = "done";
    this.#connection.outbox.send(0, "connection.open-ok", {});
    return {
      userName: this.#userName,
      vhost,
      channelMaximum: this.#channelMaximum,
      frameMaximumBytes: this.#frameMaximumBytes,
      heartbeatSeconds: this.#heartbeatSeconds,
      mechanism: this.#mechanism,
    };
  }
}

/** RFC 4616: authorisation identity, user name and password with zero bytes between them. */
function plainCredentials(response: Uint8Array): Credentials | undefined {
  const [, userName, password, ...more] = Buffer.from(response).toString("utf8").split("\0");
  return userName === undefined || password === undefined || more.length > 0 ? undefined : { userName, password };
}

/** RabbitMQ's AMQPLAIN: a table without its length, with LOGIN and PASSWORD. */
function amqplainCredentials(response: Uint8Array): Credentials | undefined {
  try {
    const { LOGIN: login, PASSWORD: password } = decodeTableContent(response);
    if (login?.type !== "string" || password?.type !== "string") return undefined;
    return { userName: login.value, password: password.value };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
