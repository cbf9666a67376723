/**
 * Prints where broker-lite differs from the golden files, without a test runner:
 *
 *     node --conditions=source --import tsx broker-lite/test/oracle/compare.ts [word …]
 *
 * Words pick the scenarios whose section, row or name contains one of them.
 */
import { goldenRecord } from "./golden.ts";
import { knownDifferences } from "./known-differences.ts";
import { brokerLite } from "./lite.ts";
import { record } from "./run.ts";
import { sections } from "./sections.ts";
import { chosenBy } from "./choice.ts";

const words = process.argv.slice(2);
const startedMs = performance.now();
let differing = 0;
let all = 0;
const records = await record(
  sections.flatMap((section) => chosenBy(words, section)),
  brokerLite(),
);
for (const section of sections) {
  for (const scenario of chosenBy(words, section)) {
    const seen = records.get(scenario) ?? [];
    const golden = goldenRecord(section, scenario) ?? [];
    all += 1;
    if (seen.join("\n") === golden.join("\n")) continue;
    differing += 1;
    const first = seen.findIndex((line, index) => line !== golden[index]);
    const index = first < 0 ? seen.length : first;
    console.log(`=== ${section.name}: ${scenario.name} [${scenario.rows.join(" ")}]`);
    const known = knownDifferences[`${section.name}: ${scenario.name}`];
    if (known !== undefined) console.log(`    known: ${known}`);
    for (const line of golden.slice(Math.max(0, index - 3), index)) console.log(`    ${line}`);
    for (const line of golden.slice(index, index + 3)) console.log(`  RabbitMQ    ${line}`);
    for (const line of seen.slice(index, index + 3)) console.log(`  broker-lite ${line}`);
  }
}
console.log(`${differing} of ${all} differ; ${Math.round(performance.now() - startedMs)} ms`);
