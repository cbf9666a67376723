/** RabbitMQs of the machine's own installation. They run where they are asked for, and the name of the suite says by what. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import amqp from "amqplib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startBroker, type BrokerAddress, type StartedBackend } from "../../src/backends/backend.ts";
import { testsRealRabbitmq } from "../support/real-rabbitmq.ts";
import { connectTo, urlOf } from "../../src/backends/probe.ts";
import { createGrader, type GradeOptions, type ProgressEvent } from "../../src/run/grade.ts";
import { lesson } from "../fixtures/mini-lesson/lesson.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const NO_NAMES = { queues: [], exchanges: [] };

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => resolve(socket.destroy() !== undefined));
    socket.once("error", () => resolve(false));
  });
}

describe.runIf(testsRealRabbitmq())("a private RabbitMQ (with REAL_RABBITMQ=1)", () => {
  let folder: string;
  const started: StartedBackend[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "local-"));
    const start = (name: string): Promise<StartedBackend> =>
      startBroker("local", {
        folder: join(folder, name),
        registryFolder: join(folder, "processes"),
        environment: process.env,
        signal: new AbortController().signal,
        onStep: () => undefined,
        whenEnding: () => undefined,
      });
    started.push(...(await Promise.all([start("one"), start("two")])));
  });
  afterAll(async () => {
    await Promise.all(started.map((broker) => broker.close()));
    await rm(folder, { recursive: true, force: true });
  });

  function broker(index: number): StartedBackend {
    const found = started[index];
    if (found === undefined) throw new Error(`there is no broker ${index}`);
    return found;
  }

  async function vhostOf(index: number): Promise<BrokerAddress> {
    return (await broker(index).createVhost({ restarts: false, ...NO_NAMES })).address;
  }

  test("two run side by side, each with its own port and vhosts", async () => {
    expect(broker(0).describe()).toMatch(/^RabbitMQ \d/u);
    const [one, two] = await Promise.all([vhostOf(0), vhostOf(1)]);
    expect(one.port).not.toBe(two.port);
    const connection = await connectTo(one);
    await connection.close();
    await expect(connectTo({ ...one, port: two.port })).rejects.toThrow("can't be reached");
  });

  test("the user of a vhost opens only that one, and a deleted vhost is closed to it", async () => {
    const vhost = await broker(0).createVhost({ restarts: false, ...NO_NAMES });
    const other = await vhostOf(0);
    await expect(connectTo({ ...vhost.address, vhost: other.vhost })).rejects.toThrow("can't be reached");
    await expect(connectTo({ ...vhost.address, vhost: "/" })).rejects.toThrow("can't be reached");
    await expect(connectTo({ ...vhost.address, user: "guest", password: "guest" })).rejects.toThrow("can't be reached");
    const connection = await connectTo(vhost.address);
    await connection.close();
    await broker(0).deleteVhost(vhost, NO_NAMES);
    await expect(connectTo(vhost.address)).rejects.toThrow("can't be reached");
  });

  test("a restart keeps what is durable and nothing else, and disturbs no other broker", async () => {
    const vhost = await broker(0).createVhost({ restarts: true, ...NO_NAMES });
    const neighbour = await connectTo(await vhostOf(1));
    const connection = await amqp.connect(urlOf(vhost.address));
    const closed = new Promise((resolve) => connection.once("close", resolve));
    connection.on("error", () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on("error", () => undefined);
    await channel.assertQueue("kept", { durable: true });
    channel.sendToQueue("kept", Buffer.from("persistent"), { persistent: true });
    channel.sendToQueue("kept", Buffer.from("transient"), { persistent: false });
    await channel.waitForConfirms();

    await broker(0).restart(vhost);
    await closed;
    const again = await connectTo(vhost.address);
    const later = await again.createChannel();
    const message = await later.get("kept");
    expect(message === false ? undefined : message.content.toString()).toBe("persistent");
    expect(await later.get("kept")).toBe(false);
    await again.close();
    await neighbour.close();
  });

  test("closed, it listens no more", async () => {
    const { port } = await vhostOf(1);
    expect(await listens(port)).toBe(true);
    await broker(1).close();
    expect(await listens(port)).toBe(false);
    expect([broker(0).isRunning, broker(1).isRunning]).toEqual([true, false]);
  });
});

describe.runIf(testsRealRabbitmq())("a grading on a private RabbitMQ (with REAL_RABBITMQ=1)", () => {
  test("one broker serves all gradings of a grader, and says how long it takes to start", async () => {
    const lessonFolder = fileURLToPath(new URL("../fixtures/mini-lesson/", import.meta.url));
    const steps: ProgressEvent[] = [];
    const options: GradeOptions = {
      lesson,
      lessonFolder,
      submissions: [
        { id: "right", folder: `${lessonFolder}solution` },
        { id: "no-ack", folder: `${lessonFolder}wrong/no-ack`, fallbackFolder: `${lessonFolder}solution` },
      ],
      broker: "local",
      seed: 1,
      checkTypes: false,
      onProgress: (event) => {
        if (event.kind === "broker-starting") steps.push(event);
      },
    };
    const grader = createGrader();
    try {
      const onLite = await grader.grade({ ...options, broker: "lite" });
      const first = await grader.grade(options);
      expect(steps[0]).toMatchObject({ kind: "broker-starting", seconds: 0 });
      const told = steps.length;
      const second = await grader.grade(options);
      expect(steps.length).toBe(told);
      const verdicts = [onLite, first, second].map((reports) =>
        reports.map(({ checks }) => checks.map(({ id, status }) => `${id} ${status}`)),
      );
      expect(verdicts[1]).toEqual(verdicts[0]);
      expect(verdicts[2]).toEqual(verdicts[0]);
      expect(first.map(({ status }) => status)).not.toContain("error");
      expect(first[0]?.broker).toMatch(/^RabbitMQ \d/u);
    } finally {
      await grader.close();
    }
  });
});
