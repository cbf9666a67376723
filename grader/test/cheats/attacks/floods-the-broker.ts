/** Publishes without end: small messages, large ones, and many whose ends never come; over connections that it makes anew when they are cut. */
import type { Socket } from "node:net";
import { connect, type Channel } from "amqplib";

const url = process.env["AMQP_URL"] ?? "amqp://localhost";
const SIZES = [1, 1024, 64 * 1024, 1024 * 1024];

async function untilDrained(channel: Channel): Promise<void> {
  await new Promise((resolve) => {
    channel.once("drain", resolve);
    channel.once("close", resolve);
  });
}

async function publishWithoutEnd(size: number): Promise<void> {
  const connection = await connect(url, { timeout: 5000 });
  connection.on("error", () => undefined);
  const channel = await connection.createChannel();
  const open = { yes: true };
  channel.on("error", () => undefined);
  channel.on("close", () => (open.yes = false));
  connection.on("close", () => (open.yes = false));
  const { queue } = await channel.assertQueue(`flood-${size}`);
  // What arrives is sent again, twice.
  await channel.consume(queue, () => {
    if (open.yes) for (const _ of [1, 2]) channel.sendToQueue(queue, Buffer.alloc(size));
  });
  while (open.yes) {
    for (let count = 0; count < 100 && open.yes; count += 1) {
      if (!channel.sendToQueue(queue, Buffer.alloc(size, 120))) await untilDrained(channel);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Says that a message of 100 MB comes on each of many channels, and sends all of it but the last byte. */
async function beginWithoutEnd(): Promise<void> {
  const connection = await connect(url, { timeout: 5000 });
  connection.on("error", () => undefined);
  const bytes = 100_000_000;
  const header = Buffer.from([2, 0, 0, 0, 0, 0, 14, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 206]);
  header.writeBigUInt64BE(BigInt(bytes), 11);
  const publish = Buffer.from([1, 0, 0, 0, 0, 0, 9, 0, 60, 0, 40, 0, 0, 0, 0, 0, 206]);
  const body = Buffer.alloc(131_072);
  body[0] = 3;
  body.writeUInt32BE(131_064, 3);
  body[131_071] = 206;
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  for (let channelId = 1; channelId < 2000 && !stream.destroyed; channelId += 1) {
    await connection.createChannel();
    for (const frame of [publish, header, body]) frame.writeUInt16BE(channelId, 1);
    stream.write(Buffer.concat([publish, header]));
    for (let sent = 0; sent + 131_064 < bytes && !stream.destroyed; sent += 131_064) {
      if (!stream.write(Buffer.from(body))) {
        await new Promise((resolve) => {
          stream.once("drain", resolve);
          stream.once("close", resolve);
        });
      }
    }
  }
}

async function again(act: () => Promise<void>): Promise<void> {
  for (;;) {
    await act().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

void again(beginWithoutEnd);
for (const size of SIZES) void again(() => publishWithoutEnd(size));
