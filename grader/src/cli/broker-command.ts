/** `npm run broker`: broker-lite's own command line, on the next free port where 5672 is taken. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { type Language, say } from "../text.ts";
import { EXIT } from "./context.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Screen } from "./screen.ts";
import { texts } from "./texts.ts";
import { exitOf } from "./tool.ts";
import { UsageError } from "./usage-error.ts";

const USUAL_PORT = 5672;
/** More brokers than that on one machine are no accident. */
const PORTS_TRIED = 20;

export interface BrokerOptions {
  readonly typed: readonly string[];
  readonly language: Language;
  readonly screen: Screen;
  readonly interrupt: Interrupt;
}

export async function brokerCommand({ typed, language, screen, interrupt }: BrokerOptions): Promise<number> {
  const words = [...typed];
  const isStart = words[0] === undefined || words[0] === "start" || words[0].startsWith("-");
  const asksForHelp = words.some((word) => word === "--help" || word === "-h" || word === "--version" || word === "-V");
  if (
    isStart &&
    !asksForHelp &&
    !words.some((word) => word === "--port" || word === "-p" || word.startsWith("--port="))
  ) {
    const port = await nextFreePort();
    if (port === undefined) throw new UsageError(texts.noFreePort(USUAL_PORT, USUAL_PORT + PORTS_TRIED - 1));
    if (port !== USUAL_PORT) screen.complain(say(texts.portTaken(USUAL_PORT, port), language));
    words.push("--port", String(port));
  }
  // Beside the package's entry, as source here and built where it is installed.
  const entry = import.meta.resolve("broker-lite");
  const cli = fileURLToPath(new URL(entry.endsWith(".ts") ? "./cli.ts" : "./cli.js", entry));
  // The same way of reading TypeScript as ours.
  const child = spawn(process.execPath, [...process.execArgv, cli, ...words], { stdio: "inherit" });
  const passOn = (): void => void child.kill("SIGTERM");
  interrupt.signal.addEventListener("abort", passOn);
  const code = await exitOf(child);
  interrupt.signal.removeEventListener("abort", passOn);
  // Ctrl+C is how a broker is meant to be stopped.
  return interrupt.exitCode === undefined || code < 128 ? code : EXIT.passed;
}

async function nextFreePort(): Promise<number | undefined> {
  for (let port = USUAL_PORT; port < USUAL_PORT + PORTS_TRIED; port += 1) if (await isFree(port)) return port;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
