import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBroker } from "../../src/backends/backend.ts";
import { findRabbitmq, howToInstall } from "../../src/backends/find-rabbitmq.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "find-"));
  await mkdir(join(folder, "rabbitmq_server-4.1.2", "sbin"), { recursive: true });
  await mkdir(join(folder, "half"));
  for (const file of ["rabbitmq_server-4.1.2/sbin/rabbitmq-server", "rabbitmq_server-4.1.2/sbin/rabbitmqctl"])
    await writeFile(join(folder, file), "");
  await writeFile(join(folder, "half", "rabbitmq-server"), "");
});
afterAll(() => rm(folder, { recursive: true }));

test("RABBITMQ_SERVER names the one to start; its version is read from its folder", () => {
  const server = join(folder, "rabbitmq_server-4.1.2", "sbin", "rabbitmq-server");
  expect(findRabbitmq({ RABBITMQ_SERVER: server })).toMatchObject({
    server,
    control: join(folder, "rabbitmq_server-4.1.2", "sbin", "rabbitmqctl"),
    version: "4.1.2",
  });
});

test("without rabbitmqctl beside it, or at a place that doesn't exist, there is none", () => {
  expect(findRabbitmq({ RABBITMQ_SERVER: join(folder, "half", "rabbitmq-server") })).toBeUndefined();
  expect(findRabbitmq({ RABBITMQ_SERVER: join(folder, "nowhere") })).toBeUndefined();
});

test("every system is told how to get one", () => {
  expect(howToInstall("linux").en).toContain("apt-get install rabbitmq-server");
  expect(howToInstall("darwin").en).toContain("brew install rabbitmq");
  expect(howToInstall("win32")["zh-CN"]).toContain("https://www.rabbitmq.com/");
});

test.skipIf(process.platform === "win32")("a server that is missing is said to be, with what to install", async () => {
  const starting = startBroker("local", {
    folder,
    registryFolder: folder,
    environment: { RABBITMQ_SERVER: "/nowhere/rabbitmq-server" },
    signal: new AbortController().signal,
    onStep: () => undefined,
    whenEnding: () => undefined,
  });
  await expect(starting).rejects.toThrow(
    /^There is no rabbitmq-server where RABBITMQ_SERVER says \(\/nowhere\/rabbitmq-server\), so --broker local can't be used\. .*[Ii]nstall/u,
  );
});
