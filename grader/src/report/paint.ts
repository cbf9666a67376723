/** What colours mean here. Meaning never hangs on colour alone: a sign or a word stands beside it. */
import { createColors } from "picocolors";

export interface Paint {
  heading(text: string): string;
  strong(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  unclear(text: string): string;
  faint(text: string): string;
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
