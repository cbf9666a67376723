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

  /** As typed, since Node reads NODE_EXTRA_CA_CERTS once, when it starts. */
  async function gradeTyped(environment: Record<string, string>): Promise<{ code: number; output: string }> {
    const main = join(root, "scripts", "run.mjs");
    const typed = ["grade", "1", "lessons/01-hello/solution", "--broker", url, "--format", "json", "--lang", "en"];
    const child = spawn(process.execPath, [main, ...typed], {
      cwd: root,
      env: { ...process.env, INIT_CWD: root, ...environment },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, output };
  }

  test("a solution has all points where the authority is known", async () => {
    const { code, output } = await gradeTyped({ NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") });
    expect(output).toContain('"score": 100');
    expect(code).toBe(0);
  });

  test("an authority that is not known is said, with what to do about it", async () => {
    const { code, output } = await gradeTyped({ NODE_EXTRA_CA_CERTS: "" });
    expect(output).toContain("name that authority's certificate file in NODE_EXTRA_CA_CERTS");
    expect(code).toBe(2);
  });
});
