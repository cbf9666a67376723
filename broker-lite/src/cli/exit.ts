/** Exit codes, and errors that end the program with one line. */

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What went wrong and what to do, for the person at the terminal: printed without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
