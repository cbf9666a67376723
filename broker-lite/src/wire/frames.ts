/**
 * Frames (AMQP 0-9-1 §4.2.3): bytes in any pieces to frames, and frames to bytes. Which frame may follow which is in
 * `content.ts` and in the session; limits are the session's to choose.
 */
import { asBuffer, Reader, Writer } from "./cursor.ts";
import { showOctets, WireError } from "./errors.ts";
import { readMethod, writeMethod } from "./methods.ts";
import { readProperties, writeProperties } from "./properties.ts";
import {
  BASIC_CLASS_ID,
  DEFAULT_FRAME_MAXIMUM_BYTES,
  FRAME_END,
  FRAME_HEADER_BYTES,
  FRAME_OVERHEAD_BYTES,
  FRAME_TYPE,
} from "./constants.ts";
import type { Frame, Method, Properties } from "./types.ts";

const { method: METHOD, header: HEADER, body: BODY, heartbeat: HEARTBEAT } = FRAME_TYPE;

/** "AMQP", 0, and version 0-9-1: the first eight bytes of a client. */
export const PROTOCOL_HEADER: Uint8Array = Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1);

/** Whether these eight bytes ask for AMQP 0-9-1. */
export function isProtocolHeader(bytes: Uint8Array): boolean {
  return bytes.length === PROTOCOL_HEADER.length && PROTOCOL_HEADER.every((byte, index) => bytes[index] === byte);
}

const PENDING_PIECES_MAXIMUM = 128;

export interface FrameParserOptions {
  /** Header and end octet included, as in `frame-max`; 0 is no limit. 131,072 unless said. */
  readonly maximumFrameBytes?: number;
}

/**
 * Bytes in, frames out. The same bytes give the same frames however they are cut.
 *
 * `push` throws a WireError at a bad frame; its `framesBefore` are the good ones that came before it in the same bytes.
 * After an error that is not `fatal` the next `push` goes on behind the bad frame (`push` of nothing reads what is
 * already there); after a fatal one it returns no more frames.
 */
export class FrameParser {
  /** May be changed at any time, as by connection.tune-ok. */
  maximumFrameBytes: number;
  readonly #reader = new Reader(Buffer.alloc(0));
  /** Pieces of a frame that is not complete yet. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** With fewer bytes than this there is nothing new to see. */
  #neededBytes = FRAME_HEADER_BYTES;
  #dead = false;

  constructor(options: FrameParserOptions = {}) {
    this.maximumFrameBytes = options.maximumFrameBytes ?? DEFAULT_FRAME_MAXIMUM_BYTES;
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    if (this.#dead) return frames;
    const bytes = this.#collect(asBuffer(chunk));
    if (bytes === undefined) return frames;
    let offset = 0;
    try {
      for (;;) {
        const end = this.#frameEnd(bytes, offset);
        if (end === undefined) break;
        const start = offset;
        offset = end;
        frames.push(this.#frame(bytes, start, end));
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#dead = error.fatal;
      this.#keep(bytes, offset);
      this.#neededBytes = 0;
      throw new WireError(error.replyName, error.message, {
        ...(error.method === undefined ? {} : { method: error.method }),
        fatal: error.fatal,
        framesBefore: frames,
      });
    }
    this.#keep(bytes, offset);
    return frames;
  }

  /** The bytes to look at, in one piece; undefined while there are too few. */
  #collect(chunk: Buffer): Buffer | undefined {
    if (this.#pendingBytes === 0) return chunk;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    // Bytes that come one by one would each cost a hundred.
    if (this.#pending.length > PENDING_PIECES_MAXIMUM) this.#pending = [Buffer.concat(this.#pending)];
    if (this.#pendingBytes < this.#neededBytes) return undefined;
    const bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    return bytes;
  }

  #keep(bytes: Buffer, offset: number): void {
    this.#pendingBytes = this.#dead ? 0 : bytes.length - offset;
    this.#pending = this.#pendingBytes === 0 ? [] : [bytes.subarray(offset)];
  }

  /** Where the frame that starts at `offset` ends; undefined while it is not complete. */
  #frameEnd(bytes: Buffer, offset: number): number | undefined {
    if (bytes.length - offset < FRAME_HEADER_BYTES) {
      this.#neededBytes = FRAME_HEADER_BYTES;
      return undefined;
    }
    const payloadBytes = bytes.readUInt32BE(offset + 3);
    const frameBytes = payloadBytes + FRAME_OVERHEAD_BYTES;
    // As RabbitMQ, which lets a payload alone be as large as frame-max.
    if (this.maximumFrameBytes !== 0 && payloadBytes > this.maximumFrameBytes) {
      const limit = this.maximumFrameBytes - FRAME_OVERHEAD_BYTES;
      throw badFrame(bytes[offset]!, NO_OCTETS, `{frame_too_large,${payloadBytes},${limit}}`, true);
    }
    this.#neededBytes = frameBytes;
    return bytes.length - offset < frameBytes ? undefined : offset + frameBytes;
  }

  #frame(bytes: Buffer, start: number, end: number): Frame {
    const type = bytes[start]!;
    const channel = bytes.readUInt16BE(start + 1);
    const payloadStart = start + FRAME_HEADER_BYTES;
    const endOctet = bytes[end - 1]!;
    if (endOctet !== FRAME_END) {
      throw badFrame(type, bytes.subarray(payloadStart, end - 1), `{invalid_frame_end_marker,${endOctet}}`, true);
    }
    this.#reader.reset(bytes, payloadStart, end - 1);
    switch (type) {
      case METHOD:
        if (end - 1 - payloadStart < METHOD_IDS_BYTES) break;
        return { type: "method", channel, method: readMethod(this.#reader) };
      case HEADER:
        return readHeader(this.#reader, channel);
      case BODY:
        return { type: "body", channel, payload: bytes.subarray(payloadStart, end - 1) };
      case HEARTBEAT:
        if (end - 1 === payloadStart) return { type: "heartbeat", channel };
    }
    throw badFrame(type, bytes.subarray(payloadStart, end - 1), "unknown_frame", false);
  }
}

export function encodeMethod(channel: number, method: Method): Uint8Array {
  return build(() => writeMethodFrame(channel, method));
}

export function encodeHeader(channel: number, classId: number, bodySize: number, properties: Properties): Uint8Array {
  return build(() => writeHeaderFrame(channel, classId, bodySize, properties));
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
  const head = build(() => {
    writeMethodFrame(channel, method);
    writeHeaderFrame(channel, BASIC_CLASS_ID, body.length, properties);
    if (!small || body.length === 0) return;
    const lengthAt = startFrame(BODY, channel);
    writer.bytes(body);
    endFrame(lengthAt);
  });
  return small ? [head] : [head, ...encodeBody(channel, body, maximumFrameBytes)];
}

/** Up to here a copy is cheaper than three more pieces to write. */
const COPIED_BODY_MAXIMUM_BYTES = 4096;

const END_PIECE = Uint8Array.of(FRAME_END);

/** One for all: encoding is synchronous, and nothing is left in it between calls. */
const writer = new Writer();

function build(write: () => void): Uint8Array {
  try {
    write();
    return writer.take();
  } catch (error) {
    writer.reset();
    throw error;
  }
}

function writeMethodFrame(channel: number, method: Method): void {
  const lengthAt = startFrame(METHOD, channel);
  writeMethod(writer, method);
  endFrame(lengthAt);
}

function writeHeaderFrame(channel: number, classId: number, bodySize: number, properties: Properties): void {
  const lengthAt = startFrame(HEADER, channel);
  writer.short(classId);
  writer.short(0);
  writer.longLong(bodySize);
  writeProperties(writer, properties);
  endFrame(lengthAt);
}

function startFrame(type: number, channel: number): number {
  writer.octet(type);
  writer.short(channel);
  return writer.startLong();
}

function endFrame(lengthAt: number): void {
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

/** Throws 541 where RabbitMQ does: it passes the header on undecoded, and fails when it needs the properties. */
function readHeader(reader: Reader, channel: number): Frame {
  const classId = reader.short();
  reader.short();
  const bodySize = reader.longLong();
  try {
    const properties = readProperties(reader);
    if (reader.remaining > 0) throw new WireError("INTERNAL_ERROR", `${reader.remaining} bytes too many`);
    return { type: "header", channel, classId, bodySize, properties };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new WireError("INTERNAL_ERROR", `cannot decode the content header's properties: ${error.message}`);
  }
}

/** Class and method. */
const METHOD_IDS_BYTES = 4;

const NO_OCTETS = new Uint8Array(0);
const OCTETS_SHOWN_MAXIMUM = 16;

/** RabbitMQ's words: `type 9, all octets = <<"abc">>: unknown_frame`. */
function badFrame(type: number, payload: Uint8Array, what: string, fatal: boolean): WireError {
  const shown = payload.subarray(0, OCTETS_SHOWN_MAXIMUM);
  const extent = shown.length === payload.length ? "all" : `first ${OCTETS_SHOWN_MAXIMUM}`;
  return new WireError("FRAME_ERROR", `type ${type}, ${extent} octets = ${showOctets(shown)}: ${what}`, { fatal });
}
