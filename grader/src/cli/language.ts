/** Which language a reader gets. Owns the choice; the words are in the catalogues beside the code that says them. */
import { LANGUAGES, type Language } from "../text.ts";

/** `zh`, `zh-CN`, `zh_CN.UTF-8`, `zh-Hans` are all one language here; undefined where it is none of the course's. */
export function readLanguage(name: string): Language | undefined {
  const wanted = name
    .trim()
    .replace(/[.@].*$/, "")
    .replaceAll("_", "-")
    .toLowerCase();
  return LANGUAGES.find((language) => {
    const known = language.toLowerCase();
    return wanted === known || wanted.split("-")[0] === known.split("-")[0];
  });
}

/** The reader's own setting wins over the terminal's, the terminal's over the system's; whoever has another language reads English. */
export function chooseLanguage(
  environment: Readonly<Record<string, string | undefined>>,
  systemLocale: string = Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  // As POSIX orders them: the first that is set decides, even where it is one that the course does not speak.
  const locale = [environment["LC_ALL"], environment["LC_MESSAGES"], environment["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return readLanguage(locale ?? systemLocale) ?? "en";
}
