/**
 * The yardstick: what any broker in plain Node pays. Cuts bytes into frames, makes a message of three of them, puts it into the one queue
 * there is, forwards it to the one consumer. No other exchange or queue, no acknowledgements, no limits, no errors.
 * Its only argument is the port.
 */
import { createServer, type Socket } from "node:net";
import {
  encodeMethod,
  FrameParser,
  makeMethod,
  type Method,
  type MethodFields,
  type MethodName,
} from "broker-lite/wire";

const HEADER_BYTES = 7;
const OUTPUT_BYTES = 64 * 1024;
const DELIVER_MAXIMUM_BYTES = 1024;
const METHOD = 1;
const HEADER = 2;
const BODY = 3;
const FRAME_END = 206;
const DELIVER = (60 << 16) | 60;
const PUBLISH = (60 << 16) | 40;

interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  /** The content header's payload, as it came. */
  readonly header: Buffer;
  readonly body: Buffer;
}

interface Consumer {
  readonly socket: Socket;
  readonly channel: number;
  readonly consumerTag: string;
  deliveryTag: number;
}

/** Messages that wait for the consumer. */
let queue: Message[] = [];
let consumer: Consumer | undefined;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  const parser = new FrameParser({ maximumFrameBytes: 0 });
  let rest: Buffer | undefined;
  let isGreeted = false;
  let exchange = "";
  let routingKey = "";
  let header: Buffer | undefined;
  socket.on("close", () => {
    if (consumer?.socket !== socket) return;
    consumer = undefined;
    queue = [];
  });
  socket.on("data", (chunk) => {
    let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    rest = undefined;
    if (!isGreeted) {
      isGreeted = true;
      bytes = bytes.subarray(8);
      say(socket, 0, "connection.start", { versionMinor: 9, mechanisms: "PLAIN", locales: "en_US" });
    }
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const payload = at + HEADER_BYTES;
      const end = payload + bytes.readUInt32BE(at + 3);
      if (end >= bytes.length) break;
      const type = bytes[at];
      if (type === METHOD && bytes.readUInt32BE(payload) === PUBLISH) {
        const exchangeEnd = payload + 7 + bytes[payload + 6]!;
        exchange = bytes.toString("utf8", payload + 7, exchangeEnd);
        routingKey = bytes.toString("utf8", exchangeEnd + 1, exchangeEnd + 1 + bytes[exchangeEnd]!);
      } else if (type === METHOD) {
        for (const frame of parser.push(bytes.subarray(at, end + 1))) {
          if (frame.type === "method") answer(socket, frame.channel, frame.method);
        }
      } else if (type === HEADER) header = bytes.subarray(payload, end);
      else if (type === BODY && header !== undefined) {
        queue.push({ exchange, routingKey, header, body: bytes.subarray(payload, end) });
        header = undefined;
      }
      at = end + 1;
    }
    if (at < bytes.length) rest = bytes.subarray(at);
    forward();
  });
});

/** One write for everything there is. */
function forward(): void {
  if (consumer === undefined || queue.length === 0) return;
  const { socket, channel, consumerTag } = consumer;
  let output = Buffer.allocUnsafe(OUTPUT_BYTES);
  let at = 0;
  socket.cork();
  for (const { exchange, routingKey, header, body } of queue) {
    const needed = DELIVER_MAXIMUM_BYTES + header.length + body.length;
    if (at + needed > output.length) {
      socket.write(output.subarray(0, at));
      output = Buffer.allocUnsafe(Math.max(OUTPUT_BYTES, needed));
      at = 0;
    }
    const methodAt = at;
    at = output.writeUInt32BE(DELIVER, at + HEADER_BYTES);
    at = writeShortString(output, at, consumerTag);
    at = output.writeUInt32BE(0, at);
    at = output.writeUInt32BE(++consumer.deliveryTag, at);
    output[at++] = 0;
    at = writeShortString(output, at, exchange);
    at = endFrame(output, METHOD, channel, methodAt, writeShortString(output, at, routingKey));
    output.set(header, at + HEADER_BYTES);
    at = endFrame(output, HEADER, channel, at, at + HEADER_BYTES + header.length);
    output.set(body, at + HEADER_BYTES);
    at = endFrame(output, BODY, channel, at, at + HEADER_BYTES + body.length);
  }
  queue = [];
  socket.write(output.subarray(0, at));
  socket.uncork();
}

function writeShortString(output: Buffer, at: number, text: string): number {
  const length = output.write(text, at + 1, "utf8");
  output[at] = length;
  return at + 1 + length;
}

/** Where the next frame begins. */
function endFrame(output: Buffer, type: number, channel: number, start: number, end: number): number {
  output[start] = type;
  output.writeUInt16BE(channel, start + 1);
  output.writeUInt32BE(end - start - HEADER_BYTES, start + 3);
  output[end] = FRAME_END;
  return end + 1;
}

function answer(socket: Socket, channel: number, { name, fields }: Method): void {
  switch (name) {
    case "connection.start-ok":
      return say(socket, 0, "connection.tune", { channelMax: 2047, frameMax: 131_072 });
    case "connection.open":
      return say(socket, 0, "connection.open-ok", {});
    case "connection.close":
      say(socket, 0, "connection.close-ok", {});
      return void socket.end();
    case "channel.open":
      return say(socket, channel, "channel.open-ok", {});
    case "queue.declare":
      return say(socket, channel, "queue.declare-ok", { queue: fields.queue });
    case "basic.consume":
      consumer = { socket, channel, consumerTag: "null", deliveryTag: 0 };
      return forward();
    default:
      return undefined;
  }
}

function say<N extends MethodName>(socket: Socket, channel: number, name: N, fields: Partial<MethodFields<N>>): void {
  socket.write(encodeMethod(channel, makeMethod<MethodName>(name, fields)));
}

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1");
