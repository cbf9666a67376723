/**
 * The AMQP 0-9-1 protocol with RabbitMQ's extensions, as data: methods, properties, reply codes and constants. A new
 * method is one row here and nothing elsewhere. Types are inferred from it in `types.ts`; how a value of each type lies
 * in bytes is in `methods.ts`.
 *
 * Field names are the specification's, in camel case. `reserved…` fields are on the wire but not in the API: they are
 * written as zero or empty and skipped when read.
 */

/** How a value of a method's field or of a property is laid out (AMQP 0-9-1 §4.2.5). */
export type FieldType =
  | "bit"
  | "octet"
  | "short"
  | "long"
  | "longLong"
  | "shortString"
  /** A long string that is text. */
  | "longString"
  /** A long string that is bytes: SASL challenges and responses. */
  | "longBytes"
  | "table"
  | "timestamp";

export interface MethodRow {
  readonly classId: number;
  readonly methodId: number;
  readonly sentBy: "client" | "server" | "both";
  /** Followed by a content header and body frames. */
  readonly content?: true;
  readonly fields: readonly (readonly [name: string, type: FieldType])[];
}

export const METHODS = {
  "connection.start": {
    classId: 10,
    methodId: 10,
    sentBy: "server",
    fields: [
      ["versionMajor", "octet"],
      ["versionMinor", "octet"],
      ["serverProperties", "table"],
      ["mechanisms", "longString"],
      ["locales", "longString"],
    ],
  },
  "connection.start-ok": {
    classId: 10,
    methodId: 11,
    sentBy: "client",
    fields: [
      ["clientProperties", "table"],
      ["mechanism", "shortString"],
      ["response", "longBytes"],
      ["locale", "shortString"],
    ],
  },
  "connection.secure": { classId: 10, methodId: 20, sentBy: "server", fields: [["challenge", "longBytes"]] },
  "connection.secure-ok": { classId: 10, methodId: 21, sentBy: "client", fields: [["response", "longBytes"]] },
  "connection.tune": {
    classId: 10,
    methodId: 30,
    sentBy: "server",
    fields: [
      ["channelMax", "short"],
      ["frameMax", "long"],
      ["heartbeat", "short"],
    ],
  },
  "connection.tune-ok": {
    classId: 10,
    methodId: 31,
    sentBy: "client",
    fields: [
      ["channelMax", "short"],
      ["frameMax", "long"],
      ["heartbeat", "short"],
    ],
  },
  "connection.open": {
    classId: 10,
    methodId: 40,
    sentBy: "client",
    fields: [
      ["virtualHost", "shortString"],
      ["reserved1", "shortString"],
      ["reserved2", "bit"],
    ],
  },
  "connection.open-ok": { classId: 10, methodId: 41, sentBy: "server", fields: [["reserved1", "shortString"]] },
  "connection.close": {
    classId: 10,
    methodId: 50,
    sentBy: "both",
    fields: [
      ["replyCode", "short"],
      ["replyText", "shortString"],
      ["classId", "short"],
      ["methodId", "short"],
    ],
  },
  "connection.close-ok": { classId: 10, methodId: 51, sentBy: "both", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/connection-blocked
  "connection.blocked": { classId: 10, methodId: 60, sentBy: "server", fields: [["reason", "shortString"]] },
  "connection.unblocked": { classId: 10, methodId: 61, sentBy: "server", fields: [] },
  "connection.update-secret": {
    classId: 10,
    methodId: 70,
    sentBy: "client",
    fields: [
      ["newSecret", "longBytes"],
      ["reason", "shortString"],
    ],
  },
  "connection.update-secret-ok": { classId: 10, methodId: 71, sentBy: "server", fields: [] },

  "channel.open": { classId: 20, methodId: 10, sentBy: "client", fields: [["reserved1", "shortString"]] },
  "channel.open-ok": { classId: 20, methodId: 11, sentBy: "server", fields: [["reserved1", "longString"]] },
  "channel.flow": { classId: 20, methodId: 20, sentBy: "both", fields: [["active", "bit"]] },
  "channel.flow-ok": { classId: 20, methodId: 21, sentBy: "both", fields: [["active", "bit"]] },
  "channel.close": {
    classId: 20,
    methodId: 40,
    sentBy: "both",
    fields: [
      ["replyCode", "short"],
      ["replyText", "shortString"],
      ["classId", "short"],
      ["methodId", "short"],
    ],
  },
  "channel.close-ok": { classId: 20, methodId: 41, sentBy: "both", fields: [] },

  // Left over from AMQP 0-8; RabbitMQ still answers it.
  "access.request": {
    classId: 30,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["realm", "shortString"],
      ["exclusive", "bit"],
      ["passive", "bit"],
      ["active", "bit"],
      ["write", "bit"],
      ["read", "bit"],
    ],
  },
  "access.request-ok": { classId: 30, methodId: 11, sentBy: "server", fields: [["ticket", "short"]] },

  "exchange.declare": {
    classId: 40,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["type", "shortString"],
      ["passive", "bit"],
      ["durable", "bit"],
      ["autoDelete", "bit"],
      ["internal", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "exchange.declare-ok": { classId: 40, methodId: 11, sentBy: "server", fields: [] },
  "exchange.delete": {
    classId: 40,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["ifUnused", "bit"],
      ["nowait", "bit"],
    ],
  },
  "exchange.delete-ok": { classId: 40, methodId: 21, sentBy: "server", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/e2e
  "exchange.bind": {
    classId: 40,
    methodId: 30,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["destination", "shortString"],
      ["source", "shortString"],
      ["routingKey", "shortString"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "exchange.bind-ok": { classId: 40, methodId: 31, sentBy: "server", fields: [] },
  "exchange.unbind": {
    classId: 40,
    methodId: 40,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["destination", "shortString"],
      ["source", "shortString"],
      ["routingKey", "shortString"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  // 51, not 41: so it is in RabbitMQ's definition, and so clients expect it.
  "exchange.unbind-ok": { classId: 40, methodId: 51, sentBy: "server", fields: [] },

  "queue.declare": {
    classId: 50,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["passive", "bit"],
      ["durable", "bit"],
      ["exclusive", "bit"],
      ["autoDelete", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "queue.declare-ok": {
    classId: 50,
    methodId: 11,
    sentBy: "server",
    fields: [
      ["queue", "shortString"],
      ["messageCount", "long"],
      ["consumerCount", "long"],
    ],
  },
  "queue.bind": {
    classId: 50,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "queue.bind-ok": { classId: 50, methodId: 21, sentBy: "server", fields: [] },
  "queue.purge": {
    classId: 50,
    methodId: 30,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["nowait", "bit"],
    ],
  },
  "queue.purge-ok": { classId: 50, methodId: 31, sentBy: "server", fields: [["messageCount", "long"]] },
  "queue.delete": {
    classId: 50,
    methodId: 40,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["ifUnused", "bit"],
      ["ifEmpty", "bit"],
      ["nowait", "bit"],
    ],
  },
  "queue.delete-ok": { classId: 50, methodId: 41, sentBy: "server", fields: [["messageCount", "long"]] },
  "queue.unbind": {
    classId: 50,
    methodId: 50,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["arguments", "table"],
    ],
  },
  "queue.unbind-ok": { classId: 50, methodId: 51, sentBy: "server", fields: [] },

  "basic.qos": {
    classId: 60,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["prefetchSize", "long"],
      ["prefetchCount", "short"],
      ["global", "bit"],
    ],
  },
  "basic.qos-ok": { classId: 60, methodId: 11, sentBy: "server", fields: [] },
  "basic.consume": {
    classId: 60,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["consumerTag", "shortString"],
      ["noLocal", "bit"],
      ["noAck", "bit"],
      ["exclusive", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "basic.consume-ok": { classId: 60, methodId: 21, sentBy: "server", fields: [["consumerTag", "shortString"]] },
  // From the server too: https://www.rabbitmq.com/docs/consumer-cancel
  "basic.cancel": {
    classId: 60,
    methodId: 30,
    sentBy: "both",
    fields: [
      ["consumerTag", "shortString"],
      ["nowait", "bit"],
    ],
  },
  "basic.cancel-ok": { classId: 60, methodId: 31, sentBy: "both", fields: [["consumerTag", "shortString"]] },
  "basic.publish": {
    classId: 60,
    methodId: 40,
    sentBy: "client",
    content: true,
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["mandatory", "bit"],
      ["immediate", "bit"],
    ],
  },
  "basic.return": {
    classId: 60,
    methodId: 50,
    sentBy: "server",
    content: true,
    fields: [
      ["replyCode", "short"],
      ["replyText", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
    ],
  },
  "basic.deliver": {
    classId: 60,
    methodId: 60,
    sentBy: "server",
    content: true,
    fields: [
      ["consumerTag", "shortString"],
      ["deliveryTag", "longLong"],
      ["redelivered", "bit"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
    ],
  },
  "basic.get": {
    classId: 60,
    methodId: 70,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["noAck", "bit"],
    ],
  },
  "basic.get-ok": {
    classId: 60,
    methodId: 71,
    sentBy: "server",
    content: true,
    fields: [
      ["deliveryTag", "longLong"],
      ["redelivered", "bit"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["messageCount", "long"],
    ],
  },
  "basic.get-empty": { classId: 60, methodId: 72, sentBy: "server", fields: [["reserved1", "shortString"]] },
  // From the server as publisher confirms: https://www.rabbitmq.com/docs/confirms
  "basic.ack": {
    classId: 60,
    methodId: 80,
    sentBy: "both",
    fields: [
      ["deliveryTag", "longLong"],
      ["multiple", "bit"],
    ],
  },
  "basic.reject": {
    classId: 60,
    methodId: 90,
    sentBy: "client",
    fields: [
      ["deliveryTag", "longLong"],
      ["requeue", "bit"],
    ],
  },
  "basic.recover-async": { classId: 60, methodId: 100, sentBy: "client", fields: [["requeue", "bit"]] },
  "basic.recover": { classId: 60, methodId: 110, sentBy: "client", fields: [["requeue", "bit"]] },
  "basic.recover-ok": { classId: 60, methodId: 111, sentBy: "server", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/nack
  "basic.nack": {
    classId: 60,
    methodId: 120,
    sentBy: "both",
    fields: [
      ["deliveryTag", "longLong"],
      ["multiple", "bit"],
      ["requeue", "bit"],
    ],
  },

  // RabbitMQ: https://www.rabbitmq.com/docs/confirms
  "confirm.select": { classId: 85, methodId: 10, sentBy: "client", fields: [["nowait", "bit"]] },
  "confirm.select-ok": { classId: 85, methodId: 11, sentBy: "server", fields: [] },

  "tx.select": { classId: 90, methodId: 10, sentBy: "client", fields: [] },
  "tx.select-ok": { classId: 90, methodId: 11, sentBy: "server", fields: [] },
  "tx.commit": { classId: 90, methodId: 20, sentBy: "client", fields: [] },
  "tx.commit-ok": { classId: 90, methodId: 21, sentBy: "server", fields: [] },
  "tx.rollback": { classId: 90, methodId: 30, sentBy: "client", fields: [] },
  "tx.rollback-ok": { classId: 90, methodId: 31, sentBy: "server", fields: [] },
} as const satisfies Record<string, MethodRow>;

/** The class whose methods carry content, and whose properties these are. */
export const BASIC_CLASS_ID = 60;

/** The properties of class basic, in the order of their flags from bit 15 downwards (AMQP 0-9-1 §4.2.6.1). */
export const PROPERTIES = [
  ["contentType", "shortString"],
  ["contentEncoding", "shortString"],
  ["headers", "table"],
  ["deliveryMode", "octet"],
  ["priority", "octet"],
  ["correlationId", "shortString"],
  ["replyTo", "shortString"],
  ["expiration", "shortString"],
  ["messageId", "shortString"],
  ["timestamp", "timestamp"],
  ["type", "shortString"],
  ["userId", "shortString"],
  ["appId", "shortString"],
  ["clusterId", "shortString"],
] as const satisfies readonly (readonly [string, FieldType])[];

export interface ReplyCodeRow {
  readonly code: number;
  /** `soft` closes the channel, `hard` the connection (AMQP 0-9-1 §1.2, and RabbitMQ's framing table). */
  readonly severity: "success" | "soft" | "hard";
}

export const REPLY_CODES = {
  REPLY_SUCCESS: { code: 200, severity: "success" },
  CONTENT_TOO_LARGE: { code: 311, severity: "soft" },
  NO_ROUTE: { code: 312, severity: "soft" },
  NO_CONSUMERS: { code: 313, severity: "soft" },
  CONNECTION_FORCED: { code: 320, severity: "hard" },
  INVALID_PATH: { code: 402, severity: "hard" },
  ACCESS_REFUSED: { code: 403, severity: "soft" },
  NOT_FOUND: { code: 404, severity: "soft" },
  RESOURCE_LOCKED: { code: 405, severity: "soft" },
  PRECONDITION_FAILED: { code: 406, severity: "soft" },
  FRAME_ERROR: { code: 501, severity: "hard" },
  SYNTAX_ERROR: { code: 502, severity: "hard" },
  COMMAND_INVALID: { code: 503, severity: "hard" },
  CHANNEL_ERROR: { code: 504, severity: "hard" },
  UNEXPECTED_FRAME: { code: 505, severity: "hard" },
  RESOURCE_ERROR: { code: 506, severity: "hard" },
  NOT_ALLOWED: { code: 530, severity: "hard" },
  NOT_IMPLEMENTED: { code: 540, severity: "hard" },
  INTERNAL_ERROR: { code: 541, severity: "hard" },
} as const satisfies Record<string, ReplyCodeRow>;

export const FRAME_TYPE = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;

/** Type (1), channel (2) and payload size (4). */
export const FRAME_HEADER_BYTES = 7;
/** What a frame costs beside its payload: its header and the end octet. `frame-max` counts it. */
export const FRAME_OVERHEAD_BYTES = 8;
export const FRAME_END = 206;
/** Every peer must accept frames of this size (AMQP 0-9-1 §4.2.3). */
export const FRAME_MINIMUM_BYTES = 4096;
/** RabbitMQ's default `frame_max`. */
export const DEFAULT_FRAME_MAXIMUM_BYTES = 131_072;
/** The length of a short string is one octet. */
export const SHORT_STRING_MAXIMUM_BYTES = 255;
/** Tables and arrays inside each other. Real headers have two or three levels; each level costs stack. */
export const FIELD_DEPTH_MAXIMUM = 64;
