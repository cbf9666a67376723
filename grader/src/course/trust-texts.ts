/** The words of `parity` and `flake`, in every language. */
import type { Text } from "../text.ts";

export const texts = {
  parityNeedsBroker: {
    en: "With which broker is broker-lite to be compared? npm run parity -- --broker local|testcontainers|amqp://… [--lesson n] [--only solutions,starters,mistakes,right] [--seed n]",
    "zh-CN":
      "要把 broker-lite 和哪个代理比较？npm run parity -- --broker local|testcontainers|amqp://… [--lesson n] [--only solutions,starters,mistakes,right] [--seed n]",
  },
  grading: (lesson: number, broker: string, done: number, all: number, submission: string): Text => ({
    en: `Lesson ${lesson} on ${broker}: ${done} of ${all} checks (${submission})`,
    "zh-CN": `第 ${lesson} 课，${broker}：${done}/${all} 项（${submission}）`,
  }),
  gradingStep: (lesson: number, broker: string, submissions: number): Text => ({
    en: `lesson ${lesson} on ${broker}: ${submissions} submissions …`,
    "zh-CN": `第 ${lesson} 课，${broker}：${submissions} 份提交……`,
  }),
  same: (lesson: number, submissions: number, checks: number, seconds: number): Text => ({
    en: `lesson ${lesson}: ${submissions} submissions, ${checks} checks, the same verdict on both (${seconds} s)`,
    "zh-CN": `第 ${lesson} 课：${submissions} 份提交，${checks} 项检查，两边判定一致（${seconds} 秒）`,
  }),
  different: (lesson: number, count: number, submissions: number, checks: number, seconds: number): Text => ({
    en: `lesson ${lesson}: ${count} differences in ${submissions} submissions, ${checks} checks (${seconds} s)`,
    "zh-CN": `第 ${lesson} 课：${submissions} 份提交、${checks} 项检查中有 ${count} 处不同（${seconds} 秒）`,
  }),
  skipped: (criteria: string): Text => ({
    en: `not compared, since this broker can't show it: ${criteria}`,
    "zh-CN": `未比较（这个代理无法展示）：${criteria}`,
  }),
  needPika: (submissions: string): Text => ({
    en: `not graded, since this machine's Python has no pika (PYTHON names another): ${submissions}`,
    "zh-CN": `未评分（这台机器的 Python 没有 pika；可用 PYTHON 指定另一个）：${submissions}`,
  }),
  kept: (count: number): Text => ({
    en: `${count} verdicts of broker-lite were known already`,
    "zh-CN": `其中 ${count} 个 broker-lite 的判定之前已有`,
  }),
  parityTotal: (same: number, different: number, broker: string): Text => ({
    en: `broker-lite and ${broker}: ${same} submissions judged the same, ${different} differently`,
    "zh-CN": `broker-lite 与 ${broker}：${same} 份提交判定相同，${different} 份不同`,
  }),
  flakeUsage: {
    en: "npm run flake -- --repeat 50 [--lesson n] [--only solutions,starters,mistakes,right] [--busy 2] [--delay 200] [--seed n] [--broker lite]",
    "zh-CN":
      "npm run flake -- --repeat 50 [--lesson n] [--only solutions,starters,mistakes,right] [--busy 2] [--delay 200] [--seed n] [--broker lite]",
  },
  goesOn: (rounds: number): Text => ({
    en: `going on after ${rounds} rounds that are done`,
    "zh-CN": `接着已完成的 ${rounds} 轮继续`,
  }),
  round: (round: number, rounds: number, lesson: number, changed: number): Text => ({
    en: `round ${round} of ${rounds}, lesson ${lesson}; ${changed} verdicts changed so far`,
    "zh-CN": `第 ${round}/${rounds} 轮，第 ${lesson} 课；目前有 ${changed} 处判定变化`,
  }),
  roundDone: (round: number, rounds: number, verdicts: number, changed: number): Text => ({
    en: `round ${round} of ${rounds}: ${verdicts} submissions graded so far, ${changed} verdicts changed`,
    "zh-CN": `第 ${round}/${rounds} 轮：已评 ${verdicts} 份，${changed} 处判定变化`,
  }),
  changed: (where: string, what: string, times: number, seeds: string): Text => ({
    en: `${where}: ${what} (${times} times; --seed ${seeds})`,
    "zh-CN": `${where}：${what}（${times} 次；--seed ${seeds}）`,
  }),
  flakeTotal: (rounds: number, verdicts: number, changed: number): Text => ({
    en: `${rounds} rounds, ${verdicts} submissions graded, ${changed} verdicts changed`,
    "zh-CN": `${rounds} 轮，共评 ${verdicts} 份，${changed} 处判定变化`,
  }),
};
