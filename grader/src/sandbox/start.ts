/** Starts a program in the sandbox that was decided on, with its AMQP connections leading to its tap. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { GraderError } from "../run/grader-error.ts";
import { forgetGroup, killGroup, registerGroup, type Command } from "../stage/process-group.ts";
import { startHere, type ProgramEnd, type RunningProgram } from "../stage/running-program.ts";
import type { Tap } from "../tap/tap.ts";
import { LONGEST_MESSAGE_BYTES, type FromLauncher, type ToLauncher } from "./protocol.ts";
import { SUBMISSION, type BwrapPlan, type DockerPlan, type SandboxPlan } from "./plan.ts";

export interface StartRequest {
  readonly tap: Tap;
  /** Asked for when the tap listens, so that the environment can name its port. */
  readonly command: () => Command;
  /** The submission's folder on this machine. */
  readonly submission: string;
  readonly registryFolder: string;
  /** Told that the system ended it for want of memory. */
  readonly outOfMemory: () => void;
}

/** A container of a busy Docker may take long to start; a sandbox that has not answered by then never will. */
const START_DEADLINE_MS = 60_000;
const LONGEST_COMPLAINT_BYTES = 2000;

/** @throws GraderError where the sandbox does not start */
export async function startIn(plan: SandboxPlan, request: StartRequest): Promise<RunningProgram> {
  switch (plan.level) {
    case "none":
      await request.tap.listen();
      return startHere(request.command(), request.registryFolder);
    case "bwrap":
      return await startInBwrap(plan, request);
    case "docker":
      return await startInDocker(plan, request);
  }
}

async function startInBwrap(plan: BwrapPlan, request: StartRequest): Promise<RunningProgram> {
  const mount = ["--ro-bind", request.submission, SUBMISSION, "--remount-ro", "/"];
  const child = spawn("bwrap", [...plan.arguments, ...mount, "--", ...plan.launch], {
    cwd: "/",
    // Of the process outside too: it can be read from inside (/proc/1/environ).
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
    detached: true,
    ...(plan.uid === undefined ? {} : { uid: plan.uid, gid: plan.uid }),
  });
  const ended = endOf(child);
  if (child.pid !== undefined) registerGroup(child.pid, request.registryFolder);
  const handed = new Promise<Server>((resolve) =>
    child.once("message", (_message, server) => resolve(server as Server)),
  );
  const server = await orFailure(handed, child, ended, "bwrap");
  await request.tap.listen(server);
  child.disconnect();
  const control = new Control(child.stdio[4] as unknown as Socket, request.outOfMemory);
  control.send({ kind: "start", ...request.command() });
  return running(child, control, ended, {
    kill: () => child.pid !== undefined && killGroup(child.pid),
    forget: () => child.pid !== undefined && forgetGroup(child.pid, request.registryFolder),
  });
}

async function startInDocker(plan: DockerPlan, request: StartRequest): Promise<RunningProgram> {
  const sockets = await openSockets(request.tap);
  const name = `grader-${randomBytes(8).toString("hex")}`;
  const mounts = ["--volume", `${request.submission}:${SUBMISSION}:ro`, "--volume", `${sockets.folder}:/sockets`];
  const child = spawn("docker", ["run", "--name", name, ...plan.options, ...mounts, plan.image, ...plan.launch], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = endOf(child);
  if (child.pid !== undefined) registerGroup(child.pid, request.registryFolder);
  const forget = (): void => {
    if (child.pid !== undefined) forgetGroup(child.pid, request.registryFolder);
    void sockets.close();
    spawn("docker", ["rm", "--force", name], { stdio: "ignore" }).on("error", () => undefined);
  };
  try {
    const control = new Control(await orFailure(sockets.control, child, ended, "docker"), request.outOfMemory);
    request.tap.reachedAt(await orFailure(control.port, child, ended, "docker"));
    control.send({ kind: "start", ...request.command() });
    const kill = (): void => {
      // The program at once; then all that is left in the container, since the launcher ends with its control.
      control.send({ kind: "signal", signal: "SIGKILL" });
      control.end();
    };
    // What it uses is no process of ours, and docker takes its time to say that it has ended.
    return {
      ...running(
        child,
        control,
        control.closed.then(() => ({ code: null, signal: null })),
        { kill, forget },
      ),
      pid: undefined,
    };
  } catch (error) {
    forget();
    throw error;
  }
}

/** In a folder of their own, which the container gets. Whoever can come into it may connect, and nobody but the container can. */
async function openSockets(
  tap: Tap,
): Promise<{ readonly folder: string; readonly control: Promise<Socket>; close(): Promise<void> }> {
  // Paths of sockets are short: this one can't lie in the run's folder.
  const folder = await mkdtemp(join(tmpdir(), "grader-s-"));
  const server = createServer();
  const control = once(server, "connection").then(([socket]) => socket as Socket);
  server.listen(join(folder, "control"));
  await Promise.all([once(server, "listening"), tap.listen(join(folder, "tap"))]);
  await Promise.all([chmod(folder, 0o711), ...["control", "tap"].map((name) => chmod(join(folder, name), 0o666))]);
  return {
    folder,
    control,
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", reject);
  });
  // Whoever waits hears of it; nobody has to.
  ended.catch(() => undefined);
  return ended;
}

function running(
  child: ChildProcess,
  control: Control,
  ended: Promise<ProgramEnd>,
  acts: { kill(): void; forget(): void },
): RunningProgram {
  const { pid, stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the outputs are not piped");
  let isKilled = false;
  let isOver = false;
  const exited = Promise.all([ended, control.closed]).then(([outer]) => {
    isOver = true;
    const said = control.ended;
    if (said?.kind === "failed") throw notStarted("", said.words);
    if (said !== undefined && !isKilled) return { code: said.code, signal: said.signal };
    // It was ended, or has ended what it runs in.
    return isKilled || outer.code === null || outer.code > 128 ? { code: null, signal: "SIGKILL" } : outer;
  });
  exited.catch(() => undefined);
  return {
    pid,
    stdout,
    stderr,
    exited,
    // The child's own `close` never comes once it was disconnected.
    closed: Promise.all([stdout, stderr].map((stream) => once(stream, "close"))).then(() => undefined),
    interrupt: (signal) => control.send({ kind: "signal", signal }),
    kill: () => {
      if (isOver) return;
      isKilled = true;
      acts.kill();
    },
    forget: () => acts.forget(),
  };
}

/** The grader's end of its talk with a launcher. */
class Control {
  /** Where the launcher listens, where it says so. */
  readonly port: Promise<number>;
  readonly closed: Promise<void>;
  ended: Extract<FromLauncher, { kind: "failed" | "ended" }> | undefined;
  #isStarted = false;
  readonly #socket: Socket;

  constructor(socket: Socket, outOfMemory: () => void) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => socket.destroy());
    let text = "";
    this.port = new Promise((resolve) => {
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const lines = text.split("\n");
        text = lines.pop() ?? "";
        if (text.length > LONGEST_MESSAGE_BYTES) socket.destroy();
        for (const line of lines) {
          const message = readMessage(line);
          if (message?.kind === "listening") resolve(message.port);
          else if (message?.kind === "started") this.#isStarted = true;
          else if (message?.kind === "ended" || (message?.kind === "failed" && !this.#isStarted))
            this.ended ??= message;
          if (message?.kind === "ended" && message.isOutOfMemory) outOfMemory();
        }
      });
    });
  }

  send(message: ToLauncher): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  end(): void {
    this.#socket.end();
  }
}

/** A program may speak in the launcher's place, to its own harm alone. */
function readMessage(line: string): FromLauncher | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isFromLauncher(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function isFromLauncher(message: unknown): message is FromLauncher {
  if (typeof message !== "object" || message === null) return false;
  const { kind, port, words, code, signal, isOutOfMemory } = message as Readonly<Record<string, unknown>>;
  switch (kind) {
    case "listening":
      return Number.isInteger(port);
    case "started":
      return true;
    case "failed":
      return typeof words === "string";
    case "ended":
      return (
        (code === null || Number.isInteger(code)) &&
        (signal === null || (typeof signal === "string" && Object.hasOwn(constants.signals, signal))) &&
        typeof isOutOfMemory === "boolean"
      );
    default:
      return false;
  }
}

/** Waits for the sandbox; where it ends or says nothing instead, its own words are the reason. */
async function orFailure<T>(
  answer: Promise<T>,
  child: ChildProcess,
  ended: Promise<ProgramEnd>,
  name: string,
): Promise<T> {
  let complaint = "";
  const listen = (chunk: Buffer): void => {
    if (complaint.length < LONGEST_COMPLAINT_BYTES) complaint += chunk.toString();
  };
  let timer: NodeJS.Timeout | undefined;
  child.stderr?.on("data", listen);
  const failed = ended.then(
    () => once(child, "close").then(() => Promise.reject(notStarted(name, complaint))),
    (error: Error) => Promise.reject(notStarted(name, error.message)),
  );
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      if (child.pid !== undefined) killGroup(child.pid);
      reject(notStarted(name, `no answer after ${START_DEADLINE_MS / 1000} s`));
    }, START_DEADLINE_MS);
  });
  failed.catch(() => undefined);
  try {
    return await Promise.race([answer, failed, late]);
  } finally {
    clearTimeout(timer);
    child.stderr?.off("data", listen);
  }
}

function notStarted(name: string, words: string): GraderError {
  const reason = words.trim().split("\n").slice(-3).join(" ");
  return new GraderError({
    en: `A program could not be started in its sandbox${name === "" ? "" : ` (${name})`}: ${reason}. This is no fault of the program and costs no points.`,
    "zh-CN": `无法在沙箱${name === "" ? "" : `（${name}）`}中启动程序：${reason}。这不是程序的问题，不扣分。`,
  });
}
