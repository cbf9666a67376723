/**
 * Walks at random on broker-lite and on a running RabbitMQ; prints the smallest sequence of operations that they answer differently:
 *
 *     node --conditions=source --import tsx broker-lite/test/walk/run.ts --broker amqp://… --walks 200 --commands 40 --seed 1
 *
 * `--differences 5` goes on until so many are found. With ORACLE_RABBITMQCTL (see ../oracle/README.md) in a vhost of its own. Ends with 1 where something differs.
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
    differences: { type: "string", default: "1" },
  },
});
const LINE_EVERY_WALKS = 50;
/** After a difference the walks go on from another seed. */
const SEED_STRIDE = 1_000_003;
const startedAtMs = performance.now();

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await withLiveBroker(values.broker, async (runner) => {
  const wanted = Number(values.walks);
  const sum = { walks: 0, commands: 0, wavering: 0, differences: 0 };
  let seed = Number(values.seed);
  while (sum.walks < wanted && sum.differences < Number(values.differences)) {
    const options = {
      walks: wanted - sum.walks,
      commands: Number(values.commands),
      seed,
      onWalked: (done: number) => {
        if ((sum.walks + done) % LINE_EVERY_WALKS === 0) print(`${sum.walks + done} walks, ${seconds()} s`);
      },
    };
    const { walks, commands, wavering, difference } = await search(live(runner), lite(), options);
    sum.walks += walks;
    sum.commands += commands;
    sum.wavering += wavering;
    if (difference === undefined) continue;
    sum.differences++;
    seed += SEED_STRIDE;
    print(described(difference, ["RabbitMQ", "broker-lite"]));
  }
  print(
    `${sum.walks} walks with ${sum.commands} commands on broker-lite and on RabbitMQ from seed ${values.seed} in ${seconds()} s: ` +
      `${sum.differences} differences; ${sum.wavering} walks in which RabbitMQ itself was not the same in every round`,
  );
  if (sum.differences > 0) process.exitCode = 1;
});

function seconds(): number {
  return Math.round((performance.now() - startedAtMs) / 1000);
}
