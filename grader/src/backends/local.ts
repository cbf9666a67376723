/**
 * A private RabbitMQ from the machine's own `rabbitmq-server`: own node name, free ports, data, log and cookie in a temporary folder. Several
 * run side by side, and none meets the machine's own server.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { forgetGroup, killGroup, startGroup } from "../stage/process-group.ts";
import type { Text } from "../text.ts";
import { administer, unguessable, type Administrator } from "./administered.ts";
import { BackendError, type StartedBackend, type StartOptions } from "./backend.ts";
import { findRabbitmq, howToInstall, type InstalledRabbitmq } from "./find-rabbitmq.ts";
import { untilGreeted } from "./greeting.ts";

const HOST = "127.0.0.1";
/** 3 s on a quiet machine, 13 s for three at once on two processors. */
const START_WITHIN_MS = 120_000;
/** `stop_app` waits 5 s for a vhost's processes where the management plugin is there. */
const RESTART_WITHIN_MS = 120_000;
/** A port that was free may be taken before RabbitMQ gets to it. */
const ATTEMPTS = 3;
const LAST_LINES = 8;

/**
 * Whoever started it may be killed without a word: then stdin ends, and so does everything in this process group. epmd is started here because the one
 * that Erlang would start leaves the group.
 */
const LAUNCHER = `
if command -v epmd > /dev/null; then
  epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
  while kill -0 $! && ! epmd -port "$ERL_EPMD_PORT" -names; do sleep 0.05; done > /dev/null 2>&1
fi
{ "$RABBITMQ_TO_START"; kill -KILL 0; } &
cat > /dev/null
rm -rf "$RABBITMQ_FOLDER"
kill -KILL 0
`;

interface Ports {
  readonly amqp: number;
  readonly management: number;
  readonly distribution: number;
  readonly epmd: number;
}

/** @throws BackendError where there is no RabbitMQ on this machine or it does not start */
export async function startLocal(options: StartOptions): Promise<StartedBackend> {
  const installed = installedOr(options.environment);
  const name = `RabbitMQ ${installed.version ?? ""}`.trim();
  options.onStep({ en: `starting ${name}`, "zh-CN": `正在启动 ${name}` });
  for (let attempt = 1; ; attempt += 1) {
    const server = new PrivateServer(installed, { ...options, folder: join(options.folder, `rabbitmq-${attempt}`) });
    try {
      // A second attempt begins when the first has failed.
      // oxlint-disable-next-line no-await-in-loop
      return await server.start();
    } catch (error) {
      // oxlint-disable-next-line no-await-in-loop
      await server.close();
      if (options.signal.aborted || attempt === ATTEMPTS || !server.metTakenPort) throw error;
    }
  }
}

function installedOr(environment: StartOptions["environment"]): InstalledRabbitmq {
  if (process.platform === "win32")
    throw new BackendError({
      en: "A private RabbitMQ can't be started on Windows. With RabbitMQ installed, give its URL: --broker amqp://guest:guest@localhost; with Docker: --broker testcontainers",
      "zh-CN":
        "在 Windows 上无法启动私有的 RabbitMQ。若已安装 RabbitMQ，请给出它的 URL：--broker amqp://guest:guest@localhost；若有 Docker：--broker testcontainers",
    });
  const installed = findRabbitmq(environment);
  if (installed !== undefined) return installed;
  const named = environment["RABBITMQ_SERVER"];
  const [where, woZai]: readonly [string, string] =
    named === undefined || named === ""
      ? ["on this machine", "这台机器上"]
      : [`where RABBITMQ_SERVER says (${named})`, `RABBITMQ_SERVER 所指的位置（${named}）`];
  const advice = howToInstall(process.platform);
  throw new BackendError({
    en: `There is no rabbitmq-server ${where}, so --broker local can't be used. ${advice.en}`,
    "zh-CN": `${woZai}没有 rabbitmq-server，因此不能使用 --broker local。${advice["zh-CN"]}`,
  });
}

class PrivateServer {
  readonly #installed: InstalledRabbitmq;
  readonly #options: StartOptions;
  readonly #administrator: Administrator = { user: unguessable("grader"), password: unguessable("password") };
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #hasEnded = false;
  readonly #closing = new AbortController();
  #output = "";
  metTakenPort = false;

  constructor(installed: InstalledRabbitmq, options: StartOptions) {
    this.#installed = installed;
    this.#options = options;
  }

  async start(): Promise<StartedBackend> {
    const { folder, registryFolder, signal } = this.#options;
    const ports = await freePorts();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "rabbitmq.conf"), configuration(ports, this.#administrator));
    await writeFile(join(folder, "enabled_plugins"), "[rabbitmq_management].\n");
    const environment = this.#environment(ports);
    const child = startGroup(
      { file: "/bin/sh", arguments: ["-c", LAUNCHER], folder, environment, stdin: "pipe" },
      registryFolder,
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-10_000)));
    // Its pipes close when the last process of the group is gone.
    this.#ended = new Promise((resolve) => child.once("close", resolve)).then(() => (this.#hasEnded = true));
    child.once("error", (error) => (this.#output += error.message));
    await this.#untilReady(ports.amqp, START_WITHIN_MS, signal);
    const backend = await administer({
      host: HOST,
      port: ports.amqp,
      managementPort: ports.management,
      administrator: this.#administrator,
      restart: () => this.#restart(ports.amqp, environment),
      close: () => this.close(),
    });
    const isRunning = (): boolean => !this.#hasEnded;
    return {
      ...backend,
      get isRunning() {
        return isRunning();
      },
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("it is being closed"));
    this.#kill();
    await this.#ended;
    if (this.#child?.pid !== undefined) forgetGroup(this.#child.pid, this.#options.registryFolder);
  }

  #kill(): void {
    if (this.#child?.pid !== undefined && !this.#hasEnded) killGroup(this.#child.pid);
  }

  /** `rabbitmqctl stop_app` and `start_app`: the quickest way that stops it in good order. */
  async #restart(port: number, environment: Readonly<Record<string, string>>): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(RESTART_WITHIN_MS)]);
    for (const command of ["stop_app", "start_app"]) {
      // Started only when it has stopped.
      // oxlint-disable-next-line no-await-in-loop
      await control(this.#installed.control, command, environment, signal);
    }
    await this.#untilReady(port, RESTART_WITHIN_MS, signal);
  }

  /** A boot that failed ends with code 0, so codes say nothing. */
  async #untilReady(port: number, withinMs: number, signal: AbortSignal): Promise<void> {
    const given = new AbortController();
    const ended = this.#ended.then(() => {
      given.abort();
      return "ended" as const;
    });
    const greeted = untilGreeted(HOST, port, withinMs, AbortSignal.any([signal, given.signal]));
    const result = await Promise.race([ended, greeted]);
    signal.throwIfAborted();
    if (result === true) return;
    const lines = await this.#lastLines();
    this.metTakenPort = /eaddrinuse|already in use|name_already_in_use|port .* in use/iu.test(lines);
    const name = this.#installed.server;
    const seconds = Math.round(withinMs / 1000);
    throw new BackendError(
      result === "ended"
        ? {
            en: `RabbitMQ (${name}) ended instead of starting. Its last words:\n${lines}`,
            "zh-CN": `RabbitMQ（${name}）没有启动成功就退出了。它最后的输出：\n${lines}`,
          }
        : {
            en: `RabbitMQ (${name}) was not ready within ${seconds} s. Its last words:\n${lines}`,
            "zh-CN": `RabbitMQ（${name}）在 ${seconds} 秒内没有就绪。它最后的输出：\n${lines}`,
          },
    );
  }

  /** What it said where it can be seen, and in its log. */
  async #lastLines(): Promise<string> {
    const logs = join(this.#options.folder, "log");
    const names = await readdir(logs).catch((): string[] => []);
    const texts = await Promise.all(
      names.filter((name) => name.endsWith(".log")).map((name) => readFile(join(logs, name), "utf8").catch(() => "")),
    );
    const lines = [this.#output, ...texts].flatMap((text) => text.split("\n").filter((line) => line.trim() !== ""));
    const telling = lines.filter((line) => /error|crash|fail|in use/iu.test(line));
    return (telling.length > 0 ? telling : lines).slice(-LAST_LINES).join("\n");
  }

  #environment(ports: Ports): Readonly<Record<string, string>> {
    const { folder, environment } = this.#options;
    const path = [environment["PATH"] ?? "/usr/bin:/bin", ...this.#installed.erlangFolders].join(delimiter);
    return {
      PATH: path,
      LANG: environment["LANG"] ?? "C.UTF-8",
      // The cookie lies there: never the user's own.
      HOME: folder,
      RABBITMQ_TO_START: this.#installed.server,
      RABBITMQ_FOLDER: folder,
      // The default name holds the machine's, which need not resolve.
      RABBITMQ_NODENAME: `grader${ports.amqp}@localhost`,
      RABBITMQ_CONF_ENV_FILE: join(folder, "none"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
      RABBITMQ_MNESIA_BASE: join(folder, "data"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_PID_FILE: join(folder, "pid"),
      RABBITMQ_DIST_PORT: String(ports.distribution),
      ERL_EPMD_PORT: String(ports.epmd),
      ERL_EPMD_ADDRESS: HOST,
      // One scheduler starts quicker than one for each processor, and leaves these to the programs that are graded.
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1",
    };
  }
}

/** Publishers block without a word where the disk is fuller than the limit, so that is set as low as it goes. */
function configuration(ports: Ports, { user, password }: Administrator): string {
  return `${[
    `listeners.tcp.1 = ${HOST}:${ports.amqp}`,
    `management.tcp.ip = ${HOST}`,
    `management.tcp.port = ${ports.management}`,
    "management_agent.disable_metrics_collector = true",
    `default_user = ${user}`,
    `default_pass = ${password}`,
    "default_user_tags.administrator = true",
    "disk_free_limit.absolute = 1MB",
  ].join("\n")}\n`;
}

/** Four ports that nobody listens on, all different. */
async function freePorts(): Promise<Ports> {
  const listeners = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const server = createServer().listen(0, HOST);
      await once(server, "listening");
      return server;
    }),
  );
  const [amqp = 0, management = 0, distribution = 0, epmd = 0] = listeners.map(
    (listener) => (listener.address() as AddressInfo).port,
  );
  await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return { amqp, management, distribution, epmd };
}

async function control(
  file: string,
  command: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(file, ["-q", command], { env: environment, stdio: ["ignore", "pipe", "pipe"], signal });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const failed = (reason: string): Text => ({
    en: `RabbitMQ could not be restarted (rabbitmqctl ${command}): ${reason}`,
    "zh-CN": `无法重启 RabbitMQ（rabbitmqctl ${command}）：${reason}`,
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new BackendError(failed(said.trim().slice(-1000) || `exit code ${String(code)}`));
  } catch (error) {
    if (error instanceof BackendError) throw error;
    throw new BackendError(failed(error instanceof Error ? error.message : String(error)), { cause: error });
  }
}
