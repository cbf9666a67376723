import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startBroker, type Broker } from "broker-lite";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AmqpError } from "../../src/classroom/amqp/connection.ts";
import type { WorkerOptions } from "../../src/classroom/amqp/worker.ts";
import { Deferred } from "../../src/deferred.ts";
import { graded, TestClass, TestWorker, type TestGrade } from "./amqp-support.ts";

vi.setConfig({ testTimeout: 240_000 });

let broker: Broker;
const opened: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  broker = await startBroker({ port: 0 });
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
  await broker.close();
});

async function classOf(words: readonly string[]): Promise<TestClass> {
  const made = await TestClass.of(words);
  opened.push({ stop: () => made.remove() });
  return made;
}

function worker(url = broker.url, grade: TestGrade = graded, options: Partial<WorkerOptions> = {}): TestWorker {
  const made = new TestWorker(url, grade, options);
  opened.push(made);
  return made;
}

interface Stub {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** The first line that begins so. */
  line(beginning: string): Promise<string>;
  stop(): Promise<void>;
}

function stub(mode: "waits" | "hurries" = "waits"): Stub {
  const file = fileURLToPath(new URL("./stub-worker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", file, broker.url, mode], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting: { beginning: string; found: Deferred<string> }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    const index = waiting.findIndex(({ beginning }) => line.startsWith(beginning));
    waiting.splice(index, index === -1 ? 0 : 1)[0]?.found.resolve(line);
  });
  const ended = once(child, "exit");
  const made: Stub = {
    process: child,
    lines,
    line: async (beginning) => {
      const there = lines.find((each) => each.startsWith(beginning));
      if (there !== undefined) return there;
      const found = new Deferred<string>();
      waiting.push({ beginning, found });
      return await found.promise;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
  opened.push(made);
  return made;
}

const WORDS = Array.from({ length: 12 }, (_, index) => `submission ${index}`);

describe("a class over a broker", () => {
  test("is graded by several workers, each submission once, and leaves nothing on the broker", async () => {
    const made = await classOf(WORDS);
    const workers = [worker(), worker(), worker()];
    await made.grade(broker.url);
    expect(workers.flatMap(({ gradings }) => gradings).toSorted()).toEqual(made.keys.toSorted());
    expect([...(await made.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
    for (const each of workers) await each.stop();
    expect(broker.queues()).toEqual([]);
  });

  test("its tasks are durable and persistent, in quorum queues with a place for the dead", async () => {
    const made = await classOf(WORDS);
    const controller = new AbortController();
    const published = new Deferred<void>();
    const grading = made.grade(broker.url, { signal: controller.signal, onWorkers: () => published.resolve() });
    await published.promise;
    await vi.waitUntil(() => made.state.published.size === WORDS.length, { timeout: 240_000 });
    controller.abort(new Error("enough"));
    await expect(grading).rejects.toThrow("enough");
    const names = broker
      .queues()
      .map(({ name }) => name.replace(made.state.run, "RUN"))
      .toSorted();
    expect(names).toEqual(["grader.RUN.dead", "grader.RUN.results", "grader.RUN.tasks"]);
    await broker.restart();
    const tasks = broker.queues().find(({ name }) => name.endsWith(".tasks"));
    expect(tasks).toMatchObject({ messagesReady: WORDS.length });
  });

  test("that is interrupted goes on with what is there, and grades nothing twice", async () => {
    const made = await classOf(WORDS);
    const controller = new AbortController();
    const gradings: string[] = [];
    const one = worker(broker.url, (task) => {
      gradings.push(task.key);
      return graded(task);
    });
    const interrupted = made.grade(broker.url, {
      signal: controller.signal,
      onResult: () => {
        if (gradings.length >= 4) controller.abort(new Error("Ctrl+C"));
      },
    });
    await expect(interrupted).rejects.toThrow("Ctrl+C");
    const again = await made.reopened();
    await again.grade(broker.url);
    expect([...(await again.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
    expect(gradings.toSorted()).toEqual(made.keys.toSorted());
    await one.stop();
    expect(broker.queues()).toEqual([]);
  });

  test("does not mix with another one on the same broker", async () => {
    const [one, two] = [await classOf(WORDS), await classOf(["another", "class"])];
    const both = worker();
    await Promise.all([one.grade(broker.url), two.grade(broker.url)]);
    expect(one.results.map(({ key }) => key).toSorted()).toEqual(one.keys.toSorted());
    expect(two.results.map(({ key }) => key).toSorted()).toEqual(two.keys.toSorted());
    expect(both.gradings).toHaveLength(WORDS.length + 2);
  });

  test("bears a restart of the broker in the middle", async () => {
    const made = await classOf(WORDS);
    worker();
    worker();
    let results = 0;
    const restarted = new Deferred<void>();
    await made.grade(broker.url, {
      onResult: (result) => {
        made.results.push(result);
        results += 1;
        if (results === 4) broker.restart().then(restarted.resolve, restarted.reject);
      },
    });
    await restarted.promise;
    expect([...(await made.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
    expect(new Set(made.results.map(({ key }) => key)).size).toBe(made.results.length);
    expect(made.told.join()).toContain("The connection is lost");
  });

  test("loses nothing where the broker stays away, and goes on when it is there again", async () => {
    const made = await classOf(WORDS);
    const { port } = broker;
    const one = worker();
    let stopping: Promise<void> | undefined;
    const lost = made.grade(broker.url, {
      patienceMs: 300,
      onResult: () => (stopping ??= broker.close()),
    });
    await expect(lost).rejects.toThrow(/can't be reached.* Given up for now: \d+ of 12 are graded and kept/u);
    await stopping;
    broker = await startBroker({ port });
    const again = await made.reopened();
    await again.grade(broker.url);
    expect([...(await again.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
    await one.stop();
  });
});

describe("workers", () => {
  test("that are killed cost nothing: another one grades what they had in hand", async () => {
    const made = await classOf(WORDS);
    const killed = stub();
    const grading = made.grade(broker.url);
    await killed.line("begin");
    await killed.stop();
    worker();
    await grading;
    expect([...(await made.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
  });

  test("three of which a submission kills: it is set aside and reported, the others are graded", async () => {
    const made = await classOf([...WORDS.slice(0, 3), "kill the grader", ...WORDS.slice(3, 6)]);
    const deaths: string[] = [];
    const over = new AbortController();
    const grading = made.grade(broker.url).finally(() => over.abort());
    // As whoever looks after the workers does: another one for each that dies.
    const kept = (async () => {
      while (!over.signal.aborted) {
        const one = stub("hurries");
        const [, signal] = (await Promise.race([once(one.process, "exit"), grading.then(() => [0, ""])])) as [
          number,
          string,
        ];
        if (signal === "SIGKILL") deaths.push(one.lines.at(-1) ?? "");
      }
    })();
    await grading;
    await kept;
    expect(deaths).toEqual(["begin kill the grader", "begin kill the grader", "begin kill the grader"]);
    const outcomes = await made.outcomes();
    expect([...outcomes].filter(([, kind]) => kind !== "graded")).toEqual([["kill the grader", "failed"]]);
    const failed = made.results.find(({ outcome }) => outcome.kind === "failed");
    expect(JSON.stringify(failed)).toContain("3 workers died");
    expect(broker.queues().filter(({ name }) => name.startsWith("grader."))).toEqual([]);
  });

  test("with another version of the course take no part, and both sides say so", async () => {
    const made = await classOf(WORDS.slice(0, 2));
    const stranger = worker(broker.url, graded, {
      digests: new Map([["02-work-queues", "another"]]),
      name: "old machine",
    });
    const noted = new Deferred<void>();
    const grading = made.grade(broker.url, {
      tell: (text) => {
        made.told.push(text.en);
        if (text.en.includes("another version")) noted.resolve();
      },
    });
    await noted.promise;
    expect(stranger.told.join()).toContain("is graded with another version of the course than this worker has");
    worker();
    await grading;
    expect(made.told.join()).toContain("The worker old machine has another version of the course");
    expect(stranger.gradings).toEqual([]);
  });

  test("on a machine that can't grade give their tasks back and end with the reason", async () => {
    const made = await classOf(WORDS.slice(0, 3));
    const reason = { en: "There is no sandbox.", "zh-CN": "没有沙箱。" };
    const unable = worker(broker.url, () => ({ kind: "failed", reason }));
    const grading = made.grade(broker.url);
    await expect(unable.over).rejects.toThrow("This machine can't grade: There is no sandbox.");
    worker();
    await grading;
    expect([...(await made.outcomes()).values()].every((kind) => kind === "graded")).toBe(true);
  });

  test("that are told to stop finish what is at work, and leave the rest to others", async () => {
    const made = await classOf(WORDS.slice(0, 4));
    const held = new Deferred<void>();
    const begun = new Deferred<void>();
    const one = worker(broker.url, async (task) => {
      begun.resolve();
      await held.promise;
      return graded(task);
    });
    const grading = made.grade(broker.url);
    await begun.promise;
    const stopping = one.stop();
    held.resolve();
    await stopping;
    expect(one.gradings).toHaveLength(1);
    const other = worker();
    await grading;
    expect(other.gradings.toSorted()).toEqual(made.keys.filter((key) => key !== one.gradings[0]).toSorted());
  });
});

async function complaint(url: string): Promise<string> {
  const made = await classOf(["one"]);
  const error: unknown = await made.grade(url).catch((thrown: unknown) => thrown);
  if (!(error instanceof AmqpError)) throw new Error(`no words for ${String(error)}`);
  expect(error.text["zh-CN"]).toMatch(/\p{Script=Han}/u);
  expect(error.message).not.toContain("secret");
  expect(error.message).toContain("0 of 1 are graded and kept");
  return error.message;
}

describe("a broker that can't be used is explained", () => {
  test("nobody listens, or there is no such host", async () => {
    const { port } = broker;
    await broker.close();
    expect(await complaint(`amqp://guest:secret@127.0.0.1:${port}`)).toContain("can't be reached");
    expect(await complaint("amqp://guest:secret@nowhere.invalid")).toContain(
      "The host in amqp://guest@nowhere.invalid",
    );
  });

  test("a wrong password, a vhost that is not there, a right that is missing", async () => {
    const address = `127.0.0.1:${broker.port}`;
    expect(await complaint(`amqp://guest:secret@${address}`)).toContain("does not let this user in");
    expect(await complaint(`${broker.url}/elsewhere`)).toContain("no vhost");
    const strict = await startBroker({
      port: 0,
      users: [{ name: "poor", password: "secret", permissions: { "/": { configure: "^$", write: ".*", read: ".*" } } }],
    });
    opened.push({ stop: () => strict.close() });
    expect(await complaint(strict.url)).toContain(
      'must be able to configure, write and read what begins with "grader."',
    );
  });
});
