/**
 * The ladder of failures: one that concerns a message only (it comes back with basic.return), one that ends a channel, one that ends
 * a connection. Reply codes belong to one step each, so that a wrong scope does not compile.
 * Source: amqp0-9-1 §1.2 (reply codes) and, where it differs, what RabbitMQ does (it ends channels for 403 to 406 and 311).
 */

/** Why a message comes back to its publisher (basic.return). */
export const MESSAGE_REPLIES = { NO_ROUTE: 312 } as const;

/** What ends a channel. */
export const CHANNEL_REPLIES = {
  CONTENT_TOO_LARGE: 311,
  ACCESS_REFUSED: 403,
  NOT_FOUND: 404,
  RESOURCE_LOCKED: 405,
  PRECONDITION_FAILED: 406,
} as const;

/**
 * What ends a connection. ACCESS_REFUSED is the answer to a refused login: only a connection that has no channels yet can get it.
 */
export const CONNECTION_REPLIES = {
  CONNECTION_FORCED: 320,
  ACCESS_REFUSED: 403,
  FRAME_ERROR: 501,
  SYNTAX_ERROR: 502,
  COMMAND_INVALID: 503,
  CHANNEL_ERROR: 504,
  UNEXPECTED_FRAME: 505,
  RESOURCE_ERROR: 506,
  NOT_ALLOWED: 530,
  NOT_IMPLEMENTED: 540,
  INTERNAL_ERROR: 541,
} as const;

export type MessageReply = keyof typeof MESSAGE_REPLIES;
export type ChannelReply = keyof typeof CHANNEL_REPLIES;
export type ConnectionReply = keyof typeof CONNECTION_REPLIES;

/** Ends the channel on which it happened; the connection and its other channels go on. */
export class ChannelError extends Error {
  readonly scope = "channel";
  readonly replyCode: number;
  readonly replyText: string;

  constructor(reply: ChannelReply, explanation: string) {
    const replyText = `${reply} - ${explanation}`;
    super(replyText);
    this.replyCode = CHANNEL_REPLIES[reply];
    this.replyText = replyText;
  }
}

/** Ends the connection with everything on it. */
export class ConnectionError extends Error {
  readonly scope = "connection";
  readonly replyCode: number;
  readonly replyText: string;

  constructor(reply: ConnectionReply, explanation: string) {
    const replyText = `${reply} - ${explanation}`;
    super(replyText);
    this.replyCode = CONNECTION_REPLIES[reply];
    this.replyText = replyText;
  }
}

/** For `throw channelError("NOT_FOUND", "no queue 'q' in vhost '/'")`. */
export function channelError(reply: ChannelReply, explanation: string): ChannelError {
  return new ChannelError(reply, explanation);
}

/** For `throw connectionError("NOT_ALLOWED", "vhost 'x' not found")`. */
export function connectionError(reply: ConnectionReply, explanation: string): ConnectionError {
  return new ConnectionError(reply, explanation);
}
