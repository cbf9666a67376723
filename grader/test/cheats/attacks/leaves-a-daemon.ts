/** Starts a process that outlives it, to speak to the broker and to write files in the next run, and leaves files for that run to fall over. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const daemon = `
  const { appendFileSync } = require("node:fs");
  process.on("SIGTERM", () => {}); process.on("SIGHUP", () => {}); process.on("SIGINT", () => {});
  setInterval(() => { try { appendFileSync("/canary/stolen", "still here"); } catch {} }, 20);
`;
// Twice removed: its parent has ended before it does anything.
const twice = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(daemon)}, "OUTLIVES-ITS-RUN"], { detached: true, stdio: "ignore" }).unref()`;
for (let count = 0; count < 2; count += 1)
  spawn(process.execPath, ["-e", twice, "OUTLIVES-ITS-RUN"], { detached: true, stdio: "ignore" }).unref();
spawn("sh", ["-c", "setsid sh -c 'while :; do echo x > /canary/stolen; sleep 1; done' OUTLIVES-ITS-RUN & crontab -l"], {
  detached: true,
  stdio: "ignore",
}).unref();
for (const folder of [
  `${tmpdir()}/tsx-0`,
  `${tmpdir()}/node_modules/amqplib`,
  "/tmp/node_modules/amqplib",
  "/var/spool/cron",
]) {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/index.js`, "console.log('POISONED'); process.exit(0);");
  } catch {
    // Not writable.
  }
}
setTimeout(() => process.exit(0), 300);
