/** Puts verdicts together, and says what ended a scenario early. Pure. */
import { brokerErrors, type BrokerError } from "../evidence/connections.ts";
import type { Evidence, Stopped } from "../evidence/evidence.ts";
import { apart, join, type Text } from "../text.ts";
import { pass, type Fail, type Verdict } from "./verdict.ts";

/** The first verdict that is no pass; a pass where all are. Each is asked for only when those before it passed. */
export function all(...checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check();
    if (verdict.status !== "pass") return verdict;
  }
  return pass();
}

/** A value of the learner's as it stands in a sentence: quoted, cut at 60 characters. */
export function quote(value: string): string {
  const characters = [...value];
  const shown = characters.length > 60 ? `${characters.slice(0, 57).join("")}…` : value;
  return `'${shown}'`;
}

/** "We waited for … in vain." where the scenario ended early. */
export function stoppedText(evidence: Evidence): Text | undefined {
  const { stopped } = evidence;
  if (stopped === undefined) return undefined;
  const { waitedFor, program } = stopped;
  if (stopped.reason === "program-ended" && program !== undefined) {
    return join(
      {
        en: `We waited for ${waitedFor.en}, but '${program}' ended first.`,
        "zh-CN": `${apart("我们在等待", waitedFor["zh-CN"])}，但 '${program}' 先结束了。`,
      },
      ...lastWords(evidence, program),
    );
  }
  return {
    en: `We waited for ${waitedFor.en} in vain.`,
    "zh-CN": `${apart("我们一直没有等到", waitedFor["zh-CN"])}。`,
  };
}

/** What the broker refused first, in its own words. */
export function brokerText(evidence: Evidence, program?: string): Text | undefined {
  const first = brokerErrors(evidence, { program })[0];
  return first === undefined ? undefined : refusalText(first);
}

function refusalText(error: BrokerError): Text {
  const what = error.scope === "channel" ? { en: "channel", zh: "信道" } : { en: "connection", zh: "连接" };
  const words = `${error.replyCode} ${error.replyText.replace(/\.$/u, "")}`;
  return {
    en: `The broker closed the ${what.en} of '${error.program}': ${words}.`,
    "zh-CN": `Broker 关闭了 '${error.program}' 的${what.zh}：${words}。`,
  };
}

/**
 * Adds to a failure what the evidence knows of its cause: the broker's own words where it refused something, and what the scenario
 * waited for in vain. Says nothing twice.
 */
export function explain(evidence: Evidence, verdict: Fail): Fail {
  let { seen } = verdict;
  const events = [...verdict.events];
  const refused = brokerErrors(evidence).find((error) => concerns(evidence, verdict, error.program));
  const said = refused === undefined || seen.en.includes(refused.replyText) || seen.en.includes(`${refused.replyCode}`);
  if (!said) {
    seen = join(seen, refusalText(refused));
    if (!events.includes(refused.event)) events.push(refused.event);
  }
  const { stopped } = evidence;
  const ending = stoppedText(evidence);
  const known = stopped === undefined || ending === undefined || seen.en.includes(ending.en);
  if (
    !known &&
    concerns(evidence, verdict, stopped.program) &&
    !(stopped.reason === "program-ended" && (endIsTold(seen) || endedOf(evidence, stopped, refused)))
  ) {
    seen = join(seen, ending);
  }
  return { ...verdict, seen, events };
}

/** Whether a failure speaks of this program, by its label or its name; one that names no program at all concerns every program. */
function concerns(evidence: Evidence, verdict: Fail, program: string | undefined): boolean {
  if (program === undefined) return true;
  const words = `${verdict.expected.en} ${verdict.seen.en}`;
  const named = evidence.programs.filter(
    ({ label, name }) => words.includes(`'${label}'`) || words.includes(`'${name}'`),
  );
  return named.length === 0 || named.some(({ label }) => label === program);
}

/**
 * Whether a program ended because of what the broker refused it, and not after it had gone on in spite of that. How far the scenario
 * was by then is no part of the cause, and a race.
 */
function endedOf({ events }: Evidence, stopped: Stopped, refused: BrokerError | undefined): boolean {
  if (refused === undefined || stopped.program !== refused.program) return false;
  return !events.some(
    (event) =>
      event.number > refused.event &&
      event.program === refused.program &&
      (event.kind === "opened" || (event.kind === "method" && event.method.name === "channel.open")),
  );
}

function endIsTold(seen: Text): boolean {
  return seen.en.includes("It ended with");
}

function lastWords(evidence: Evidence, label: string): readonly Text[] {
  const ended = evidence.programs.find((record) => record.label === label);
  if (ended?.exit === undefined) return [];
  const { code, signal } = ended.exit;
  const how =
    signal === null
      ? { en: `exit code ${code}`, zh: `退出码 ${code}` }
      : { en: `signal ${signal}`, zh: `信号 ${signal}` };
  const line = errorLine(ended.stderr);
  if (line === undefined)
    return code === 0 ? [] : [{ en: `It ended with ${how.en}.`, "zh-CN": `它的结束方式：${how.zh}。` }];
  return [
    {
      en: `It ended with ${how.en} and said ${quote(line)}.`,
      "zh-CN": `它的结束方式：${how.zh}，并输出了 ${quote(line)}。`,
    },
  ];
}

/** The line of stderr that says what went wrong: in a stack trace, the one with the error's name. */
export function errorLine(stderr: string): string | undefined {
  const lines = stderr
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return (
    lines.find((line) => /^(?:\w+\.)*\w*(?:Error|Exception)\b.*:/u.test(line)) ??
    lines.findLast((line) => !/^(?:at |Node\.js v|[{}]|\^)/u.test(line))
  );
}
