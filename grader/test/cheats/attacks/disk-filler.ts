/** Fills every place that it may write to, with many files of a size that is allowed. */
import { mkdirSync, writeFileSync } from "node:fs";

/** The test allows 8, and there is a small /dev/shm. */
const ALLOWED_MIB = 10;
/** Each place: enough to show that it can be filled, without filling the machine where nothing stops it. */
const MOST_FILES = 64;

const block = Buffer.alloc(2 ** 20, 1);
let written = 0;
for (const folder of ["/tmp", "/dev/shm", "/var/tmp", "/run", ".", "/", "/dev", "/canary"]) {
  try {
    mkdirSync(folder, { recursive: true });
    for (let count = 0; count < MOST_FILES; count += 1, written += 1) writeFileSync(`${folder}/filler-${count}`, block);
  } catch {
    // Full, or not writable.
  }
}
console.log(`${written > ALLOWED_MIB ? "GOT IN: " : ""}wrote ${written} MiB`);
