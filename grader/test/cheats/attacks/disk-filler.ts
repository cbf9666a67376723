/** Fills every place that it may write to, with many files of a size that is allowed. */
import { mkdirSync, writeFileSync } from "node:fs";

const block = Buffer.alloc(2 ** 20, 1);
let written = 0;
for (const folder of ["/tmp", "/dev/shm", "/var/tmp", "/run", ".", "/", "/dev", "/canary"]) {
  try {
    mkdirSync(folder, { recursive: true });
    for (let count = 0; count < 4096; count += 1, written += 1) writeFileSync(`${folder}/filler-${count}`, block);
  } catch {
    // Full, or not writable.
  }
}
console.log(`wrote ${written} MiB`);
