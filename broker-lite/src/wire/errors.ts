/** What is wrong with bytes or frames, with the reply code that RabbitMQ answers it with. Says nothing of what to do. */
import { REPLY_CODES, SHORT_STRING_MAXIMUM_BYTES } from "./constants.ts";
import type { Frame, HardReplyName, MethodName, ReplyName } from "./types.ts";

export interface WireErrorDetails {
  /** The method that it happened in, where there is one. */
  readonly method?: MethodName;
  /** Frames of the same `push` that came before the bad one and are good. */
  readonly framesBefore?: readonly Frame[];
  /** Where the next frame starts can't be known any more: nothing after it is read. */
  readonly fatal?: boolean;
  /** RabbitMQ's reader breaks over it: the socket is closed, and the peer is not told why. */
  readonly unanswered?: boolean;
  readonly cause?: unknown;
}

/** Bytes or frames that the protocol does not allow. Always closes the connection (§1.2, hard errors). */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly replyName: HardReplyName;
  /** 501, 505, … */
  readonly replyCode: number;
  readonly method: MethodName | undefined;
  readonly framesBefore: readonly Frame[];
  readonly fatal: boolean;
  readonly unanswered: boolean;

  constructor(replyName: HardReplyName, explanation: string, details: WireErrorDetails = {}) {
    super(explanation, details.cause === undefined ? {} : { cause: details.cause });
    this.replyName = replyName;
    this.replyCode = REPLY_CODES[replyName].code;
    this.method = details.method;
    this.framesBefore = details.framesBefore ?? [];
    this.fatal = details.fatal ?? false;
    this.unanswered = details.unanswered ?? false;
  }

  /** As it goes into connection.close: `FRAME_ERROR - …`. */
  get replyText(): string {
    return replyText(this.replyName, this.message);
  }
}

/** A value that the protocol can't carry, such as a short string over 255 bytes. The caller's mistake, not the peer's. */
export class EncodeError extends RangeError {
  override readonly name = "EncodeError";
}

/**
 * `NOT_FOUND - no queue 'q' in vhost '/'`, cut to what connection.close and channel.close can carry, as RabbitMQ cuts it: 252
 * bytes and three dots.
 */
export function replyText(name: ReplyName, explanation: string): string {
  const text = `${name} - ${explanation}`;
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= SHORT_STRING_MAXIMUM_BYTES) return text;
  let end = SHORT_STRING_MAXIMUM_BYTES - 3;
  while ((bytes[end]! & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString("utf8", 0, end)}...`;
}

/** Bytes as RabbitMQ's error texts show them: `<<"abc">>` where all can be printed, else `<<0,1,206>>`. */
export function showOctets(bytes: Uint8Array): string {
  const printable = bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
  if (!printable) return `<<${bytes.join(",")}>>`;
  return bytes.length === 0 ? "<<>>" : `<<${JSON.stringify(Buffer.from(bytes).toString("latin1"))}>>`;
}
