/**
 * Bytes in any pieces to frames (AMQP 0-9-1 §4.2.3). Which frame may follow which is in `content.ts` and in the session; limits are the
 * session's to choose.
 *
 * This is where a broker's time begins, so two things are not done frame by frame (docs/adr/0008-where-time-goes.md): a publish whose
 * three frames lie one behind the other can be read as one, and the payload of a large body frame is put together where it will stay.
 */
import {
  BASIC_CLASS_ID,
  DEFAULT_FRAME_MAXIMUM_BYTES,
  FRAME_END,
  FRAME_HEADER_BYTES,
  FRAME_OVERHEAD_BYTES,
  FRAME_TYPE,
} from "./constants.ts";
import { copyOf } from "./copy.ts";
import { asBuffer, Reader } from "./cursor.ts";
import { showOctets, WireError } from "./errors.ts";
import { readMethod } from "./methods.ts";
import { PropertiesReader } from "./properties.ts";
import { cachedText } from "./text-cache.ts";
import type { Frame, Properties } from "./types.ts";

const { method: METHOD, header: HEADER, body: BODY, heartbeat: HEARTBEAT } = FRAME_TYPE;

/** basic.publish: class 60, method 40. */
const PUBLISH_IDS = (BASIC_CLASS_ID << 16) | 40;
/** Class and method. */
const METHOD_IDS_BYTES = 4;
/** Class, weight, size of the body; the properties follow. */
const PROPERTIES_AT = 12;
const PENDING_PIECES_MAXIMUM = 128;
/**
 * A body frame with a payload between these, in bytes, that is cut by the end of a chunk is copied to a place of its own while it comes:
 * once, instead of once for each chunk. More than frame-max usually is must not be reserved on the word of a client.
 */
const GATHERED_MINIMUM_BYTES = 16 * 1024;
const GATHERED_MAXIMUM_BYTES = 256 * 1024;

export interface FrameParserOptions {
  /** Header and end octet included, as in `frame-max`; 0 is no limit. 131,072 unless said. */
  readonly maximumFrameBytes?: number;
  /**
   * Whether a publish on this channel, with so many bytes of body, may be read as one `PublishFrame`. Asked for each; never unless said:
   * then its frames come one by one.
   */
  readonly joins?: (channel: number, bodyBytes: number) => boolean;
  /** As a broker reads: short strings of methods that carry no content must be UTF-8. Not unless said. */
  readonly textsMustBeUtf8?: boolean;
}

/** The frames of a basic.publish, of its content header and of its body, which is one frame or none. */
export interface PublishFrame {
  readonly type: "publish";
  readonly channel: number;
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  readonly immediate: boolean;
  readonly properties: Properties;
  /** A view of the bytes that were given to the parser, not a copy, unless they were borrowed. */
  readonly body: Uint8Array;
}

/** The payload of a body frame that is still coming. */
interface Gathered {
  readonly channel: number;
  readonly payload: Buffer;
  filled: number;
}

/**
 * Bytes in, frames out. The same bytes give the same frames however they are cut.
 *
 * `push` gives all frames of a chunk; or `feed` takes it, and `next` gives one frame after the other, so that nothing is read before what
 * came before it is done. Both throw a WireError at a bad frame (of `push` its `framesBefore` are the good ones that came before it).
 * After an error that is not `fatal` the next call goes on behind the bad frame (`push` of nothing reads what is already there); after a
 * fatal one there are no more frames.
 */
export class FrameParser {
  /** May be changed at any time, as by connection.tune-ok. */
  maximumFrameBytes: number;
  readonly #joins: FrameParserOptions["joins"];
  readonly #textsMustBeUtf8: boolean;
  readonly #reader = new Reader(NO_OCTETS);
  readonly #properties = new PropertiesReader();
  #bytes: Buffer = NO_OCTETS;
  /** Where the next frame begins. */
  #at = 0;
  #isBorrowed = false;
  /** What came behind `#bytes`, in which that frame is not complete. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** With fewer bytes than this there is nothing new to see. */
  #neededBytes = FRAME_HEADER_BYTES;
  #gathered: Gathered | undefined;
  #dead = false;

  constructor(options: FrameParserOptions = {}) {
    this.maximumFrameBytes = options.maximumFrameBytes ?? DEFAULT_FRAME_MAXIMUM_BYTES;
    this.#joins = options.joins;
    this.#textsMustBeUtf8 = options.textsMustBeUtf8 ?? false;
  }

  /** For a parser that joins nothing. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    this.feed(chunk);
    try {
      for (let frame = this.next(); frame !== undefined; frame = this.next()) {
        if (frame.type !== "publish") frames.push(frame);
      }
      return frames;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new WireError(error.replyName, error.message, {
        ...(error.method === undefined ? {} : { method: error.method }),
        fatal: error.fatal,
        unanswered: error.unanswered,
        framesBefore: frames,
        cause: error.cause,
      });
    }
  }

  /** @param isBorrowed the memory of the chunk is somebody else's, who uses it again as soon as `release` was called */
  feed(chunk: Uint8Array, isBorrowed = false): void {
    if (this.#dead) return;
    this.release();
    const all = asBuffer(chunk);
    const bytes = this.#gathered === undefined ? all : gather(this.#gathered, all);
    if (bytes.length === 0) return;
    if (this.#pendingBytes === 0 && this.#at === this.#bytes.length) {
      this.#bytes = bytes;
      this.#at = 0;
      this.#isBorrowed = isBorrowed;
      return;
    }
    this.#pending.push(isBorrowed ? copyOf(bytes) : bytes);
    this.#pendingBytes += bytes.length;
    // Bytes that come one by one would each cost a hundred.
    if (this.#pending.length > PENDING_PIECES_MAXIMUM) this.#pending = [Buffer.concat(this.#pending)];
  }

  /** What is left of a borrowed chunk is copied. */
  release(): void {
    if (this.#isBorrowed) this.#keepFrom(this.#at);
  }

  /** Undefined while the next frame is not complete. */
  next(): Frame | PublishFrame | undefined {
    if (this.#dead) return undefined;
    try {
      if (this.#gathered !== undefined) return this.#nextGathered(this.#gathered);
      return this.#nextFrame() ?? (this.#pendingBytes > 0 ? this.#nextOfPieces() : undefined);
    } catch (error) {
      if (error instanceof WireError && error.fatal) this.#end();
      throw error;
    }
  }

  #nextFrame(): Frame | PublishFrame | undefined {
    const end = this.#frameEnd();
    if (end === undefined) return undefined;
    const start = this.#at;
    this.#at = end;
    return this.#frame(this.#bytes, start, end);
  }

  /** The frame that is cut is put together, and no more than that: what lies behind it stays where it is. */
  #nextOfPieces(): Frame | PublishFrame | undefined {
    const cut = this.#bytes.subarray(this.#at);
    if (cut.length + this.#pendingBytes < this.#neededBytes) return undefined;
    this.#isBorrowed = false;
    const pieces = this.#pending;
    const [piece] = pieces;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#at = 0;
    if (piece !== undefined && pieces.length === 1) {
      const head = cut.length < FRAME_HEADER_BYTES ? Buffer.concat([cut, piece.subarray(0, FRAME_HEADER_BYTES)]) : cut;
      const missingBytes = this.#frameBytes(head, 0) - cut.length;
      if (missingBytes <= piece.length) {
        this.#bytes = piece;
        this.#at = missingBytes;
        const whole = Buffer.concat([cut, piece.subarray(0, missingBytes)]);
        return this.#frame(whole, 0, whole.length);
      }
    }
    this.#bytes = Buffer.concat([cut, ...pieces]);
    return this.#nextFrame();
  }

  #nextGathered(gathered: Gathered): Frame | undefined {
    const { channel, payload, filled } = gathered;
    if (filled < payload.length || this.#at === this.#bytes.length) return undefined;
    this.#gathered = undefined;
    assertFrameEnd(this.#bytes[this.#at++]!, BODY, payload);
    return { type: "body", channel, payload };
  }

  /** Where the frame that starts at `#at` ends; undefined while it is not complete. */
  #frameEnd(): number | undefined {
    const bytes = this.#bytes;
    const at = this.#at;
    const here = bytes.length - at;
    if (here < FRAME_HEADER_BYTES) {
      this.#neededBytes = FRAME_HEADER_BYTES;
      return undefined;
    }
    const frameBytes = this.#frameBytes(bytes, at);
    this.#neededBytes = frameBytes;
    if (here >= frameBytes) return at + frameBytes;
    const payloadBytes = frameBytes - FRAME_OVERHEAD_BYTES;
    const isGathered =
      bytes[at] === BODY && payloadBytes >= GATHERED_MINIMUM_BYTES && payloadBytes <= GATHERED_MAXIMUM_BYTES;
    if (isGathered && this.#pendingBytes === 0) {
      this.#gathered = { channel: shortAt(bytes, at + 1), payload: Buffer.allocUnsafeSlow(payloadBytes), filled: 0 };
      // All of it, or all but the end octet.
      gather(this.#gathered, bytes.subarray(at + FRAME_HEADER_BYTES));
      this.#at = bytes.length;
    }
    return undefined;
  }

  /** Throws where it is larger than agreed on. */
  #frameBytes(bytes: Buffer, at: number): number {
    const payloadBytes = longAt(bytes, at + 3);
    // As RabbitMQ, which lets a payload alone be as large as frame-max.
    if (this.maximumFrameBytes !== 0 && payloadBytes > this.maximumFrameBytes) {
      const limit = this.maximumFrameBytes - FRAME_OVERHEAD_BYTES;
      throw badFrame(bytes[at]!, NO_OCTETS, `{frame_too_large,${payloadBytes},${limit}}`, true);
    }
    return payloadBytes + FRAME_OVERHEAD_BYTES;
  }

  #frame(bytes: Buffer, start: number, end: number): Frame | PublishFrame {
    const type = bytes[start]!;
    const channel = shortAt(bytes, start + 1);
    const payloadStart = start + FRAME_HEADER_BYTES;
    const payloadEnd = end - 1;
    if (bytes[payloadEnd] !== FRAME_END) {
      assertFrameEnd(bytes[payloadEnd]!, type, bytes.subarray(payloadStart, payloadEnd));
    }
    switch (type) {
      case METHOD: {
        if (payloadEnd - payloadStart < METHOD_IDS_BYTES) break;
        if (this.#joins !== undefined && longAt(bytes, payloadStart) === PUBLISH_IDS) {
          const publish = this.#publish(bytes, channel, payloadStart, payloadEnd);
          if (publish !== undefined) return publish;
        }
        this.#reader.reset(bytes, payloadStart, payloadEnd);
        return { type: "method", channel, method: readMethod(this.#reader, this.#textsMustBeUtf8) };
      }
      case HEADER:
        this.#reader.reset(bytes, payloadStart, payloadEnd);
        return readHeader(this.#reader, this.#properties, channel);
      case BODY:
        return { type: "body", channel, payload: this.#body(bytes, payloadStart, payloadEnd) };
      case HEARTBEAT:
        if (payloadEnd === payloadStart) return { type: "heartbeat", channel };
    }
    throw badFrame(type, bytes.subarray(payloadStart, payloadEnd), "unknown_frame", false);
  }

  /**
   * The publish with its header and body, where they follow at once and nothing is wrong with them; everything else comes frame by frame,
   * which finds out what it is.
   */
  #publish(bytes: Buffer, channel: number, methodStart: number, methodEnd: number): PublishFrame | undefined {
    // reserved-1 (2), exchange, routing key, two bits.
    const exchangeAt = methodStart + METHOD_IDS_BYTES + 3;
    const exchangeEnd = exchangeAt + bytes[exchangeAt - 1]!;
    const keyAt = exchangeEnd + 1;
    if (keyAt > methodEnd) return undefined;
    const bitsAt = keyAt + bytes[exchangeEnd]!;
    if (bitsAt + 1 !== methodEnd) return undefined;

    const header = methodEnd + 1;
    const headerStart = header + FRAME_HEADER_BYTES;
    if (headerStart > bytes.length || bytes[header] !== HEADER || shortAt(bytes, header + 1) !== channel)
      return undefined;
    const headerEnd = headerStart + longAt(bytes, header + 3);
    if (headerEnd >= bytes.length || bytes[headerEnd] !== FRAME_END) return undefined;
    if (headerEnd - headerStart < PROPERTIES_AT + 2 || !this.#fits(headerEnd - headerStart)) return undefined;
    if (shortAt(bytes, headerStart) !== BASIC_CLASS_ID || longAt(bytes, headerStart + 4) !== 0) return undefined;
    const bodyBytes = longAt(bytes, headerStart + 8);

    const body = headerEnd + 1;
    const bodyStart = body + FRAME_HEADER_BYTES;
    const bodyEnd = bodyStart + bodyBytes;
    if (bodyBytes > 0) {
      if (bodyEnd >= bytes.length || bytes[body] !== BODY || shortAt(bytes, body + 1) !== channel) return undefined;
      if (longAt(bytes, body + 3) !== bodyBytes || bytes[bodyEnd] !== FRAME_END || !this.#fits(bodyBytes))
        return undefined;
    }
    if (this.#joins?.(channel, bodyBytes) !== true) return undefined;
    this.#reader.reset(bytes, headerStart + PROPERTIES_AT, headerEnd);
    const properties = this.#properties.tryRead(this.#reader);
    if (properties === undefined) return undefined;

    this.#at = bodyBytes > 0 ? bodyEnd + 1 : body;
    const bits = bytes[bitsAt]!;
    return {
      type: "publish",
      channel,
      exchange: cachedText(bytes, exchangeAt, exchangeEnd - exchangeAt),
      routingKey: cachedText(bytes, keyAt, bitsAt - keyAt),
      mandatory: (bits & 1) !== 0,
      immediate: (bits & 2) !== 0,
      properties,
      body: bodyBytes > 0 ? this.#body(bytes, bodyStart, bodyEnd) : NO_OCTETS,
    };
  }

  /**
   * Bodies are all that leaves the parser as a view. Of a borrowed chunk large ones are copied alone; with a small one all that comes
   * behind it is, since one copy costs less than many.
   */
  #body(bytes: Buffer, start: number, end: number): Uint8Array {
    if (!this.#isBorrowed) return bytes.subarray(start, end);
    if (end - start >= GATHERED_MINIMUM_BYTES) return copyOf(bytes.subarray(start, end));
    this.#keepFrom(start);
    return this.#bytes.subarray(0, end - start);
  }

  /** What lies before that place is done with. */
  #keepFrom(start: number): void {
    this.#bytes = start === this.#bytes.length ? NO_OCTETS : copyOf(this.#bytes.subarray(start));
    this.#at -= start;
    this.#isBorrowed = false;
  }

  #fits(payloadBytes: number): boolean {
    return this.maximumFrameBytes === 0 || payloadBytes <= this.maximumFrameBytes;
  }

  #end(): void {
    this.#dead = true;
    this.#bytes = NO_OCTETS;
    this.#at = 0;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#gathered = undefined;
  }
}

const NO_OCTETS = Buffer.alloc(0);
const OCTETS_SHOWN_MAXIMUM = 16;

/** What is left when the payload has what it needs. */
function gather(gathered: Gathered, bytes: Buffer): Buffer {
  const copied = bytes.copy(gathered.payload, gathered.filled);
  gathered.filled += copied;
  return copied === bytes.length ? NO_OCTETS : bytes.subarray(copied);
}

function shortAt(bytes: Buffer, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

function longAt(bytes: Buffer, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** Throws 541 where RabbitMQ does: it passes the header on undecoded, and fails when it needs the properties. */
function readHeader(reader: Reader, propertiesReader: PropertiesReader, channel: number): Frame {
  const classId = reader.short();
  reader.short();
  const bodySize = reader.longLong();
  try {
    return { type: "header", channel, classId, bodySize, properties: propertiesReader.read(reader) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new WireError("INTERNAL_ERROR", `cannot decode the content header's properties: ${error.message}`);
  }
}

function assertFrameEnd(octet: number, type: number, payload: Uint8Array): void {
  if (octet !== FRAME_END) throw badFrame(type, payload, `{invalid_frame_end_marker,${octet}}`, true);
}

/** RabbitMQ's words: `type 9, all octets = <<"abc">>: unknown_frame`. */
function badFrame(type: number, payload: Uint8Array, what: string, fatal: boolean): WireError {
  const shown = payload.subarray(0, OCTETS_SHOWN_MAXIMUM);
  const extent = shown.length === payload.length ? "all" : `first ${OCTETS_SHOWN_MAXIMUM}`;
  return new WireError("FRAME_ERROR", `type ${type}, ${extent} octets = ${showOctets(shown)}: ${what}`, { fatal });
}
