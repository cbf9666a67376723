/** Runs a command that ends by itself, in this process: what it printed, and its exit code. */
import { vi } from "vitest";
import { program } from "../../src/cli/program.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One at a time: what is printed meanwhile counts as its own. */
export async function run(...words: readonly string[]): Promise<Outcome> {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((chunk) => {
      printed[stream] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await program(words), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
