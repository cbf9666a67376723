/**
 * `node --conditions=source --import tsx broker-lite/test/crash/run.ts --kills 200 --seed 1`: kills a broker that often, and settles the
 * account. Ends with 1 where something was lost or invented; then the data directory is kept.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../fuzz/random.ts";
import { Account } from "./account.ts";
import { liveAndDie, settle } from "./lives.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const LINE_EVERY_KILLS = 10;

const folder = mkdtempSync(join(tmpdir(), "broker-lite-crash-"));
const account = new Account();
const random = new Random(Number(values.seed));
const kills = Number(values.kills);
const startedAtMs = performance.now();
for (let kill = 1; kill <= kills; kill++) {
  // oxlint-disable-next-line no-await-in-loop -- one life after the other
  await liveAndDie(folder, account, random);
  if (kill % LINE_EVERY_KILLS === 0)
    process.stdout.write(`${kill} kills, ${Math.round((performance.now() - startedAtMs) / 1000)} s\n`);
}
try {
  const { published, confirmed, acknowledged, stillThere, unconfirmedThere } = await settle(folder, account);
  const there = Object.values(stillThere).reduce((sum, count) => sum + count, 0);
  const places = Object.entries(stillThere).map(([place, count]) => `${count} in ${place}`);
  process.stdout.write(
    `${kills} kills: ${published} published; ${confirmed} confirmed and persistent = ${acknowledged} acknowledged + ${there} still there (${places.join(", ")}); `,
  );
  process.stdout.write(`${unconfirmedThere} there without a confirm. Nothing lost, nothing invented.\n`);
  rmSync(folder, { recursive: true, force: true });
} catch (error) {
  process.stdout.write(`the account does not add up: ${String(error)}\nthe data directory is kept: ${folder}\n`);
  process.exitCode = 1;
}
