/**
 * Makes the golden files anew on a running RabbitMQ:
 *
 *     node --conditions=source --import tsx broker-lite/test/oracle/record.ts --url amqp://… [word …]
 *
 * Words pick the scenarios whose section, row or name contains one of them; the records of the others stay. ORACLE_RABBITMQCTL is the
 * command for what needs an administrator (`rabbitmqctl`); without it those scenarios keep their records.
 */
import { parseArgs } from "node:util";
import { chosenBy } from "./choice.ts";
import { GOLDEN_VERSION, writeGolden } from "./golden.ts";
import { withLiveBroker } from "./live.ts";
import { record } from "./run.ts";
import { sections } from "./sections.ts";

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { url: { type: "string" }, print: { type: "boolean", default: false } },
});
if (values.url === undefined) throw new Error("--url amqp://user:password@host:port is missing");

await withLiveBroker(values.url, async (runner) => {
  for (const section of sections) {
    const chosen = chosenBy(words, section);
    if (chosen.length === 0) continue;
    const records = await record(chosen, runner);
    writeGolden(section, records);
    if (values.print) {
      for (const [scenario, lines] of records) console.log([`=== ${scenario.name}`, ...lines, ""].join("\n"));
    }
    console.log(`${section.name}: ${records.size} scenarios recorded for ${GOLDEN_VERSION}`);
  }
});
