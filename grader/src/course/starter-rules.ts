/** What the contract asks of a starter and of a lesson's words: what is to do names the criterion it is for. Pure. */
import type { Lesson } from "../lesson.ts";
import { LANGUAGES, type Text } from "../text.ts";
import { missingSpaces } from "./chinese.ts";
import type { Finding } from "./finding.ts";
import { texts } from "./texts.ts";

/**
 * `TODO(ack-after-work): …` or `TODO ack-after-work: …`.
 * @param files text of the starter's files by their path below the lesson's folder
 */
export function starterFindings(files: ReadonlyMap<string, string>, lesson: Lesson): readonly Finding[] {
  const known = lesson.criteria.map(({ id }) => id);
  let found = 0;
  const findings: Finding[] = [];
  for (const [path, text] of files) {
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (!/\bTODO\b/.test(line)) continue;
      found += 1;
      const named = /\bTODO[( ]([a-z0-9-]+)\)?:/.exec(line)?.[1];
      if (named === undefined || !known.includes(named)) {
        findings.push({ where: `${path}:${index + 1}`, what: texts.todoWithoutCriterion(line.trim()) });
      }
    }
  }
  if (found === 0) findings.push({ where: "starter", what: texts.noTodo });
  return findings;
}

/** Types see to it that every text is there; that something stands in it, and how Chinese stands beside Latin, is seen to here. */
export function wordingFindings(lesson: Lesson): readonly Finding[] {
  const empty = lesson.criteria
    .filter((criterion) => [criterion.title, criterion.why, ...criterion.hints].some(isEmpty))
    .map(({ id }) => ({ where: "lesson.ts", what: texts.emptyText(id) }));
  const words = [
    lesson.title,
    lesson.task,
    ...lesson.criteria.flatMap(({ title, why, hints }) => [title, why, ...hints]),
  ];
  return [...empty, ...spacingFindings("lesson.ts", words.map((text) => text["zh-CN"]).join("\n"))];
}

/** What a learner reads in Chinese: of the lesson's data, its handout, or the message that a mistake gets. */
export function spacingFindings(where: string, chinese: string): readonly Finding[] {
  return missingSpaces(chinese).map((place) => ({ where, what: texts.missingSpace(place) }));
}

function isEmpty(text: Text): boolean {
  return LANGUAGES.some((language) => text[language].trim() === "");
}
