import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { connect } from "amqplib";
import { expect, test } from "vitest";
import { startBroker } from "../../src/index.ts";
import { PROTOCOL_HEADER } from "../../src/wire/index.ts";
import { fuzz } from "./fuzz.ts";
import { Random } from "./random.ts";
import { recordings, spoiled } from "./traffic.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 1);

test(`60,000 frames of seed ${SEED} harm nobody and leave nothing`, { timeout: 240_000 }, () => {
  const { frames, closedWith } = fuzz({ frames: 60_000, seed: SEED });
  expect(frames).toBeGreaterThanOrEqual(60_000);
  // All kinds of ends were met: none, refusals of a channel, refusals of a connection.
  for (const code of [0, 403, 404, 406, 501, 504, 505, 530])
    expect(closedWith[code], `reply code ${code}`).toBeGreaterThan(0);
});

test("spoiled traffic over sockets: the broker goes on for everybody else", async () => {
  const defects: unknown[] = [];
  const broker = await startBroker({ port: 0, onDefect: (error) => defects.push(error) });
  const connection = await connect(broker.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("witness", { exclusive: true });
  const random = new Random(SEED);
  const traffic = recordings();
  for (let count = 0; count < 100; count++) {
    const socket = connectSocket(broker.port, "127.0.0.1");
    socket.on("error", () => {});
    const closed = once(socket, "close");
    const conversation = spoiled(random, random.pick(traffic)).map(({ bytes }) => bytes);
    socket.resume().end(Buffer.concat([PROTOCOL_HEADER, ...conversation]));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await closed;
  }
  channel.sendToQueue("witness", Buffer.from("still here"));
  await channel.waitForConfirms();
  const message = await channel.get("witness", { noAck: true });
  expect(message === false ? message : message.content.toString()).toBe("still here");
  expect(defects).toEqual([]);
  await connection.close();
  await broker.close();
});
