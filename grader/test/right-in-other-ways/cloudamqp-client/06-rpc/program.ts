/** What surrounds every program: one session, one place where failures end, one where signals do. */
import process from "node:process";
import { AMQPSession } from "@cloudamqp/amqp-client";

export async function withSession(use: (session: AMQPSession) => Promise<void>): Promise<void> {
  const url = process.env["AMQP_URL"] ?? "amqp://localhost";
  const session = await AMQPSession.connect(url, {
    logger: null,
    ondisconnect: (error) => console.error(`disconnected: ${error?.message ?? "no reason given"}`),
  });
  try {
    await use(session);
  } finally {
    await session.stop();
  }
}

export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

export function run(program: () => Promise<void>): void {
  program().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
