/** The connection of a program, and the frame around it: starts it, reports what fails, ends with the right code. */
import process from "node:process";
import { Connection } from "rabbitmq-client";

const CONNECT_WITHIN_MS = 4000;

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The library goes on trying; a program that somebody waits for does so only for a while. */
export async function open(): Promise<Connection> {
  const rabbit = new Connection({
    url: process.env["AMQP_URL"] ?? "amqp://localhost",
    connectionName: process.title,
    retryLow: 250,
  });
  rabbit.on("error", (error: unknown) => console.error(`rabbitmq: ${words(error)}`));
  await rabbit.onConnect(CONNECT_WITHIN_MS);
  return rabbit;
}

/** Runs `close` at Ctrl+C or SIGTERM. */
export function atStop(close: () => Promise<void>): void {
  const stop = (): void => {
    close().catch(fail);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

export function fail(error: unknown): void {
  console.error(`failed: ${words(error)}`);
  process.exitCode = 1;
}
