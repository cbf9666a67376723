/** The protocol as data, beside its methods: properties, reply codes, frames and their limits. */
import type { FieldType } from "./layout.ts";

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
