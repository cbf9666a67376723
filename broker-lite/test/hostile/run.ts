/**
 * The attacks with their real counts, on a broker in a process of its own:
 *
 *     node --conditions=source --import tsx broker-lite/test/hostile/run.ts --drops 10000 --babblers 5000 --messages 1000000
 *
 * Ends with 1 where the broker does not live through it, or leaves something behind.
 */
import { parseArgs } from "node:util";
import { connect } from "amqplib";
import { startBrokerProcess } from "../cli/broker-process.ts";
import { management } from "../soak/load.ts";
import { babbling, connectsAndDrops, flood } from "./attack.ts";

const { values } = parseArgs({
  options: {
    drops: { type: "string", default: "10000" },
    babblers: { type: "string", default: "5000" },
    messages: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
});

const HTTP_PORT = 15_999;
const broker = await startBrokerProcess("--http-port", String(HTTP_PORT));
const { port } = broker;
let startedAtMs = performance.now();

function print(text: string): void {
  process.stdout.write(`${text} (${Math.round((performance.now() - startedAtMs) / 1000)} s)\n`);
  startedAtMs = performance.now();
}

try {
  const drops = await connectsAndDrops(port, Number(values.drops));
  print(`${drops.count} connects and drops; meanwhile ${drops.witnessed} messages of another connection, all in order`);
  const babble = await babbling(port, Number(values.babblers), Number(values.seed));
  print(
    `${values.babblers} connections, many at once, said ${babble.count} wrong frames; meanwhile ${babble.witnessed} messages of another connection, all in order`,
  );
  const flooded = await flood(port, Number(values.messages));
  print(
    `${flooded.sent} messages of 1 KiB that nobody reads: ${flooded.counted} taken${flooded.isBlocked ? ", then publishers were blocked" : ""}`,
  );
  const model = await connect(`amqp://127.0.0.1:${port}`);
  const { object_totals: left } = (await management(HTTP_PORT, "overview")) as {
    object_totals: Record<string, number>;
  };
  print(`left: ${left["connections"]} connection (the one that asks), ${left["consumers"]} consumers`);
  await model.close();
  if (left["connections"] !== 1 || left["consumers"] !== 0) process.exitCode = 1;
} finally {
  broker.child.kill("SIGTERM");
  const { code } = await broker.finished();
  print(`the broker was stopped and ended with ${code}`);
  if (code !== 0) process.exitCode = 1;
}
