/**
 * Who is in the class, from a table that the teacher has: our own (id, name, email), or the gradebook that Canvas or Moodle exports.
 * Finds for each submission whose it is.
 */
import type { Text } from "../../text.ts";
import { parseCsv } from "../../csv.ts";
import { tidy, type FoundSubmission, type Learner } from "./learners.ts";

export type RosterLearner = Omit<Learner, "platform">;

export class RosterError extends Error {
  override readonly name = "RosterError";
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** Headings by which a column is known, in small letters. */
const COLUMNS = {
  id: ["id", "identifier", "student id", "id number", "username", "学号", "学生编号"],
  name: ["name", "student", "full name", "display name", "姓名"],
  first: ["first name", "given name", "名"],
  last: ["last name", "surname", "family name", "姓"],
  email: ["email", "e-mail", "email address", "邮箱", "电子邮箱", "电子邮件地址"],
  sisId: ["sis user id"],
  login: ["sis login id", "login", "login id"],
  section: ["section", "group"],
} as const;

type Column = keyof typeof COLUMNS;

/** @throws RosterError where there is no column of ids or names, or two learners have one id */
export function readRoster(text: string): readonly RosterLearner[] {
  const [header, ...rows] = parseCsv(text);
  const places = new Map<Column, number>();
  for (const [column, headings] of Object.entries(COLUMNS)) {
    const index = (header ?? []).findIndex((cell) => (headings as readonly string[]).includes(cell.toLowerCase()));
    if (index >= 0) places.set(column as Column, index);
  }
  if (!places.has("id")) {
    throw new RosterError({
      en: "The roster needs a line of headings with a column `id` (and `name`, `email`, where you have them).",
      "zh-CN": "名单需要一行表头，其中有 `id` 列（如有 `name`、`email` 也请给出）。",
    });
  }
  const learners: RosterLearner[] = [];
  const lines = new Map<string, number>();
  rows.forEach((row, index) => {
    const cell = (column: Column): string => tidy(row[places.get(column) ?? -1] ?? "");
    const id = cell("id").replace(/^Participant (\d+)$/u, "$1");
    // Canvas's own second line, and learners it has made up.
    if (id === "" || /^points possible$/iu.test(cell("name"))) return;
    const earlier = lines.get(id);
    if (earlier !== undefined) {
      throw new RosterError({
        en: `The roster has the id ${id} twice, in its rows ${earlier} and ${index + 2}. Which of the two is right?`,
        "zh-CN": `名单中的 id ${id} 出现两次，在第 ${earlier} 行和第 ${index + 2} 行。哪一个是对的？`,
      });
    }
    lines.set(id, index + 2);
    const name = cell("name") || [cell("first"), cell("last")].filter((part) => part !== "").join(" ");
    const optional = (["email", "sisId", "login", "section"] as const).flatMap((column) =>
      cell(column) === "" ? [] : [[column, cell(column)] as const],
    );
    learners.push({ id, name: name || id, ...Object.fromEntries(optional) });
  });
  return learners;
}

export interface Matched {
  /** With what the roster knows of each learner; a learner that is not in it stays as found. */
  readonly submissions: readonly FoundSubmission[];
  /** In the roster, but handed in nothing. */
  readonly absent: readonly Learner[];
  /** Handed in something, but not in the roster. */
  readonly strangers: readonly string[];
}

/** By id, then e-mail address or login, then name; a name that two have is nobody's. */
export function matchRoster(found: readonly FoundSubmission[], roster: readonly RosterLearner[]): Matched {
  const byKey = new Map<string, RosterLearner | null>();
  for (const learner of roster) {
    for (const key of new Set(keysOf(learner))) byKey.set(key, byKey.has(key) ? null : learner);
  }
  const ids = new Map(roster.map((learner) => [learner.id, learner]));
  const present = new Set<RosterLearner>();
  const strangers: string[] = [];
  const submissions = found.map((submission): FoundSubmission => {
    const { id, name, platform } = submission.learner;
    const known = ids.get(id) ?? byKey.get(id.toLowerCase()) ?? byKey.get(folded(name)) ?? undefined;
    if (known === undefined) {
      strangers.push(id);
      return submission;
    }
    present.add(known);
    return { ...submission, learner: { ...known, platform } };
  });
  const platform = found[0]?.learner.platform ?? "none";
  const absent = roster.filter((learner) => !present.has(learner)).map((learner) => ({ ...learner, platform }));
  return { submissions, absent, strangers };
}

function keysOf(learner: RosterLearner): string[] {
  const [first, ...rest] = learner.name.split(/[\s,]+/u);
  const turned =
    rest.length === 0
      ? []
      : [folded([...rest, first].join(" ")), folded([rest.at(-1), first, ...rest.slice(0, -1)].join(" "))];
  const address = learner.email?.toLowerCase();
  return [
    folded(learner.name),
    ...turned,
    ...(address === undefined ? [] : [address, address.replace(/@.*$/u, "")]),
    ...(learner.login === undefined ? [] : [learner.login.toLowerCase()]),
    ...(learner.sisId === undefined ? [] : [learner.sisId.toLowerCase()]),
  ];
}

/** Canvas writes names in small letters, without spaces and signs. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
