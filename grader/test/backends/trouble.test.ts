/** Brokers that can't be had: each is said in its own line, in both languages, and ends the command with code 2: nothing was judged. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBroker } from "broker-lite";
import { describe, expect, test, vi } from "vitest";
import { grade } from "../../src/run/grade.ts";
import { lesson } from "../fixtures/mini-lesson/lesson.ts";

vi.setConfig({ testTimeout: 240_000 });

const root = fileURLToPath(new URL("../../..", import.meta.url));
const lessonFolder = fileURLToPath(new URL("../fixtures/mini-lesson/", import.meta.url));
/** Nothing listens on port 1. */
const NOWHERE = "amqp://127.0.0.1:1";

async function gradeTyped(
  typed: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const words = ["grade", "1", "lessons/01-hello/solution", ...typed];
  const child = spawn(process.execPath, [join(root, "scripts", "run.mjs"), ...words], {
    cwd: root,
    env: { ...process.env, INIT_CWD: root, ...environment },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}

describe.each([
  ["no rabbitmq-server", ["--broker", "local"], "There is no rabbitmq-server", "没有 rabbitmq-server"],
  [
    "a URL where nobody answers",
    ["--broker", NOWHERE],
    "the broker at 127.0.0.1:1, vhost '/', can't be reached",
    "无法连接 127.0.0.1:1 上的 broker",
  ],
])("%s", (_, typed, english, chinese) => {
  test.each([
    ["en", english],
    ["zh-CN", chinese],
  ])("is said in %s", async (language, words) => {
    const { code, stdout, stderr } = await gradeTyped([...typed, "--lang", language], { RABBITMQ_SERVER: "/nowhere" });
    expect(stderr).toContain(words);
    expect(stdout).toBe("");
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(2);
  });
});

test("a management API that was named and does not answer is said", async () => {
  const broker = await startBroker({ port: 0 });
  try {
    const url = `amqp://guest:guest@127.0.0.1:${broker.port}`;
    const { code, stderr } = await gradeTyped(["--broker", url, "--management", "http://127.0.0.1:1", "--lang", "en"]);
    expect(stderr).toContain("management API did not do what it was asked to (GET http://127.0.0.1:1/api/whoami)");
    expect(code).toBe(2);
  } finally {
    await broker.close();
  }
});

test.each(["goes away for good", "comes back at once"])(
  "a broker that %s in the middle takes no points",
  async (how) => {
    const broker = await startBroker({ port: 0 });
    let interrupted: Promise<void> | undefined;
    try {
      const [report] = await grade({
        lesson,
        lessonFolder,
        submissions: [{ id: "right", folder: `${lessonFolder}solution` }],
        broker: `amqp://guest:guest@127.0.0.1:${broker.port}`,
        seed: 1,
        checkTypes: false,
        onProgress: ({ kind }) => {
          if (kind === "scenario-started")
            interrupted ??= how === "comes back at once" ? broker.restart() : broker.close();
        },
      });
      expect(interrupted).toBeDefined();
      expect(report?.status).toBe("error");
      expect(report?.error?.en).toMatch(/^The broker failed: .*(?:went away in the middle|can't be reached)/u);
      expect(report?.error?.["zh-CN"]).toMatch(/^broker 出错：/u);
      expect(report?.checks.filter(({ status }) => status === "fail")).toEqual([]);
    } finally {
      await interrupted;
      await broker.close();
    }
  },
);
