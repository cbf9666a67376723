/** The words of `npm run class` and `npm run worker`, in every language. */
import type { Text } from "../text.ts";

export const classTexts = {
  usage: {
    en: "Which folder of submissions? npm run class -- <folder> [--lesson n] [--jobs n] [--out folder] [--roster roster.csv] [--amqp amqp://…] [--seed n] [--lang en|zh-CN]",
    "zh-CN":
      "哪个文件夹里是作业？npm run class -- <文件夹> [--lesson n] [--jobs n] [--out 文件夹] [--roster roster.csv] [--amqp amqp://…] [--seed n] [--lang en|zh-CN]",
  },
  workerUsage: {
    en: "Which RabbitMQ? npm run worker -- --amqp amqp://user:password@host:5672/vhost [--jobs n]",
    "zh-CN": "哪一个 RabbitMQ？npm run worker -- --amqp amqp://user:password@host:5672/vhost [--jobs n]",
  },
  outInside: (out: string): Text => ({
    en: `${out} lies in the folder of submissions, where it would be taken for one. Give another folder with --out.`,
    "zh-CN": `${out} 位于作业文件夹之中，会被当成一份作业。请用 --out 指定别的文件夹。`,
  }),
  emptyFolder: (folder: string): Text => ({
    en: `There is no submission in ${folder}: a folder, a zip or a tar for each learner is looked for.`,
    "zh-CN": `${folder} 中没有作业：每名学生应有一个文件夹、一个 zip 或一个 tar。`,
  }),
  locked: (out: string): Text => ({
    en: `Another command is at work in ${out}. Wait for it, or give another folder with --out.`,
    "zh-CN": `另一条命令正在使用 ${out}。请等它结束，或用 --out 指定别的文件夹。`,
  }),
  otherSeed: (out: string, there: number, typed: number): Text => ({
    en: `The class in ${out} was begun with seed ${there}, not ${typed}. Leave --seed out to go on, or give another folder with --out.`,
    "zh-CN": `${out} 中的班级以种子 ${there} 开始，而不是 ${typed}。请去掉 --seed 以便继续，或用 --out 指定别的文件夹。`,
  }),
  noRoster: (file: string, code: string): Text => ({
    en: `The roster ${file} can't be read (${code}).`,
    "zh-CN": `无法读取名单 ${file}（${code}）。`,
  }),
  strangers: (ids: readonly string[]): Text => ({
    en: `Not in the roster, but graded all the same: ${ids.join(", ")}`,
    "zh-CN": `不在名单中，但仍会评分：${ids.join("、")}`,
  }),
  reading: (done: number, all: number): Text => ({
    en: `reading submissions: ${done}/${all}`,
    "zh-CN": `正在读取作业：${done}/${all}`,
  }),
  readingStep: (all: number): Text => ({ en: `reading ${all} submissions`, "zh-CN": `正在读取 ${all} 份作业` }),
  goesOn: (earlier: number, all: number): Text => ({
    en: `Going on: ${earlier} of ${all} were graded before.`,
    "zh-CN": `继续：${all} 份中有 ${earlier} 份先前已评。`,
  }),
  atWork: (running: number): Text => ({ en: `${running} at work`, "zh-CN": `正在评 ${running} 份` }),
  writing: { en: "writing the gradebooks and reports …", "zh-CN": "正在写成绩册和报告……" },
  interrupted: (done: number, all: number): Text => ({
    en: `Interrupted: ${done} of ${all} are graded and kept. The same command goes on from there.`,
    "zh-CN": `已中断：${all} 份中已有 ${done} 份评完并保存。再次运行同一条命令会从那里继续。`,
  }),
  troubled: (name: string, entries: string, reason: Text): Text => ({
    en: `${name} [${entries}]: ${reason.en}`,
    "zh-CN": `${name} [${entries}]：${reason["zh-CN"]}`,
  }),
  done: (judged: number, passed: number, troubled: number, missing: number): Text => ({
    en: `${judged} graded, ${passed} of them passed${troubled === 0 ? "" : `; ${troubled} not judged (see above)`}${missing === 0 ? "" : `; ${missing} handed in nothing`}.`,
    "zh-CN": `已评 ${judged} 份，其中 ${passed} 份通过${troubled === 0 ? "" : `；${troubled} 份未能评判（见上）`}${missing === 0 ? "" : `；${missing} 份未提交`}。`,
  }),
  wrote: (page: string): Text => ({
    en: `Open ${page}; beside it are gradebook.csv, canvas.csv, moodle.csv and a report for each learner.`,
    "zh-CN": `请打开 ${page}；旁边有 gradebook.csv、canvas.csv、moodle.csv 和每名学生的报告。`,
  }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
