/** What colours mean here. Meaning never hangs on colour alone: a sign or a word stands beside it. */
import { createColors } from "picocolors";

export interface Paint {
  readonly heading: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly unclear: (text: string) => string;
  readonly faint: (text: string) => string;
}

export function paintFor(colour: boolean): Paint {
  const colours = createColors(colour);
  return {
    heading: (text) => colours.bold(text),
    strong: (text) => colours.bold(text),
    good: (text) => colours.green(text),
    bad: (text) => colours.red(text),
    unclear: (text) => colours.yellow(text),
    faint: (text) => colours.dim(text),
  };
}
