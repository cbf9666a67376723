/**
 * A worker as a process of its own, to be killed by tests. It says `join`, and `begin KEY` for each grading, which then waits for a line `go`; at a submission that
 * says `kill the grader` it dies on the spot.
 *
 * node --import tsx stub-worker.ts URL
 */
import { createInterface } from "node:readline";
import { runWorker } from "../../src/classroom/amqp/worker.ts";
import { AmqpError } from "../../src/classroom/amqp/connection.ts";
import { DIGESTS, graded, UNREACHABLE } from "./amqp-support.ts";

const [url = "", mode = "waits"] = process.argv.slice(2);
const waiting: (() => void)[] = [];
createInterface({ input: process.stdin }).on("line", () => waiting.shift()?.());

await runWorker({
  url,
  name: `stub/${process.pid}`,
  digests: DIGESTS,
  jobs: 1,
  signal: new AbortController().signal,
  lanes: {
    grade: async (task) => {
      const words = Buffer.from(task.files.get("worker.ts") ?? "").toString("utf8");
      process.stdout.write(`begin ${words}\n`);
      if (words === "kill the grader") process.kill(process.pid, "SIGKILL");
      if (mode === "waits") await new Promise<void>((resolve) => waiting.push(resolve));
      return graded(task);
    },
  },
  tell: (text) => void (text.en.startsWith("takes part") && process.stdout.write("join\n")),
  onWork: () => undefined,
}).catch((error: unknown) => {
  if (!(error instanceof AmqpError) || error.final) throw error;
  process.exit(UNREACHABLE);
});
