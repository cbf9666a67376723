/**
 * How Chinese stands beside Latin in what people read: with a space between them. Finds where it is missing. Pure; putting it
 * there where texts are joined is `apart` in text.ts.
 */

/** What stands in quotes is a label, or somebody's text, in which letters of many scripts may touch. */
const QUOTED = /'[^'\n]*'|"[^"\n]*"|`[^`\n]*`/g;
const WORD_TOO_CLOSE = /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/gu;
const CHINESE = /^\p{Script=Han}$/u;
const LATIN_LABEL = /^.[\p{Script=Latin}\d<_.$-]/u;
const SHOWN_AROUND = 8;

/** Each place with a few letters around it; none where all is well. */
export function missingSpaces(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const around = (from: number, to: number): string =>
      line.slice(Math.max(0, from - SHOWN_AROUND), to + SHOWN_AROUND).trim();
    const labels = [...line.matchAll(QUOTED)]
      .map(({ index, [0]: quoted }) => ({ from: index, to: index + quoted.length, quoted }))
      .filter(({ quoted }) => LATIN_LABEL.test(quoted))
      .filter(({ from, to }) => CHINESE.test(line.charAt(from - 1)) || CHINESE.test(line.charAt(to)));
    const bare = line.replace(QUOTED, (quoted) => " ".repeat(quoted.length));
    const words = [...bare.matchAll(WORD_TOO_CLOSE)];
    return [
      ...labels.map(({ from, to }) => around(from, to)),
      ...words.map(({ index, [0]: found }) => around(index, index + found.length)),
    ];
  });
}
