/**
 * Runs inside a sandbox, as its first process: listens on the sandbox's own loopback for the program's AMQP connections, starts the program when the grader
 * says how, passes signals on, and says how it ended. Knows nothing worth stealing: whatever the program does to it, it does to itself.
 *
 * Started without an argument it hands its listening socket to the grader, which then accepts the program's connections itself, as it does without a
 * sandbox. Where that can't be done (in a container) it is given a folder with two sockets of the grader: `control`, and `tap` to relay to.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, Socket, type AddressInfo, type Server } from "node:net";
import { CONTROL_FD, type FromLauncher, type ToLauncher } from "./protocol.ts";

const [socketFolder] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true, noDelay: true });
server.listen(0, "127.0.0.1", () => {
  if (socketFolder === undefined) handOver(server);
  else relay(server, socketFolder);
});

function handOver(listening: Server): void {
  // Once the grader has it, it ends this way of talking: nothing that the program could get hold of leads to it.
  process.once("disconnect", () => obey(new Socket({ fd: CONTROL_FD })));
  process.send?.({}, listening, {}, () => listening.close());
}

function relay(listening: Server, folder: string): void {
  listening.on("connection", (client) => {
    const tap = connect({ path: `${folder}/tap`, allowHalfOpen: true });
    for (const [from, to] of [
      [client, tap],
      [tap, client],
    ] as const) {
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.end());
    }
  });
  const control = connect(`${folder}/control`);
  control.once("connect", () => {
    tell(control, { kind: "listening", port: (listening.address() as AddressInfo).port });
    obey(control);
  });
}

function obey(control: Socket): void {
  let child: ChildProcess | undefined;
  let text = "";
  control.setEncoding("utf8");
  control.on("error", () => process.exit(0));
  // The grader has gone: so does all that is in here.
  control.on("close", () => process.exit(0));
  control.on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const order = JSON.parse(line) as ToLauncher;
      if (order.kind === "start") child = start(order, control);
      else signal(child, order.signal);
    }
  });
}

function start(order: Extract<ToLauncher, { kind: "start" }>, control: Socket): ChildProcess {
  const child = spawn(order.file, order.arguments, {
    cwd: order.folder,
    env: order.environment,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const end = (message: FromLauncher): void => {
    tell(control, message, () => process.exit(0));
  };
  child.once("spawn", () => tell(control, { kind: "started" }));
  child.once("error", (error) => end({ kind: "failed", words: error.message }));
  child.once("exit", (code, endedBy) => {
    const isOutOfMemory = endedBy === "SIGKILL" && killedForMemory();
    end({ kind: "ended", code, signal: endedBy, isOutOfMemory });
  });
  return child;
}

function signal(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended already.
  }
}

/** Whether the kernel has ended something in this container for want of memory. */
function killedForMemory(): boolean {
  const places = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];
  return places.some((place) => {
    try {
      return /^oom_kill [1-9]/mu.test(readFileSync(place, "utf8"));
    } catch {
      return false;
    }
  });
}

function tell(control: Socket, message: FromLauncher, then?: () => void): void {
  control.write(`${JSON.stringify(message)}\n`, then);
}
