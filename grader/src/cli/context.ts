/** What every command gets: what was typed, who reads, where it runs, when to stop. */
import type { Language, Text } from "../text.ts";
import type { CommandLine } from "./arguments.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Screen } from "./screen.ts";

export interface Context {
  readonly line: CommandLine;
  readonly language: Language;
  readonly say: (text: Text) => string;
  readonly screen: Screen;
  /** The course's root folder. */
  readonly root: string;
  /** Where the person stands: typed paths start here. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly interrupt: Interrupt;
}

/** What a command comes to; see grader/README.md. */
export const EXIT = { passed: 0, belowPassMark: 1, notJudged: 2 } as const;
