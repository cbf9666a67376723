/**
 * When an AMQP server is ready: it answers a client's header with connection.start. That it accepts a connection says nothing: RabbitMQ,
 * and what forwards to a container, do so long before.
 */
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const PROTOCOL_HEADER = Buffer.from("AMQP\u0000\u0000\u0009\u0001", "latin1");
/** Type 1 is a method frame; the protocol header of a server that wants another version begins with an A. */
const METHOD_FRAME = 1;
const BETWEEN_ATTEMPTS_MS = 100;
const GREETING_TIMEOUT_MS = 2000;

/**
 * Asks until the server greets.
 * @returns false where it did not within the time
 * @throws the signal's reason
 */
export async function untilGreeted(
  host: string,
  port: number,
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  do {
    signal.throwIfAborted();
    // One attempt after the other is the point of it.
    // oxlint-disable-next-line no-await-in-loop
    if (await greets(host, port)) return true;
    // oxlint-disable-next-line no-await-in-loop
    await pause(BETWEEN_ATTEMPTS_MS);
  } while (performance.now() < deadline);
  return false;
}

function greets(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: GREETING_TIMEOUT_MS }, () => socket.write(PROTOCOL_HEADER));
    const end = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once("data", (chunk: Buffer) => end(chunk[0] === METHOD_FRAME));
    for (const event of ["error", "end", "timeout"] as const) socket.once(event, () => end(false));
  });
}
