/** The same on a real RabbitMQ: workers killed at random, and the broker restarted in the middle. It runs where it is asked for. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startBroker, type StartedBackend, type Vhost } from "../../src/backends/backend.ts";
import { connectTo, urlOf } from "../../src/backends/probe.ts";
import { Deferred } from "../../src/deferred.ts";
import { testsRealRabbitmq } from "../support/real-rabbitmq.ts";
import { TestClass, UNREACHABLE } from "./amqp-support.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

const WORKER = fileURLToPath(new URL("./stub-worker.ts", import.meta.url));
const SUBMISSIONS = 150;
const WORKERS = 4;
/** So many results between two deaths: a task that was in hand at one is done before the next. */
const RESULTS_BETWEEN_DEATHS = 20;

/** A small generator of numbers, so that the same seed kills the same workers (Lehmer's, with the multiplier of Park and Miller). */
function chooser(seed: number): (among: number) => number {
  let state = seed;
  return (among) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % among;
  };
}

describe.runIf(testsRealRabbitmq())("a class over a real RabbitMQ (with REAL_RABBITMQ=1)", () => {
  let folder: string;
  let broker: StartedBackend;
  let vhost: Vhost;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "real-class-"));
    broker = await startBroker("local", {
      folder: join(folder, "broker"),
      registryFolder: join(folder, "processes"),
      environment: process.env,
      signal: new AbortController().signal,
      onStep: () => undefined,
      whenEnding: () => undefined,
    });
    vhost = await broker.createVhost({ restarts: true, queues: [], exchanges: [] });
  });

  afterAll(async () => {
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([1, 2])("loses nothing and counts nothing twice (seed %i)", async (seed) => {
    const made = await TestClass.of(Array.from({ length: SUBMISSIONS }, (_, index) => `submission ${seed} ${index}`));
    const url = urlOf(vhost.address);
    const choose = chooser(seed);
    const workers: ChildProcess[] = [];
    const begun: string[] = [];
    let deaths = 0;
    const hire = (): ChildProcess => {
      const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", WORKER, url, "hurries"], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      createInterface({ input: child.stdout }).on("line", (line) => begun.push(line));
      // It came while the broker was away, and was told so.
      child.once("exit", (code) => {
        if (code === UNREACHABLE && workers.includes(child)) workers[workers.indexOf(child)] = hire();
      });
      return child;
    };
    const restarted = new Deferred<void>();
    for (let count = 0; count < WORKERS; count += 1) workers.push(hire());
    try {
      await made.grade(url, {
        onResult: (result) => {
          made.results.push(result);
          const count = made.results.length;
          if (count === SUBMISSIONS / 2) broker.restart(vhost).then(restarted.resolve, restarted.reject);
          if (count % RESULTS_BETWEEN_DEATHS !== 0 || count > SUBMISSIONS - RESULTS_BETWEEN_DEATHS) return;
          workers.splice(choose(workers.length), 1)[0]?.kill("SIGKILL");
          deaths += 1;
          workers.push(hire());
        },
      });
      await restarted.promise;
    } finally {
      const left = workers.splice(0).filter(({ exitCode }) => exitCode === null);
      const ended = left.map((child) => once(child, "exit"));
      for (const child of left) child.kill("SIGKILL");
      await Promise.all(ended);
    }
    expect(deaths).toBeGreaterThan(4);
    expect(made.results.map(({ key }) => key).toSorted()).toEqual(made.keys.toSorted());
    expect([...(await made.outcomes()).values()].filter((kind) => kind !== "graded")).toEqual([]);
    expect(begun.filter((line) => line.startsWith("begin")).length).toBeGreaterThanOrEqual(SUBMISSIONS);
    const connection = await connectTo(vhost.address);
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    await expect(channel.checkQueue(`grader.${made.state.run}.tasks`)).rejects.toThrow("404");
    await connection.close();
    await made.remove();
  });
});
