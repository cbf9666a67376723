/**
 * A client that costs little, so that the broker is what is measured: it writes what was encoded before, and reads deliveries without
 * making an object of each. Counts and checks what arrives. Knows no scenario.
 */
import { createConnection, type Socket } from "node:net";
import {
  encodeMethod,
  FrameParser,
  makeMethod,
  PROTOCOL_HEADER,
  type Method,
  type MethodFields,
  type MethodName,
} from "broker-lite/wire";
import { BODY_HEAD_BYTES, checksum } from "./body.ts";

const READ_BUFFER_BYTES = 256 * 1024;
const HEADER_BYTES = 7;
const FRAME_MAXIMUM_BYTES = 131_072;
const METHOD = 1;
const HEADER = 2;
const BODY = 3;
const BASIC_DELIVER = (60 << 16) | 60;
const BASIC_ACK = (60 << 16) | 80;

/** What is done with what comes. Called for each message, so it should not take long. */
export interface Receiver {
  /** @param isWhole length and checksum are what the body says of itself */
  delivered?(channel: number, deliveryTag: number, index: number, isWhole: boolean): void;
  confirmed?(deliveryTag: number, multiple: boolean): void;
  /** Everything that was read together has been seen. */
  chunkRead?(): void;
}

interface Waiting {
  readonly names: readonly MethodName[];
  readonly resolve: (method: Method) => void;
  readonly reject: (error: Error) => void;
}

/** Every message has a body, as those of `makeBody` have. */
export class Client {
  receiver: Receiver = {};
  readonly #socket: Socket;
  readonly #parser = new FrameParser({ maximumFrameBytes: 0 });
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;
  /** The start of a frame whose end has not come yet, unless it is a body's. */
  #partial = Buffer.allocUnsafe(FRAME_MAXIMUM_BYTES + HEADER_BYTES + 1);
  #partialBytes = 0;
  /** Of a body frame that goes on in the next chunk, its end octet included. */
  #bodyFrameMissingBytes = 0;
  #channel = 0;
  #deliveryTag = 0;
  /** Of the message that is being read. */
  #bodyBytes = 0;
  #bodyMissingBytes = 0;
  #head = Buffer.alloc(BODY_HEAD_BYTES);
  #sum = 0;

  static async connect(url: string): Promise<Client> {
    const { hostname, port, username, password, pathname } = new URL(url);
    const client = new Client(hostname === "" ? "127.0.0.1" : hostname, Number(port === "" ? 5672 : port));
    const started = client.next("connection.start");
    client.write(PROTOCOL_HEADER);
    await started;
    const response = Buffer.from(
      `\0${decodeURIComponent(username || "guest")}\0${decodeURIComponent(password || "guest")}`,
    );
    const tuned = client.next("connection.tune");
    client.send(0, "connection.start-ok", { mechanism: "PLAIN", response, locale: "en_US" });
    await tuned;
    client.send(0, "connection.tune-ok", { channelMax: 2047, frameMax: FRAME_MAXIMUM_BYTES, heartbeat: 0 });
    const virtualHost = pathname.length > 1 ? decodeURIComponent(pathname.slice(1)) : "/";
    await client.call(0, "connection.open", { virtualHost }, "connection.open-ok");
    return client;
  }

  private constructor(host: string, port: number) {
    this.#socket = createConnection({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
        callback: (length, buffer) => {
          this.#read(buffer as Buffer, length);
          this.receiver.chunkRead?.();
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the broker ended the connection")));
  }

  get writableBytes(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** When all that was written is with the operating system. */
  onceWritten(callback: () => void): void {
    this.#socket.once("drain", callback);
  }

  send<N extends MethodName>(channel: number, name: N, fields: Partial<MethodFields<N>>): void {
    this.write(encodeMethod(channel, makeMethod<MethodName>(name, fields)));
  }

  /** Sends a method and waits for its answer. */
  call<N extends MethodName>(
    channel: number,
    name: N,
    fields: Partial<MethodFields<N>>,
    answer: MethodName,
  ): Promise<Method> {
    const answered = this.next(answer);
    this.send(channel, name, fields);
    return answered;
  }

  async openChannel(channel: number): Promise<void> {
    await this.call(channel, "channel.open", {}, "channel.open-ok");
  }

  /** The next of these methods; rejects when the broker closes channel or connection. */
  next(...names: readonly MethodName[]): Promise<Method> {
    return new Promise((resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.push({ names, resolve, reject });
      else reject(this.#failure);
    });
  }

  /** Rejects when the connection fails; never resolves. */
  failed(): Promise<never> {
    return new Promise((_resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.push({ names: [], resolve: () => {}, reject });
      else reject(this.#failure);
    });
  }

  async close(): Promise<void> {
    const answered = this.next("connection.close-ok");
    this.send(0, "connection.close", { replyCode: 200, replyText: "" });
    await answered;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #read(chunk: Buffer, length: number): void {
    let at = 0;
    if (this.#bodyFrameMissingBytes > 0) {
      at = Math.min(length, this.#bodyFrameMissingBytes);
      this.#bodyPart(chunk, 0, at, this.#bodyFrameMissingBytes);
    }
    if (this.#partialBytes > 0) at = this.#complete(chunk, at, length);
    while (length - at >= HEADER_BYTES) {
      const frameBytes = HEADER_BYTES + chunk.readUInt32BE(at + 3) + 1;
      if (at + frameBytes > length) {
        if (chunk[at] !== BODY) break;
        this.#bodyPart(chunk, at + HEADER_BYTES, length, frameBytes - HEADER_BYTES);
        return;
      }
      this.#frame(chunk, at, at + frameBytes);
      at += frameBytes;
    }
    if (at < length) this.#partialBytes += chunk.copy(this.#partial, this.#partialBytes, at, length);
  }

  /** The frame that began in an earlier chunk; where the next one begins. */
  #complete(chunk: Buffer, from: number, length: number): number {
    let at = from;
    const partial = this.#partial;
    if (this.#partialBytes < HEADER_BYTES) {
      const copied = chunk.copy(
        partial,
        this.#partialBytes,
        at,
        Math.min(length, at + HEADER_BYTES - this.#partialBytes),
      );
      this.#partialBytes += copied;
      at += copied;
      if (this.#partialBytes < HEADER_BYTES) return at;
    }
    const frameBytes = HEADER_BYTES + partial.readUInt32BE(3) + 1;
    const copied = chunk.copy(partial, this.#partialBytes, at, Math.min(length, at + frameBytes - this.#partialBytes));
    this.#partialBytes += copied;
    at += copied;
    if (this.#partialBytes < frameBytes) return at;
    this.#partialBytes = 0;
    this.#frame(partial, 0, frameBytes);
    return at;
  }

  #frame(bytes: Buffer, start: number, end: number): void {
    const type = bytes[start];
    const payload = start + HEADER_BYTES;
    if (type === BODY) return this.#bodyPart(bytes, payload, end, end - payload);
    if (type === HEADER) {
      this.#bodyBytes = bytes.readUInt32BE(payload + 8);
      this.#bodyMissingBytes = this.#bodyBytes;
      return;
    }
    if (type !== METHOD) return;
    const id = bytes.readUInt32BE(payload);
    if (id === BASIC_DELIVER) {
      this.#channel = bytes.readUInt16BE(start + 1);
      const tagAt = payload + 5 + bytes[payload + 4]!;
      this.#deliveryTag = bytes.readUInt32BE(tagAt) * 0x1_0000_0000 + bytes.readUInt32BE(tagAt + 4);
    } else if (id === BASIC_ACK && this.receiver.confirmed !== undefined) {
      this.receiver.confirmed(bytes.readUInt32BE(payload + 8), bytes[payload + 12] === 1);
    } else this.#method(bytes.subarray(start, end));
  }

  /** A part of a body frame; the last one has the end octet. */
  #bodyPart(bytes: Buffer, start: number, end: number, missingBytes: number): void {
    this.#bodyFrameMissingBytes = missingBytes - (end - start);
    const partEnd = this.#bodyFrameMissingBytes === 0 ? end - 1 : end;
    let at = start;
    let seen = this.#bodyBytes - this.#bodyMissingBytes;
    this.#bodyMissingBytes -= partEnd - start;
    while (seen < BODY_HEAD_BYTES && at < partEnd) {
      this.#head[seen++] = bytes[at++]!;
      if (seen === BODY_HEAD_BYTES) this.#sum = this.#head.readUInt32BE(0);
    }
    if (at < partEnd) this.#sum = checksum(bytes, at, partEnd, this.#sum, this.#bodyBytes);
    if (this.#bodyMissingBytes > 0 || this.#bodyFrameMissingBytes > 0) return;
    const isWhole = this.#bodyMissingBytes === 0 && this.#sum === this.#head.readUInt32BE(4);
    this.receiver.delivered?.(this.#channel, this.#deliveryTag, this.#head.readUInt32BE(0), isWhole);
  }

  #method(frame: Buffer): void {
    for (const parsed of this.#parser.push(frame)) {
      if (parsed.type !== "method") continue;
      const { name, fields } = parsed.method;
      if (name === "connection.close" || name === "channel.close") {
        this.#fail(new Error(`${name}: ${fields.replyText}`));
      } else if (name === "basic.nack") this.#fail(new Error("a publish was refused (basic.nack)"));
      const index = this.#waiting.findIndex(({ names }) => names.includes(name));
      if (index !== -1) this.#waiting.splice(index, 1)[0]?.resolve(parsed.method);
    }
  }
}
