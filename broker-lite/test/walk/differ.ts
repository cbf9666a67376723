/** Runs walks on two brokers and holds the records against each other. Owns what counts as a difference. */
import fc from "fast-check";
import { record, type Record, type Runner } from "../oracle/run.ts";
import type { Scenario } from "../oracle/scenario.ts";
import { walks, type Walk } from "./arbitrary.ts";
import type { Command } from "./commands.ts";
import { Walker, type WalkerOptions } from "./walker.ts";

/** A broker to walk on. */
export interface Ground {
  readonly name: string;
  readonly runner: Runner;
  /** Where processes race: only what it never did in so many rounds of one walk is a difference. */
  readonly rounds: number;
  readonly walker: Pick<WalkerOptions, "pauseMs" | "noticeMs">;
}

export interface Walked {
  readonly lines: Record;
  /** A scenario of the oracle that does and sees the same. */
  readonly script: string;
}

export interface Difference {
  readonly walk: Walk;
  readonly expected: Walked;
  readonly seen: Walked;
  readonly seed: number;
  readonly shrinks: number;
}

export interface SearchOptions {
  readonly walks: number;
  readonly commands: number;
  readonly seed: number;
  readonly onWalked?: (done: number) => void;
}

export interface Searched {
  /** As many as were made from seeds; those on the way to a shorter difference are not counted. */
  readonly walks: number;
  readonly commands: number;
  /** Records in which the first broker itself was not the same twice, and the second was as one of them. */
  readonly wavering: number;
  readonly difference: Difference | undefined;
}

/** @param signal what to do after each command, with all that was set going settled */
export async function walkOn(ground: Ground, walk: Walk, onSettled?: (command: Command) => void): Promise<Walked> {
  let script = "";
  const scenario: Scenario = {
    name: "walk",
    rows: [],
    script: async (stage) => {
      const walker = new Walker(stage, { ...ground.walker, ...(onSettled === undefined ? {} : { onSettled }) });
      try {
        await walker.walk(walk);
      } finally {
        script = walker.script.text("…");
      }
    },
  };
  const records = await record([scenario], ground.runner);
  return { lines: records.get(scenario) ?? [], script };
}

/** Until the first difference, which is made as small as it goes; or until all walks were equal. */
export async function search(reference: Ground, tested: Ground, options: SearchOptions): Promise<Searched> {
  let wavering = 0;
  let done = 0;
  let commands = 0;
  let isShrinking = false;
  let found: Pick<Difference, "expected" | "seen"> | undefined;

  const isEqual = async (walk: Walk): Promise<boolean> => {
    const seen = await walkOn(tested, walk);
    let expected: Walked | undefined;
    for (let round = 0; round < reference.rounds; round++) {
      const again = await walkOn(reference, walk);
      expected ??= again;
      if (again.lines.join("\n") !== seen.lines.join("\n")) continue;
      if (round > 0) wavering++;
      return true;
    }
    if (expected !== undefined) found = { expected, seen };
    return false;
  };

  const property = fc.asyncProperty(walks(options.commands), async (walk) => {
    const equal = await isEqual(walk);
    if (!isShrinking) {
      done++;
      commands += walk.length;
      options.onWalked?.(done);
    }
    isShrinking ||= !equal;
    return equal;
  });
  const result = await fc.check(property, { numRuns: options.walks, seed: options.seed });
  const counts = { walks: done, commands, wavering };
  const [walk] = result.counterexample ?? [];
  if (walk === undefined || found === undefined) return { ...counts, difference: undefined };
  return { ...counts, difference: { walk, ...found, seed: result.seed, shrinks: result.numShrinks } };
}

/** The lines before the first that differ, and what follows on both sides. */
export function described({ expected, seen, seed, shrinks }: Difference, names: readonly [string, string]): string {
  const first = seen.lines.findIndex((line, index) => line !== expected.lines[index]);
  const index = first < 0 ? seen.lines.length : first;
  const width = Math.max(...names.map((name) => name.length));
  const side = (name: string, lines: Record): string[] =>
    lines.slice(index, index + 4).map((line) => `${name.padEnd(width)} | ${line}`);
  return [
    `seed ${seed}, made smaller ${shrinks} times:`,
    ...expected.lines.slice(0, index).map((line) => `${" ".repeat(width)} | ${line}`),
    ...side(names[0], expected.lines),
    ...side(names[1], seen.lines),
    "as a scenario:",
    expected.script,
  ].join("\n");
}
