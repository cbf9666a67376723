import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "amqplib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startBrokerProcess, type RunningCommand } from "./broker-process.ts";
import { run } from "./run.ts";

const isWindows = process.platform === "win32";

let folder: string;
let taken: Server;
let takenPort: number;
const running: RunningCommand[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-cli-"));
  taken = createServer().listen({ host: "127.0.0.1", port: 0 });
  await once(taken, "listening");
  takenPort = (taken.address() as AddressInfo).port;
});

afterEach(async () => {
  for (const command of running.splice(0)) command.child.kill("SIGKILL");
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

async function broker(...words: readonly string[]) {
  const command = await startBrokerProcess("--http-port", "0", ...words);
  running.push(command);
  return command;
}

// Windows has no signals to send to another process: there `kill` ends it at once.
describe.skipIf(isWindows)("stopping", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s tells the clients, and the exit code is 0", async (signal) => {
    const command = await broker();
    const model = await connect({ hostname: "127.0.0.1", port: command.port });
    const farewell = once(model, "close");
    model.on("error", () => {});
    command.child.kill(signal);
    expect(await farewell).toEqual([expect.objectContaining({ code: 320 })]);
    expect(await command.finished()).toEqual({
      code: 0,
      signal: null,
      stdout: expect.stringMatching(
        new RegExp(
          `^broker-lite listening on amqp://127\\.0\\.0\\.1:${command.port}\nlive page: http://127\\.0\\.0\\.1:\\d+\n$`,
        ),
      ) as string,
      stderr: "",
    });
  });

  // Its own files are most of what a start costs; what Node saw is known from its coverage, which it writes at the end.
  test("a start loads nothing that is for later", async () => {
    const seen = join(folder, "seen");
    vi.stubEnv("NODE_V8_COVERAGE", seen);
    const command = await broker("--data-dir", join(folder, "data")).finally(() => vi.unstubAllEnvs());
    command.child.kill("SIGTERM");
    expect(await command.finished()).toMatchObject({ code: 0 });
    const urls = readdirSync(seen).flatMap((name) => [
      ...readFileSync(join(seen, name), "utf8").matchAll(/broker-lite\/src\/([a-z0-9/-]+)\.ts/g),
    ]);
    const loaded = new Set(urls.map(([, name]) => name));
    for (const name of ["server/running", "store/disk-store", "http/server"]) expect(loaded).toContain(name);
    for (const name of ["http/routes", "cli/list-queues", "store/salvage", "store/table-file", "store/snappy"])
      expect(loaded).not.toContain(name);
  });

  test("what is durable is there again", async () => {
    const first = await broker("--data-dir", folder);
    const model = await connect({ hostname: "127.0.0.1", port: first.port });
    const channel = await model.createConfirmChannel();
    await channel.assertQueue("orders", { durable: true });
    channel.sendToQueue("orders", Buffer.from("kept"), { persistent: true });
    channel.sendToQueue("orders", Buffer.from("gone"));
    await channel.waitForConfirms();
    first.child.kill("SIGTERM");
    await first.finished();

    const second = await broker("--data-dir", folder);
    const again = await connect({ hostname: "127.0.0.1", port: second.port });
    const reading = await again.createChannel();
    const message = await reading.get("orders");
    expect(message && message.content.toString()).toBe("kept");
    expect(await reading.get("orders")).toBe(false);
    await again.close();
  });
});

test("users and virtual hosts", async () => {
  const { port } = await broker("--user", "ann:p:w", "--user", "bob:x", "--vhost", "shop", "--vhost", "test");
  const model = await connect(`amqp://ann:p%3Aw@127.0.0.1:${port}/shop`);
  await model.close();
  await (await connect(`amqp://bob:x@127.0.0.1:${port}/test`)).close();
  await expect(connect(`amqp://guest:guest@127.0.0.1:${port}/shop`)).rejects.toThrow(/403|ACCESS.REFUSED/);
});

describe("what can't be done is one line on stderr", () => {
  test("the port is taken: exit 1", async () => {
    const { code, stderr } = await run("--port", String(takenPort));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^port ${takenPort} is taken, .*--port-fallback .*\\n$`));
  });

  test("the management port is taken: exit 1", async () => {
    const { code, stderr } = await run("--port", "0", "--http-port", String(takenPort));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`port ${takenPort} .* taken: choose another one with --http-port\\n$`));
  });

  test("the data directory is somebody else's: exit 1", async () => {
    writeFileSync(join(folder, "thesis.txt"), "mine");
    const { code, stderr } = await run("--port", "0", "--data-dir", folder);
    expect([code, stderr.split("\n").length]).toEqual([1, 2]);
    expect(stderr).toContain("thesis.txt");
  });

  test("the data directory is in use: exit 1", async () => {
    await broker("--data-dir", folder);
    const { code, stderr } = await run("--port", "0", "--data-dir", folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is in use by another broker-lite that is running; stop that one first/);
  });

  test.each([
    [["--port", "high"], "A port is a number from 0 to 65535."],
    [["--port", "65536"], "A port is a number from 0 to 65535."],
    [["--user", "ann"], "A user is given as name:password."],
    [["--vhost", ""], "A virtual host has a name."],
    [["--nonsense"], "unknown option '--nonsense'"],
    [["--profile", "2.0"], "Allowed choices are 3.10,"],
    [["begin"], "too many arguments"],
  ])("%j: exit 2", async (words, text) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(text);
    expect(stderr).toContain("Try: broker-lite --help");
  });
});

test("--port-fallback takes the next free port and says so", async () => {
  const command = await startBrokerProcessOn("--port", String(takenPort), "--port-fallback", "--http-port", "0");
  expect(command.port).toBeGreaterThan(takenPort);
  command.child.kill();
  const { stderr } = await command.finished();
  expect(stderr).toBe(`port ${takenPort} is taken, so this is port ${command.port}\n`);
});

test("--help and --version", async () => {
  const help = await run("--help");
  const version = await run("--version");
  expect([help.code, version.code]).toEqual([0, 0]);
  expect(help.stdout).toContain("list-queues");
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

async function startBrokerProcessOn(...words: readonly string[]) {
  // The later --port wins.
  const command = await startBrokerProcess(...words);
  running.push(command);
  return command;
}
