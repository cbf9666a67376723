/**
 * Many entries of a queue as bytes: what waits behind many others is written down, and an object again when its turn comes. A collector of
 * garbage copies, marks and sweeps every object that stays (docs/adr/0008-where-time-goes.md); of these it sees one for a few hundred messages.
 *
 * Owns the bytes, bodies included. An entry that has something uncommon to say of itself, or whose message is in other queues, too, is kept
 * as it is.
 */
import { KEPT_BODY_COPY_MAXIMUM_BYTES } from "../limits.ts";
import { copyOf } from "../wire/copy.ts";
import { keepBody, type Entry, type Envelope } from "./message.ts";

/** Of a few hundred small messages, or some of the largest that are copied. */
const SLAB_BYTES = 32 * 1024;
/** Slabs that nobody uses now: a queue that stays deep while much goes through it needs no new memory. */
const IDLE_SLABS_MAXIMUM = 32;
const idleSlabs: Buffer[] = [];

// The first octet of a record.
const JOURNALED = 1;
const EXPIRES = 2;
/** Its envelope is the next object, and not that of the record before. */
const NEW_ENVELOPE = 4;
/** The entry is the next object; nothing follows. */
const OBJECT = 8;

const DOUBLE_BYTES = 8;
/** Flags, size of the body, steps of message and position, expiry. */
const RECORD_HEAD_MAXIMUM_BYTES = 1 + 2 + 4 + 4 + DOUBLE_BYTES;
/** What four octets of seven bits can say. */
const STEP_MAXIMUM = 2 ** 28 - 1;
const LOOP_MAXIMUM_BYTES = 24;

export class PackedEntries {
  readonly #slab: Buffer;
  /** What records refer to, in their order. */
  readonly #objects: (Envelope | Entry | undefined)[] = [];
  #length = 0;
  #writeAt = 0;
  #writtenMessageId: number;
  #writtenPosition: number;
  #writtenEnvelope: Envelope | undefined;
  #readAt = 0;
  #readObjects = 0;
  #readMessageId: number;
  #readPosition: number;
  #readEnvelope: Envelope | undefined;
  /** The first entry, when somebody has looked at it. */
  #first: Entry | undefined;

  /** Takes this entry in. @param envelope of the entries before, which may be the same */
  constructor(first: Entry, envelope: Envelope | undefined) {
    this.#slab = idleSlabs.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#writtenMessageId = this.#readMessageId = first.message.messageId;
    this.#writtenPosition = this.#readPosition = first.position;
    this.#writtenEnvelope = this.#readEnvelope = envelope;
    this.add(first);
  }

  get length(): number {
    return this.#length;
  }

  /** Of the entry that was added last, or one before. */
  get envelope(): Envelope | undefined {
    return this.#writtenEnvelope;
  }

  /** False when it does not fit any more. Positions rise. */
  add(entry: Entry): boolean {
    return isPlain(entry) ? this.#addPlain(entry) : this.#addObject(entry);
  }

  peek(): Entry | undefined {
    if (this.#length === 0) return undefined;
    return (this.#first ??= this.#read());
  }

  shift(): Entry | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    this.#first = undefined;
    this.#length--;
    return first;
  }

  /** It is empty, and not used any more. */
  release(): void {
    if (idleSlabs.length < IDLE_SLABS_MAXIMUM) idleSlabs.push(this.#slab);
  }

  #addObject(entry: Entry): boolean {
    if (this.#writeAt === this.#slab.length) return false;
    keepBody(entry.message);
    this.#slab[this.#writeAt++] = OBJECT;
    this.#objects.push(entry);
    this.#length++;
    return true;
  }

  #addPlain(entry: Entry): boolean {
    const { message, position, expiresAtMs } = entry;
    const { body, messageId } = message;
    const { length } = body;
    const slab = this.#slab;
    let at = this.#writeAt;
    if (at + RECORD_HEAD_MAXIMUM_BYTES + length > slab.length) return false;
    const messageStep = messageId - this.#writtenMessageId;
    const positionStep = position - this.#writtenPosition;
    if (messageStep < 0 || messageStep > STEP_MAXIMUM || positionStep > STEP_MAXIMUM) return false;
    const isEnvelopeNew = this.#writtenEnvelope === undefined || !isSame(this.#writtenEnvelope, message);
    slab[at++] =
      (entry.journaled ? JOURNALED : 0) |
      (expiresAtMs === undefined ? 0 : EXPIRES) |
      (isEnvelopeNew ? NEW_ENVELOPE : 0);
    at = writeNumber(slab, at, length);
    at = writeNumber(slab, at, messageStep);
    at = writeNumber(slab, at, positionStep);
    if (expiresAtMs !== undefined) at = slab.writeDoubleLE(expiresAtMs, at);
    if (length <= LOOP_MAXIMUM_BYTES) for (let index = 0; index < length; index++) slab[at + index] = body[index]!;
    else slab.set(body, at);
    this.#writeAt = at + length;
    // A journal in memory keeps the message, too: it shall not keep what was read with it either.
    if (entry.journaled) keepBody(message);
    this.#writtenMessageId = messageId;
    this.#writtenPosition = position;
    if (isEnvelopeNew) this.#objects.push((this.#writtenEnvelope = envelopeOf(message)));
    this.#length++;
    return true;
  }

  #read(): Entry {
    const slab = this.#slab;
    const flags = slab[this.#readAt++]!;
    if ((flags & OBJECT) !== 0) return this.#nextObject() as Entry;
    if ((flags & NEW_ENVELOPE) !== 0) this.#readEnvelope = this.#nextObject() as Envelope;
    const length = this.#readNumber();
    this.#readMessageId += this.#readNumber();
    this.#readPosition += this.#readNumber();
    const expiresAtMs = (flags & EXPIRES) === 0 ? undefined : slab.readDoubleLE(this.#readAt);
    if (expiresAtMs !== undefined) this.#readAt += DOUBLE_BYTES;
    const start = this.#readAt;
    this.#readAt += length;
    const journaled = (flags & JOURNALED) !== 0;
    const { exchange, routingKey, carbonCopies, properties, isDeadLettered } = this.#readEnvelope as Envelope;
    const message = {
      messageId: this.#readMessageId,
      exchange,
      routingKey,
      carbonCopies,
      properties,
      // Who has a message does not keep the others that lay beside it.
      body: copyOf(slab, start, start + length),
      isDeadLettered,
      journalEntries: journaled ? 1 : 0,
      places: 1,
    };
    return { message, position: this.#readPosition, expiresAtMs, journaled, redelivered: false, deliveryCount: 0 };
  }

  #readNumber(): number {
    const slab = this.#slab;
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = slab[this.#readAt++]!;
      value |= (octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
  }

  /** What has gone is not kept. */
  #nextObject(): Envelope | Entry {
    const object = this.#objects[this.#readObjects] as Envelope | Entry;
    this.#objects[this.#readObjects++] = undefined;
    return object;
  }
}

/** Nobody else has its message, and it has never been away. */
function isPlain({ message, journaled, redelivered, deliveryCount }: Entry): boolean {
  if (redelivered || deliveryCount > 0 || message.places !== 1) return false;
  return message.journalEntries === (journaled ? 1 : 0) && message.body.byteLength <= KEPT_BODY_COPY_MAXIMUM_BYTES;
}

function isSame(left: Envelope, right: Envelope): boolean {
  return (
    left.properties === right.properties &&
    left.routingKey === right.routingKey &&
    left.exchange === right.exchange &&
    left.carbonCopies === right.carbonCopies &&
    left.isDeadLettered === right.isDeadLettered
  );
}

function envelopeOf({ exchange, routingKey, carbonCopies, properties, isDeadLettered }: Envelope): Envelope {
  return { exchange, routingKey, carbonCopies, properties, isDeadLettered };
}

/** Seven bits an octet, the lowest first; the highest bit says that more come. Returns where the next octet goes. */
function writeNumber(slab: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) slab[at++] = (rest & 0x7f) | 0x80;
  slab[at++] = rest;
  return at;
}
