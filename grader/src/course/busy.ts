/** Keeps processors busy on purpose, to see what a verdict is worth on a machine that has much else to do. */
import { spawn } from "node:child_process";

/** Looks up now and then, so that it ends with whoever started it, however that ends. */
const LOOP = `
process.stdin.on("end", () => process.exit()).resume();
(function spin() {
  for (const until = Date.now() + 50; Date.now() < until;);
  setImmediate(spin);
})();
`;

/** @returns what ends them */
export function keepBusy(loops: number): () => void {
  const children = Array.from({ length: loops }, () =>
    spawn(process.execPath, ["-e", LOOP], { stdio: ["pipe", "ignore", "ignore"] }),
  );
  return () => {
    for (const child of children) child.kill("SIGKILL");
  };
}
