/** Which scenarios a person means by words on a command line. */
import type { Scenario, Section } from "./scenario.ts";

/** Those whose section begins with one of the words, whose rows have it, or whose name contains it; all without words. */
export function chosenBy(words: readonly string[], section: Section): readonly Scenario[] {
  if (words.length === 0) return section.scenarios;
  return section.scenarios.filter(({ name, rows }) =>
    words.some(
      (word) => section.name.startsWith(word) || rows.includes(word) || (word.length > 3 && name.includes(word)),
    ),
  );
}
