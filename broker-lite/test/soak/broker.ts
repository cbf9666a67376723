/**
 * The broker of a soak, in a process of its own, so that what is measured is the broker's alone. Talks to the process that started it:
 * says where it listens, measures itself when asked, stops when told.
 */
import { startBroker } from "../../src/index.ts";
import type { Measured, Ready } from "./messages.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("a data directory is missing");

const broker = await startBroker({
  port: 0,
  httpPort: 0,
  dataDir,
  onDefect: (error) => {
    throw error;
  },
});
const { port, httpPort = 0 } = broker;
tell({ kind: "ready", port, httpPort });

process.on("message", (question) => {
  if (question === "measure") tell(measured());
  else void broker.close().then(() => process.disconnect());
});
// Without the load there is nothing to do.
process.on("disconnect", () => process.exit());

function measured(): Measured {
  // Twice: what finalizers let go of is only gone in the second round.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const cpu = process.cpuUsage();
  return {
    kind: "measured",
    heapBytes: heapUsed + external,
    residentBytes: rss,
    handles: process.getActiveResourcesInfo().length,
    cpuMs: (cpu.user + cpu.system) / 1000,
  };
}

function tell(message: Ready | Measured): void {
  process.send?.(message);
}
