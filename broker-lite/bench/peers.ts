/**
 * The brokers that are measured, each in a process of its own: broker-lite as its users run it, a private RabbitMQ, the null broker, or
 * whatever a URL leads to. Owns starting and stopping them and leaves nothing behind.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PROTOCOL_HEADER } from "broker-lite/wire";
import { listenerPid } from "./machine.ts";

export interface Peer {
  readonly name: string;
  readonly url: string;
  /** Whose CPU and memory count; empty where they can't be seen. */
  readonly pids: readonly number[];
  /** From the start of its process to its first word on a connection, in milliseconds; undefined where it was there before. */
  readonly readyMs: number | undefined;
  stop(): Promise<void>;
}

export interface PeerKind {
  readonly name: string;
  readonly isNull: boolean;
  /** It can be started as often as one likes. */
  readonly isOurs: boolean;
  start(): Promise<Peer>;
}

const RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/** Erlang's, which outlives the node that started it. */
const PORT_MAPPER = "epmd";
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const READY_DEADLINE_MS = 120_000;
const POLL_MS = 2;

/** @param name `lite`, `null`, `rabbitmq` or a URL; throws where there is no such broker here */
export function peerKind(name: string): PeerKind {
  if (name === "lite") return { name: "broker-lite", isNull: false, isOurs: true, start: startLite };
  if (name === "null") return { name: "null broker", isNull: true, isOurs: true, start: startNull };
  if (name === "rabbitmq") {
    if (!existsSync(RABBITMQ))
      throw new Error(`there is no RabbitMQ at ${RABBITMQ}: on Debian, apt-get install rabbitmq-server`);
    return { name: "RabbitMQ", isNull: false, isOurs: true, start: startRabbit };
  }
  if (!name.startsWith("amqp://")) throw new Error(`${name} is no broker: lite, null, rabbitmq or amqp://…`);
  return { name: new URL(name).host, isNull: false, isOurs: false, start: () => Promise.resolve(runningPeer(name)) };
}

export function rabbitIsHere(): boolean {
  return existsSync(RABBITMQ);
}

/** The package as it is installed: compiled, run by node alone. */
export function buildLite(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PACKAGE, "build.mjs")], { encoding: "utf8" });
  if (status !== 0) throw new Error(`broker-lite does not compile:\n${stdout}${stderr}`);
}

async function startLite(): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), "broker-lite-bench-"));
  const profile = process.env["BENCH_CPU_PROFILE"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`, "--cpu-prof-interval=500"];
  const cli = join(PACKAGE, "dist", "cli.js");
  return startNode(
    "broker-lite",
    (port) => [...flags, cli, "--port", port, "--http-port", "0", "--data-dir", folder],
    folder,
  );
}

function startNull(): Promise<Peer> {
  const file = fileURLToPath(new URL("null-broker.ts", import.meta.url));
  return startNode("null broker", (port) => ["--conditions=source", "--import", "tsx", file, port]);
}

/** @param wordsFor what to say to node for a broker on that port */
async function startNode(name: string, wordsFor: (port: string) => readonly string[], folder?: string): Promise<Peer> {
  const [port] = await freePorts(1);
  const started = performance.now();
  const child = spawn(process.execPath, wordsFor(String(port)), { stdio: ["ignore", "ignore", "inherit"] });
  const stop = async (): Promise<void> => {
    await end(child);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const ended = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it was ready`);
  });
  ended.catch(() => {});
  try {
    await Promise.race([greeting(port!, started), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  const readyMs = performance.now() - started;
  return { name, url: `amqp://guest:guest@127.0.0.1:${port}`, pids: [child.pid ?? 0], readyMs, stop };
}

/** A node of its own: name, ports, folders; with RabbitMQ's own settings otherwise. */
async function startRabbit(): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), "rabbitmq-bench-"));
  const [port, distributionPort, mapperPort] = await freePorts(3);
  const listeners = `listeners.tcp.1 = 127.0.0.1:${port}\nloopback_users = none\ndisk_free_limit.absolute = 1MB\n`;
  writeFileSync(join(folder, "rabbitmq.conf"), listeners);
  writeFileSync(join(folder, "enabled_plugins"), "[].\n");
  mkdirSync(join(folder, "log"));
  const started = performance.now();
  const child = spawn(RABBITMQ, [], {
    detached: true,
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      LANG: "C.UTF-8",
      HOME: folder,
      RABBITMQ_NODENAME: `bench${port}@localhost`,
      RABBITMQ_CONF_ENV_FILE: join(folder, "none"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
      RABBITMQ_MNESIA_BASE: join(folder, "data"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_PID_FILE: join(folder, "pid"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
      RABBITMQ_DIST_PORT: String(distributionPort),
      ERL_EPMD_PORT: String(mapperPort),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    },
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await endGroup(child);
    spawnSync(PORT_MAPPER, ["-port", String(mapperPort), "-kill"], { stdio: "ignore" });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await greeting(port!, started);
  } catch (error) {
    await stop();
    throw error;
  }
  const readyMs = performance.now() - started;
  const pid = listenerPid(port!);
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  return { name: "RabbitMQ", url, pids: pid === undefined ? [] : [pid], readyMs, stop };
}

/** Somebody else's: on this machine its process can be found by its port. */
function runningPeer(url: string): Peer {
  const { host, hostname, port } = new URL(url);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  const pid = isHere ? listenerPid(Number(port === "" ? 5672 : port)) : undefined;
  return { name: host, url, pids: pid === undefined ? [] : [pid], readyMs: undefined, stop: () => Promise.resolve() };
}

/** Resolves when the broker has said connection.start: a TCP accept comes too early. */
async function greeting(port: number, startedMs: number): Promise<void> {
  while (performance.now() - startedMs < READY_DEADLINE_MS) {
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    if (await speaks(port)) return;
    // oxlint-disable-next-line no-await-in-loop -- not all the time
    await wait(POLL_MS);
  }
  throw new Error(`no broker on port ${port} within ${READY_DEADLINE_MS / 1000} s`);
}

function speaks(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(PROTOCOL_HEADER));
    const give = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", () => give(true));
    socket.once("error", () => give(false));
    socket.once("end", () => give(false));
  });
}

/** All at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** The launcher's whole group: the virtual machine is a child of it. */
async function endGroup(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      break;
    }
    // oxlint-disable-next-line no-await-in-loop -- first politely
    const isOver = await Promise.race([exited.then(() => true), wait(10_000, false, { ref: false })]);
    if (isOver) break;
  }
}
