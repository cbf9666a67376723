/** Which of the planted mistakes a submission looks like, by what it lost: the same criteria, and the same ones left unjudged. */
import type { Mistake } from "../../lesson.ts";
import type { Text } from "../../text.ts";
import type { Judged } from "./gradebook.ts";
import { texts } from "./texts.ts";

/** Mistakes that lose the same can't be told apart: they are named together. */
export interface KnownMistake {
  readonly title: Text;
  readonly loses: readonly string[];
  readonly leavesUnjudged: readonly string[];
}

/** More names than this say nothing any more. */
const MOST_NAMES = 3;

export function knownMistakes(mistakes: readonly Mistake[]): readonly KnownMistake[] {
  const groups = new Map<string, Mistake[]>();
  for (const mistake of mistakes) {
    // Such as cost nothing can't be seen in what was lost.
    if (mistake.loses.length === 0) continue;
    const signature = JSON.stringify([mistake.loses.toSorted(), (mistake.leavesUnjudged ?? []).toSorted()]);
    groups.set(signature, [...(groups.get(signature) ?? []), mistake]);
  }
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length > MOST_NAMES) return [];
    const title: Text = {
      en: same.map((mistake) => mistake.title.en).join(texts.or.en),
      "zh-CN": same.map((mistake) => mistake.title["zh-CN"]).join(texts.or["zh-CN"]),
    };
    return [{ title, loses: first.loses, leavesUnjudged: first.leavesUnjudged ?? [] }];
  });
}

/** Those that explain the most of what was lost; what they explain together, each counted once. */
export function recognise(judged: Judged, known: readonly KnownMistake[]): readonly KnownMistake[] {
  const lost = new Set(judged.checks.flatMap(({ id, status }) => (status === "fail" ? [id] : [])));
  const gone = new Set(judged.checks.flatMap(({ id, status }) => (status === "pass" ? [] : [id])));
  const exact = known.find(
    ({ loses, leavesUnjudged }) =>
      lost.size === loses.length &&
      loses.every((id) => lost.has(id)) &&
      gone.size === lost.size + leavesUnjudged.length &&
      leavesUnjudged.every((id) => gone.has(id)),
  );
  if (exact !== undefined) return [exact];
  const found: KnownMistake[] = [];
  const open = new Set(lost);
  const byWeight = known.toSorted(
    (one, other) => other.loses.length + other.leavesUnjudged.length - (one.loses.length + one.leavesUnjudged.length),
  );
  for (const mistake of byWeight) {
    const explains = mistake.loses.every((id) => open.has(id)) && mistake.leavesUnjudged.every((id) => gone.has(id));
    if (!explains) continue;
    found.push(mistake);
    for (const id of mistake.loses) open.delete(id);
  }
  return found;
}
