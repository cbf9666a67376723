import { describe, expect, it } from "vitest";
import { commandExists, type Commands } from "../../src/course/commands.ts";
import { commandsOf } from "../../src/course/handout-rules.ts";
import { readHandout, standsIn } from "../../src/course/markdown.ts";

describe("reading a handout", () => {
  it("finds headings and snippets, and no headings in snippets", () => {
    const handout = readHandout(
      "# One\n\n```sh\n# a comment\nnpm test\n```\n\n- a step:\n\n  ```ts solution/a.ts\n  if (a) {\n    b();\n  }\n  ```\n\n## Two ##\n",
    );
    expect(handout.headings).toEqual([
      { level: 1, title: "One", line: 1 },
      { level: 2, title: "Two", line: 16 },
    ]);
    expect(handout.snippets).toEqual([
      { language: "sh", info: "", code: "# a comment\nnpm test", line: 3 },
      { language: "ts", info: "solution/a.ts", code: "if (a) {\n  b();\n}", line: 10 },
    ]);
  });

  it("ends a snippet only at a fence as long as its own", () => {
    expect(readHandout("````md\n```ts\n```\n````\n# after").snippets).toMatchObject([
      { language: "md", code: "```ts\n```" },
    ]);
  });
});

describe("a snippet stands in a file", () => {
  const file = "function a() {\n  if (b) {\n    c();\n  }\n\n  d();\n}\n";

  it.each([
    ["if (b) {\n  c();\n}", true],
    ["  if (b) {\n    c();\n  }\n\n  d();", true],
    ["c();", true],
    // Indentation is free only for the whole of it.
    ["if (b) {\nc();\n}", false],
    ["c();\n\nd();", false],
    ["if (b) {\n  c();\n}\nd();", false],
    ["if (b) {\n  c(1);\n}", false],
    ["c", false],
  ])("%j: %j", (snippet, stands) => {
    expect(standsIn(snippet, file)).toBe(stands);
  });
});

describe("commands of a shell snippet", () => {
  it("are its lines without prompts and comments, joined and split as a shell would", () => {
    expect(
      commandsOf("$ npm test   # all\n\n# nothing\nnpx tsx a.ts \\\n  one two\ncd x && npx tsx b.ts | npx tsx c.ts &"),
    ).toEqual(["npm test", "npx tsx a.ts one two", "cd x", "npx tsx b.ts", "npx tsx c.ts"]);
  });

  it("are not torn apart at what stands in quotes", () => {
    expect(commandsOf("npx tsx a.ts 'one; two' \"#\" | npx tsx b.ts kern.#")).toHaveLength(2);
  });

  const commands: Commands = {
    npmScripts: new Set(["lesson", "test"]),
    binaries: new Set(["broker-lite"]),
    exists: (path) => ["lessons/03-pubsub/starter/emit-log.ts", "lessons/03-pubsub", "scripts/run.mjs"].includes(path),
    lessonPath: "lessons/03-pubsub",
  };

  it.each([
    ["npm run lesson 3 hint", true],
    ["npm test", true],
    ["npm ci", true],
    ["npm run nothing", false],
    ["npm start", false],
    ["npx tsx lessons/03-pubsub/submission/emit-log.ts hello", true],
    ["npx tsx starter/emit-log.ts", true],
    ["WORK_UNIT_MS=10 AMQP_URL=amqp://x npx tsx submission/emit-log.ts", true],
    ["npx tsx submission/worker.ts", false],
    ["npx broker-lite list-queues", true],
    ["npx rabbit", false],
    ["node scripts/run.mjs lesson", true],
    ["python3 emit-log.py", false],
    ["cd lessons/03-pubsub", true],
    ["cd elsewhere", false],
    ["rm -rf /", false],
  ])("%s: %j", (command, exists) => {
    expect(commandExists(command, commands)).toBe(exists);
  });
});
