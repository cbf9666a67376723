/** What is said about the grading of a class, beside the words for single submissions (see submissions/refusal.ts). */
import type { Text } from "../../text.ts";
import { MOST_DEATHS } from "./state.ts";

export const texts = {
  noSuchLesson: (lesson: string): Text => ({
    en: `This grader has no lesson ${lesson}. This costs no points.`,
    "zh-CN": `这个评分程序没有 ${lesson} 这一课。不扣分。`,
  }),
  graderFailed: (words: string): Text => ({
    en: `The grader failed: ${words}. This costs no points.`,
    "zh-CN": `评分程序自身出错：${words}。不扣分。`,
  }),
  killedGraders: {
    en: `Grading it was begun ${MOST_DEATHS} times, and each time the grader died. It is not begun again; look at it by hand.`,
    "zh-CN": `它的评分开始过 ${MOST_DEATHS} 次，每次评分程序都中途死亡。不再重试；请人工查看。`,
  },
  machineFails: (reason: Text): Text => ({
    en: `Nothing can be graded here: ${reason.en} What was graded before is kept; the same command goes on from there.`,
    "zh-CN": `这里无法评分：${reason["zh-CN"]}之前的评分结果已保存；再次运行同一条命令会从那里继续。`,
  }),
  sameId: (id: string, entries: readonly string[]): Text => ({
    en: `More than one submission has the id ${id}: ${entries.join(", ")}. None of them was graded; rename all but one.`,
    "zh-CN": `有多份作业使用同一个 id ${id}：${entries.join("、")}。都没有评分；请只保留一份使用这个名称。`,
  }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
