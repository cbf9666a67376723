/** A broker-lite for a learner's own experiments while a lesson is open, where the usual port is free. Nothing is graded on it. */

export interface Playground {
  readonly url: string;
  close(): Promise<void>;
}

const USUAL_PORT = 5672;
/** Where `broker-lite list-queues` looks for a running broker. */
const MANAGEMENT_PORTS = Array.from({ length: 20 }, (_, index) => 15_672 + index);

/** @returns undefined where something else listens there already: the learner's programs will meet that one. */
export async function openPlayground(): Promise<Playground | undefined> {
  const { startBroker } = await import("broker-lite");
  try {
    const broker = await startBroker({ port: USUAL_PORT, httpPort: MANAGEMENT_PORTS });
    return { url: `amqp://${broker.host}:${broker.port}`, close: () => broker.close() };
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES"))
      return undefined;
    throw error;
  }
}
