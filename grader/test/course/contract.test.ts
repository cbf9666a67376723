import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkContract } from "../../src/course/contract.ts";
import type { Lesson } from "../../src/lesson.ts";
import { type TinyCourse, TINY_LESSON, writeTinyCourse } from "../fixtures/tiny-course.ts";

let course: TinyCourse;
beforeEach(async () => {
  course = await writeTinyCourse();
});
afterEach(async () => {
  await course.remove();
});

async function findings(
  changes: { readonly lesson?: Lesson; readonly mistakes?: TinyCourse["mistakes"] } = {},
): Promise<string[]> {
  const lesson = { ...course.courseLesson, ...(changes.lesson === undefined ? {} : { lesson: changes.lesson }) };
  const result = await checkContract(course.root, lesson, changes.mistakes ?? course.mistakes);
  return result.findings.map(({ where, what }) => `${where}: ${what.en}`);
}

describe("a lesson that keeps every promise", () => {
  it("has no findings", async () => {
    expect(await findings()).toEqual([]);
  });

  it("may have a learner's files in it", async () => {
    await mkdir(join(course.courseLesson.folder, "submission"));
    await writeFile(join(course.courseLesson.folder, "submission", "send.ts"), "// TODO: what now?");
    expect(await findings()).toEqual([]);
  });
});

/** One planted violation for each rule, in the file where it would stand. */
describe("a planted violation is found:", () => {
  it.each<[rule: string, file: string, change: (text: string) => string | undefined, finding: string]>([
    ["a handout is missing in one language", "README.zh-CN.md", () => undefined, "README.zh-CN.md: is not there"],
    [
      "a command can't be typed on Windows",
      "README.md",
      (text) => text.replace("npx tsx lessons", "AMQP_URL=amqp://localhost:5673 npx tsx lessons"),
      "README.md:12: a shell snippet says `AMQP_URL=amqp://localhost:5673 npx tsx lessons/01-tiny/submission/send.ts hello`, which can't be typed on Windows",
    ],
    [
      "an argument stands in single quotes, which cmd takes literally",
      "README.md",
      (text) => text.replace("send.ts hello", "send.ts 'a #'"),
      "which can't be typed on Windows",
    ],
    [
      "a quoted label touches a Chinese word",
      "README.zh-CN.md",
      (text) => text.replace("想法。", "等到'receive-logs' 开始。"),
      "README.zh-CN.md: between Chinese and a Latin word, or a quoted one, stands a space: \"等到'receive-logs' 开始。\"",
    ],
    [
      "a Latin word touches a Chinese one",
      "README.zh-CN.md",
      (text) => text.replace("想法。", "声明queue。"),
      'README.zh-CN.md: between Chinese and a Latin word, or a quoted one, stands a space: "声明queue。"',
    ],
    [
      "a heading is missing in one language",
      "README.zh-CN.md",
      (text) => text.replace("## 下一步", "下一步"),
      'README.zh-CN.md:1: heading 3 is "## Next" there and nothing here',
    ],
    [
      "a heading has another level",
      "README.zh-CN.md",
      (text) => text.replace("## 步骤", "### 步骤"),
      'README.zh-CN.md:5: heading 2 is "## Steps" there and "### 步骤" here',
    ],
    [
      "a snippet is translated",
      "README.zh-CN.md",
      (text) => text.replace('send("tiny")', 'send("小")'),
      "README.zh-CN.md:7: snippet 1 is not the same",
    ],
    [
      "a snippet is missing in one language",
      "README.zh-CN.md",
      (text) => text.slice(0, text.indexOf("```sh")),
      "snippet 2 is not the same",
    ],
    [
      "a snippet names no file",
      "README.md",
      (text) => text.replace("```ts solution/send.ts", "```ts"),
      "README.md:7: a snippet names no file",
    ],
    [
      "a snippet names a file that is not there",
      "README.md",
      (text) => text.replace("solution/send.ts", "solution/sent.ts"),
      "README.md:7: a snippet names solution/sent.ts, which is not there",
    ],
    [
      "a snippet is older than the solution",
      "solution/send.ts",
      (text) => text.replace("open()", "openChannel()"),
      "README.md:7: a snippet does not stand in solution/send.ts",
    ],
    [
      "a snippet leaves out a line",
      "solution/send.ts",
      (text) => text.replace("  channel.send", "  await pause();\n  channel.send"),
      "README.md:7: a snippet does not stand in solution/send.ts",
    ],
    [
      "a command names no script",
      "README.md",
      (text) => text.replace("npm run lesson 1", "npm run lessn 1"),
      "README.md:12: a shell snippet says `npm run lessn 1`",
    ],
    [
      "a command names a file that is not there",
      "README.md",
      (text) => text.replace("submission/send.ts", "submission/sent.ts"),
      "a shell snippet says `npx tsx lessons/01-tiny/submission/sent.ts hello`",
    ],
    [
      "a command is none of ours",
      "README.md",
      (text) => text.replace("npx tiny-broker", "npx left-pad"),
      "a shell snippet says `npx left-pad list`",
    ],
    [
      "a TODO names no criterion",
      "starter/send.ts",
      (text) => text.replace("TODO(sends)", "TODO(send)"),
      "starter/send.ts:3: a TODO names no criterion of this lesson",
    ],
    [
      "a TODO says nothing of one",
      "starter/send.ts",
      (text) => text.replace("TODO(sends)", "TODO"),
      "starter/send.ts:3: a TODO names no criterion of this lesson",
    ],
    [
      "the starter says nowhere what to do",
      "starter/send.ts",
      () => "export {};",
      "starter: the starter says nowhere what is to do",
    ],
    [
      "the picture is out of date",
      "topology.svg",
      (text) => text.replace("tiny", "huge"),
      "topology.svg: is not what lesson.ts says now",
    ],
  ])("%s", async (_rule, file, change, finding) => {
    await course.change(file, change);
    expect(await findings()).toContainEqual(expect.stringContaining(finding));
  });

  it("a criterion that no mistake loses", async () => {
    const mistakes = course.mistakes.filter(({ mistake }) => !mistake.loses.includes("declares"));
    expect(await findings({ mistakes })).toContainEqual(
      "hidden/mistakes: no mistake loses declares: nothing proves that it can be lost",
    );
  });

  it("fewer than six mistakes", async () => {
    expect(await findings({ mistakes: course.mistakes.slice(0, 5) })).toEqual([
      "hidden/mistakes: there are 5 mistakes; a lesson has at least 6",
    ]);
  });

  it("a hint with nothing in it", async () => {
    const [first, ...others] = TINY_LESSON.criteria;
    if (first === undefined) throw new Error("the tiny lesson has criteria");
    const emptied = { ...first, hints: [first.hints[0], { en: "pointer", "zh-CN": " " }, first.hints[2]] as const };
    expect(await findings({ lesson: { ...TINY_LESSON, criteria: [emptied, ...others] } })).toEqual([
      "lesson.ts: criterion declares has a text with nothing in it",
    ]);
  });
});
