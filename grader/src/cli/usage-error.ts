/** What was typed can't be done: said in a clear line, without a stack, and ends with exit code 2. */
import type { Text } from "../text.ts";

export class UsageError extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.name = "UsageError";
    this.text = text;
  }
}
