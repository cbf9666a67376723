/** Kills whoever it may. */
import { readdirSync } from "node:fs";
import { hostname } from "node:os";

// Nobody should lose a morning's work to trying this outside.
if (hostname() !== "sandbox") process.exit(0);

for (const name of ["SIGKILL", "SIGSTOP"] as const) {
  for (const pid of [...readdirSync("/proc").map(Number), process.ppid, -1]) {
    if (!Number.isInteger(pid) || pid === 0 || pid === process.pid) continue;
    try {
      process.kill(pid, name);
    } catch {
      // Not its to kill.
    }
  }
}
