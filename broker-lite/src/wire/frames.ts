/** Frames to bytes (AMQP 0-9-1 §4.2.3). Bytes to frames is in `frame-parser.ts`. */
import { Writer } from "./cursor.ts";
import { writeMethod } from "./methods.ts";
import { writeProperties } from "./properties.ts";
import { BASIC_CLASS_ID, FRAME_END, FRAME_HEADER_BYTES, FRAME_OVERHEAD_BYTES, FRAME_TYPE } from "./constants.ts";
import type { Method, Properties } from "./types.ts";

const { method: METHOD, header: HEADER, body: BODY, heartbeat: HEARTBEAT } = FRAME_TYPE;

/** "AMQP", 0, and version 0-9-1: the first eight bytes of a client. */
export const PROTOCOL_HEADER: Uint8Array = Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1);

/** Whether these eight bytes ask for AMQP 0-9-1. */
export function isProtocolHeader(bytes: Uint8Array): boolean {
  return bytes.length === PROTOCOL_HEADER.length && PROTOCOL_HEADER.every((byte, index) => bytes[index] === byte);
}

export function encodeMethod(channel: number, method: Method): Uint8Array {
  return build((writer) => writeMethodFrame(writer, channel, method));
}

export function encodeHeader(channel: number, classId: number, bodySize: number, properties: Properties): Uint8Array {
  return build((writer) => writeHeaderFrame(writer, channel, classId, bodySize, properties));
}

/**
 * The body in frames of at most `maximumFrameBytes` (0: no limit), as pieces to be written one after the other; the
 * payload is not copied. No frame at all for an empty body (§4.2.6.2).
 */
export function encodeBody(channel: number, payload: Uint8Array, maximumFrameBytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const limit = maximumFrameBytes === 0 ? payload.length : maximumFrameBytes - FRAME_OVERHEAD_BYTES;
  for (let offset = 0; offset < payload.length; offset += limit) {
    const part = payload.subarray(offset, offset + limit);
    pieces.push(frameHead(BODY, channel, part.length), part, END_PIECE);
  }
  return pieces;
}

export function encodeHeartbeat(): Uint8Array {
  return Uint8Array.of(HEARTBEAT, 0, 0, 0, 0, 0, 0, FRAME_END);
}

/**
 * A method with its content header and body, as pieces to be written one after the other. A small body is copied, so that
 * the common message is one piece.
 */
export function encodeContent(
  channel: number,
  method: Method,
  properties: Properties,
  body: Uint8Array,
  maximumFrameBytes: number,
): Uint8Array[] {
  const oneFrame = maximumFrameBytes === 0 || body.length + FRAME_OVERHEAD_BYTES <= maximumFrameBytes;
  const small = oneFrame && body.length <= COPIED_BODY_MAXIMUM_BYTES;
  const head = build((writer) => {
    writeMethodFrame(writer, channel, method);
    writeHeaderFrame(writer, channel, BASIC_CLASS_ID, body.length, properties);
    if (small) writeBodyFrame(writer, channel, body);
  });
  return small ? [head] : [head, ...encodeBody(channel, body, maximumFrameBytes)];
}

/** Up to here a copy is cheaper than three more pieces to write. */
export const COPIED_BODY_MAXIMUM_BYTES = 4096;

const END_PIECE = Uint8Array.of(FRAME_END);

/** One for all: encoding is synchronous, and nothing is left in it between calls. */
const shared = new Writer();

function build(write: (writer: Writer) => void): Uint8Array {
  try {
    write(shared);
    return shared.take();
  } catch (error) {
    shared.reset();
    throw error;
  }
}

export function writeMethodFrame(writer: Writer, channel: number, method: Method): void {
  const lengthAt = startFrame(writer, METHOD, channel);
  writeMethod(writer, method);
  endFrame(writer, lengthAt);
}

export function writeHeaderFrame(
  writer: Writer,
  channel: number,
  classId: number,
  bodySize: number,
  properties: Properties,
): void {
  const lengthAt = startFrame(writer, HEADER, channel);
  writer.short(classId);
  writer.short(0);
  writer.longLong(bodySize);
  writeProperties(writer, properties);
  endFrame(writer, lengthAt);
}

/** In one frame, or in none where it is empty. */
export function writeBodyFrame(writer: Writer, channel: number, body: Uint8Array): void {
  if (body.length === 0) return;
  const lengthAt = startFrame(writer, BODY, channel);
  writer.bytes(body);
  endFrame(writer, lengthAt);
}

function startFrame(writer: Writer, type: number, channel: number): number {
  writer.octet(type);
  writer.short(channel);
  return writer.startLong();
}

function endFrame(writer: Writer, lengthAt: number): void {
  writer.endLong(lengthAt);
  writer.octet(FRAME_END);
}

function frameHead(type: number, channel: number, payloadBytes: number): Uint8Array {
  const head = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  head[0] = type;
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payloadBytes, 3);
  return head;
}
