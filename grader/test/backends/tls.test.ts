/** A broker behind TLS whose certificate is from an authority of one's own, as schools and firms have them. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { fileURLToPath } from "node:url";
import { startBroker, type Broker } from "broker-lite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** Of the system, none of npm's. */
const OPENSSL = "openssl";
const hasOpenssl = spawnSync(OPENSSL, ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("amqps:// (skipped where there is no openssl to make certificates with)", () => {
  let folder: string;
  let broker: Broker;
  let server: Server;
  let url: string;

  function openssl(...words: string[]): void {
    const { status, stderr } = spawnSync(OPENSSL, words, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-"));
    const key = ["-newkey", "rsa:2048", "-nodes"];
    const authority = ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=an authority of our own"];
    openssl("req", "-x509", ...key, ...authority);
    openssl("req", ...key, "-keyout", "key.pem", "-out", "server.csr", "-subj", "/CN=localhost");
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", "server.csr", "-out", "cert.pem", ...signed);
    broker = await startBroker({ port: 0 });
    const [privateKey, certificate] = await Promise.all(
      ["key.pem", "cert.pem"].map((name) => readFile(join(folder, name))),
    );
    server = createServer({ key: privateKey, cert: certificate }, (secure) => {
      const plain = connect(broker.port, "127.0.0.1");
      secure.pipe(plain).pipe(secure);
      secure.on("error", () => plain.destroy());
      plain.on("error", () => secure.destroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `amqps://guest:guest@localhost:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.close();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("a solution has all points where the authority is known", async () => {
    const { code, output } = await gradeTyped([url], { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") });
    expect(output).toContain('"score": 100');
    expect(code).toBe(0);
  });

  test("an authority that is not known is said, with what to do about it", async () => {
    const { code, output } = await gradeTyped([url], { NODE_EXTRA_CA_CERTS: "" });
    expect(output).toContain("name that authority's certificate file in NODE_EXTRA_CA_CERTS");
    expect(code).toBe(2);
  });
});

/** Made by `.ci/on-rabbitmq --tls`. */
const { TLS_BROKER = "", TLS_MANAGEMENT = "", TLS_AUTHORITY = "" } = process.env;

describe.runIf(TLS_BROKER !== "")("a real RabbitMQ over amqps:// (with TLS_BROKER, from .ci/on-rabbitmq --tls)", () => {
  test.each([
    ["in the vhost of its URL", []],
    ["in vhosts that its management API makes, over https://", ["--management", TLS_MANAGEMENT]],
  ])("a solution has all points %s", async (_where, management) => {
    const { code, output } = await gradeTyped([TLS_BROKER, ...management], { NODE_EXTRA_CA_CERTS: TLS_AUTHORITY });
    expect(output).toContain('"score": 100');
    expect(output).toMatch(/"broker": "RabbitMQ \d/u);
    expect(code).toBe(0);
  });

  test.each([
    ["its certificate is not trusted", TLS_BROKER, "", /authority's certificate file in NODE_EXTRA_CA_CERTS$/u],
    ["its certificate is for another name", other(TLS_BROKER), TLS_AUTHORITY, /give that name in the URL$/u],
    ["TLS is left out", TLS_BROKER.replace("amqps:", "amqp:"), TLS_AUTHORITY, /amqps:\/\/ instead of amqp:\/\/\?$/u],
  ])("where %s, one line says so and what to do", async (_what, address, authority, expected) => {
    const { code, output } = await gradeTyped([address], { NODE_EXTRA_CA_CERTS: authority });
    expect(output.trim()).toMatch(expected);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });
});

test.runIf(TLS_BROKER !== "")("a worker is told the same where the broker of its class is not trusted", async () => {
  const { code, output } = await typed(["worker", "--amqp", TLS_BROKER, "--lang", "en"], { NODE_EXTRA_CA_CERTS: "" });
  expect(output.trim()).toMatch(/authority's certificate file in NODE_EXTRA_CA_CERTS$/u);
  expect(code).toBe(2);
});

/** By its address, which its certificate does not name. */
function other(url: string): string {
  return url.replace("localhost", "127.0.0.1");
}

interface Typed {
  readonly code: number;
  readonly output: string;
}

function gradeTyped(broker: readonly string[], environment: Record<string, string>): Promise<Typed> {
  const solution = ["grade", "1", "lessons/01-hello/solution"];
  return typed([...solution, "--broker", ...broker, "--format", "json", "--lang", "en"], environment);
}

/** A process of its own, since Node reads NODE_EXTRA_CA_CERTS once, when it starts. */
async function typed(words: readonly string[], environment: Record<string, string>): Promise<Typed> {
  const child = spawn(process.execPath, [join(root, "scripts", "run.mjs"), ...words], {
    cwd: root,
    env: { ...process.env, INIT_CWD: root, ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}
