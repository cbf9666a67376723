/**
 * Walks at random on broker-lite and on a running RabbitMQ; prints the smallest sequence of operations that they answer differently:
 *
 *     node --conditions=source --import tsx broker-lite/test/walk/run.ts --broker amqp://… --walks 200 --commands 40 --seed 1
 *
 * With ORACLE_RABBITMQCTL (see ../oracle/README.md) in a vhost of its own. Ends with 1 where something differs.
 */
import { parseArgs } from "node:util";
import { withLiveBroker } from "../oracle/live.ts";
import { described, search } from "./differ.ts";
import { lite, live } from "./grounds.ts";

const { values } = parseArgs({
  options: {
    broker: { type: "string", default: process.env["ORACLE_URL"] ?? "amqp://guest:guest@127.0.0.1:5672" },
    walks: { type: "string", default: "200" },
    commands: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
  },
});
const LINE_EVERY_WALKS = 50;
const startedAtMs = performance.now();

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await withLiveBroker(values.broker, async (runner) => {
  const { walks, commands, wavering, difference } = await search(live(runner), lite(), {
    walks: Number(values.walks),
    commands: Number(values.commands),
    seed: Number(values.seed),
    onWalked: (done) => {
      if (done % LINE_EVERY_WALKS === 0) print(`${done} walks, ${seconds()} s`);
    },
  });
  print(
    `${walks} walks with ${commands} commands on broker-lite and on RabbitMQ from seed ${values.seed}, ${seconds()} s`,
  );
  if (wavering > 0) print(`${wavering} times RabbitMQ itself was not the same in every round`);
  if (difference === undefined) return print("no difference");
  process.exitCode = 1;
  print(described(difference, ["RabbitMQ", "broker-lite"]));
});

function seconds(): number {
  return Math.round((performance.now() - startedAtMs) / 1000);
}
