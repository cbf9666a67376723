/** Every format on the same reports: what it looks like, that its reader can read it, and that nothing a submission chose gets through to act. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import schema from "../../report.schema.json" with { type: "json" };
import { FORMATS, FORMAT_NAMES, type FormatName, type RenderOptions } from "../../src/report/formats.ts";
import { parseCsv } from "../../src/csv.ts";
import type { Report } from "../../src/score/report.ts";
import { withoutHidden } from "../../src/score/visibility.ts";
import { LANGUAGES } from "../../src/text.ts";
import { HOSTILE_SUBMISSION, hostileReport } from "./hostile-report.ts";
import { CLASSROOM50_SCHEMA, GRADESCOPE_SCHEMA } from "./platform-schemas.ts";
import { check, passedReport, report, text } from "./sample-report.ts";

const OPTIONS: RenderOptions = {
  language: "en",
  showHidden: false,
  environment: { CLASSROOM: "mq", ASSIGNMENT: "work-queues", USERNAME: "ada", SUBMISSION_TAG: "submit-1" },
  gradedAt: new Date("2026-03-04T05:06:07Z"),
};

const ERROR = report({
  status: "error",
  score: 0,
  checks: [],
  dimensions: {},
  programs: [],
  wire: [],
  error: text("RabbitMQ did not start.", "RabbitMQ 没有启动。"),
});

const REPORTS: Readonly<Record<string, Report>> = {
  failed: report({
    problems: [{ kind: "type", file: "工人.ts", line: 3, column: 7, message: text("No such name", "没有这个名字") }],
  }),
  passed: passedReport(),
  error: ERROR,
};

function rendered(format: FormatName, given: Report, options: Partial<RenderOptions> = {}): string {
  return FORMATS[format].render(given, { ...OPTIONS, ...options });
}

const FENCE = /^(`{3,})(mermaid|text)?$/;

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });

describe.each(FORMAT_NAMES.filter((name) => name !== "terminal" && name !== "json"))("%s", (name) => {
  it.each(Object.keys(REPORTS))("reads as it should: a report that %s", async (kind) => {
    const solution = kind === "failed" && name === "html" ? { solution: passedReport() } : {};
    const shown = rendered(name, REPORTS[kind] ?? ERROR, solution);
    await expect(shown).toMatchFileSnapshot(`golden/${kind}.${name}.${FORMATS[name].extension}`);
  });

  it("speaks Chinese", () => {
    expect(rendered(name, report(), { language: "zh-CN" })).toContain("任务完成之后才确认");
  });
});

describe("junit", () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (tag) => tag === "testcase" || tag === "testsuite",
  });

  it("counts what it holds, and says each failure in its message and in its body", () => {
    const { testsuites } = parser.parse(rendered("junit", report())) as { testsuites: Suites };
    expect(testsuites).toMatchObject({ "@_tests": "6", "@_failures": "2", "@_errors": "0", "@_skipped": "1" });
    const cases = testsuites.testsuite.flatMap(({ testcase }) => testcase);
    expect(cases).toHaveLength(6);
    const [failed] = cases.filter(({ failure }) => failure !== undefined);
    expect(failed?.failure?.["@_message"]).toContain("came 2 ms after it arrived");
    expect(failed?.failure?.["#text"]).toContain("came 2 ms after it arrived");
    for (const suite of testsuites.testsuite) expect(Number(suite["@_tests"])).toBe(suite.testcase.length);
  });

  it("is an error where nothing could be judged", () => {
    const { testsuites } = parser.parse(rendered("junit", ERROR)) as { testsuites: Suites };
    expect(testsuites.testsuite[0]?.testcase[0]?.error?.["@_message"]).toBe("RabbitMQ did not start.");
  });

  it("stays one well-formed document whatever a submission says", () => {
    const xml = rendered("junit", hostileReport());
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = parser.parse(xml) as { testsuites: Suites };
    const { checks, problems } = hostileReport();
    const broken = problems.filter(({ kind }) => kind !== "type").length;
    const ours = checks.some(({ status }) => status === "error") ? 0 : 1;
    expect(testsuites.testsuite.flatMap(({ testcase }) => testcase)).toHaveLength(checks.length + broken + ours);
  });

  it("fails where a program is missing, though every criterion is only skipped", () => {
    const because = text("There is no worker.", "没有 worker。");
    const missing = report({
      checks: [check({ id: "ack-after-work", status: "not-judged", points: 0, because })],
      problems: [{ kind: "missing", file: "", line: 0, column: 0, message: because, program: "worker" }],
    });
    const { testsuites } = parser.parse(rendered("junit", missing)) as { testsuites: Suites };
    const failures = testsuites.testsuite.flatMap(({ testcase }) => testcase.map(({ failure }) => failure));
    expect(failures.flatMap((failure) => failure?.["@_message"] ?? [])).toEqual(["There is no worker."]);
  });
});

interface Suites {
  readonly testsuite: readonly { readonly "@_tests": string; readonly testcase: readonly Case[] }[];
}
interface Case {
  readonly failure?: Record<string, string>;
  readonly error?: Record<string, string>;
}

describe("the schema of our report", () => {
  const validate = ajv.compile(schema);

  it.each([...Object.entries(REPORTS), ["hostile", hostileReport()] as const])(
    "fits a report that is %s",
    (_, given) => {
      validate(JSON.parse(rendered("json", given)));
      expect(validate.errors).toBeNull();
    },
  );

  it.each<[string, (sound: Record<string, unknown>) => void]>([
    ["a field that nobody knows", (sound) => void (sound["grade"] = 100)],
    ["no score", (sound) => void delete sound["score"]],
    ["half a point", (sound) => void (sound["score"] = 1.5)],
    ["another version", (sound) => void (sound["schemaVersion"] = 2)],
    ["a dimension that there is not", (sound) => void (sound["dimensions"] = { speed: { score: 1, max: 1 } })],
    ["a text in one language", (sound) => void (sound["error"] = { en: "only" })],
  ])("refuses %s", (_, spoil) => {
    const spoilt = structuredClone(report()) as unknown as Record<string, unknown>;
    spoil(spoilt);
    expect(validate(spoilt)).toBe(false);
  });
});

describe("what platforms take", () => {
  it.each([...Object.entries(REPORTS), ["hostile", hostileReport()] as const])("results of %s", (_, given) => {
    const gradescope = ajv.compile(GRADESCOPE_SCHEMA);
    gradescope(JSON.parse(rendered("gradescope", given)));
    expect(gradescope.errors).toBeNull();
    const classroom50 = ajv.compile(CLASSROOM50_SCHEMA);
    classroom50(JSON.parse(rendered("classroom50", given)));
    expect(classroom50.errors).toBeNull();
  });

  it("Gradescope gets no score where nothing could be judged", () => {
    expect(JSON.parse(rendered("gradescope", ERROR))).not.toHaveProperty("score");
  });
});

describe("hidden criteria", () => {
  const secret = "nonce-4711";
  const hidden = report({
    checks: [
      check({
        id: "secret",
        visibility: "hidden",
        status: "fail",
        points: 0,
        title: text("It bears odd input", "经得起奇怪的输入"),
        expected: text(secret, secret),
        seen: text(secret, secret),
        scenario: secret,
        why: text(secret, secret),
        frames: [{ number: 1, atMs: 1, program: "worker", direction: "to-broker", line: secret, offending: true }],
      }),
      ...report().checks,
    ],
    wire: [{ scenario: secret, title: text(secret, secret), visibility: "hidden", frames: [] }, ...report().wire],
  });

  it.each(FORMAT_NAMES)("%s shows their title and points, and nothing of what was done", (name) => {
    const veiled = rendered(name, hidden);
    expect(veiled).not.toContain(secret);
    expect(veiled).toContain(name === "classroom50" ? "secret" : "It bears odd input");
    expect(rendered(name, hidden, { showHidden: true })).not.toBe(veiled);
  });

  it("keep their scenario to themselves where they passed, too", () => {
    const passed = { ...hidden, checks: [check({ id: "secret", visibility: "hidden" }), ...report().checks] };
    expect(rendered("json", passed)).not.toContain(secret);
    expect(withoutHidden(passed).wire).toEqual(report().wire);
  });

  it("keep their points", () => {
    expect(withoutHidden(hidden).checks.map(({ points, max }) => [points, max])).toEqual(
      hidden.checks.map(({ points, max }) => [points, max]),
    );
    expect(withoutHidden(report())).toEqual(report());
  });
});

describe("what a submission chose", () => {
  it.each(LANGUAGES)("becomes no markup, no link and no script in HTML (%s)", (language) => {
    const html = rendered("html", hostileReport(), { language, solution: hostileReport() });
    const tags = [...html.matchAll(/<([a-z]+)/gi)].map(([, tag]) => tag);
    for (const tag of ["img", "script", "a", "iframe", "object", "form"]) expect(tags).not.toContain(tag);
    expect(html).not.toMatch(/<[^>]*\son\w+=/);
    // oxlint-disable-next-line no-control-regex -- that none is left is the point
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200f\ufeff]/);
    const before = [...rendered("html", report()).matchAll(/<(article|fieldset|style|meta)\b/g)].length;
    expect(before).toBeGreaterThan(0);
  });

  it("is no formula and no cell of its own in CSV", () => {
    const rows = parseCsv(rendered("csv", hostileReport()));
    expect(rows).toHaveLength(hostileReport().checks.length + 2);
    for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0);
    for (const [submission] of rows.slice(1)) expect(submission).toMatch(/^'=HYPERLINK/);
    expect(HOSTILE_SUBMISSION).toMatch(/^=HYPERLINK/);
  });

  it("becomes no heading, link, image or block in Markdown, and no line of a diagram", () => {
    const lines = rendered("markdown", hostileReport()).split("\n");
    // In fenced blocks nothing is markup; a fence inside would be longer than any run of backticks there.
    let fence: string | undefined;
    const outside: string[] = [];
    for (const line of lines) {
      if (fence === undefined && FENCE.test(line)) fence = line.replace(/[a-z]+$/, "");
      else if (line === fence) fence = undefined;
      else if (fence === undefined) outside.push(line);
    }
    expect(fence).toBeUndefined();
    const words = outside.join("\n").replaceAll(/\\[\\`*_[\]|~#!$]/g, "");
    expect(words).not.toMatch(/[[\]`]|!\[|:\/\/|@\w/);
    expect(words.replaceAll(/<\/?(br|sub|details|summary)>/g, "")).not.toMatch(/[<>](?!\s)/);
    const mermaid = lines.slice(lines.indexOf("```mermaid") + 1, lines.indexOf("```", lines.indexOf("```mermaid")));
    for (const line of mermaid.slice(1))
      expect(line).toMatch(
        /^ {2}(participant lane\d+ as|lane\d+->>lane\d+:|Note over lane\d+(,lane\d+)?:) [^;<>"'`]*(#\d+;[^;<>"'`]*)*$/,
      );
  });
});
