/** The words of `npm run lesson`, in every language. */
import type { Text } from "../text.ts";

export const texts = {
  copied: (folder: string): Text => ({
    en: `The starter is now in ${folder}: that is where you write.`,
    "zh-CN": `起始代码已复制到 ${folder}，请在那里编写。`,
  }),
  submissionIsLink: (folder: string): Text => ({
    en: `${folder} is a link. Your programs must lie in a folder of their own there; move the link away and try again.`,
    "zh-CN": `${folder} 是一个链接。程序应放在真正的文件夹中；请移走该链接后重试。`,
  }),
  submissionIsFile: (folder: string): Text => ({
    en: `${folder} is a file, not a folder. Move it away and try again.`,
    "zh-CN": `${folder} 是文件而不是文件夹。请把它移走后重试。`,
  }),
  submissionUnreadable: (folder: string, code: string): Text => ({
    en: `${folder} can't be read (${code}). Nothing was changed.`,
    "zh-CN": `无法读取 ${folder}（${code}）。没有做任何更改。`,
  }),
  cannotCopy: (folder: string, code: string): Text => ({
    en: `The starter could not be copied to ${folder} (${code}).`,
    "zh-CN": `无法把起始代码复制到 ${folder}（${code}）。`,
  }),
  task: { en: "The task", "zh-CN": "任务" },
  handout: (file: string): Text => ({ en: `The whole story: ${file}`, "zh-CN": `完整讲义：${file}` }),
  yourPrograms: (files: string): Text => ({ en: `Your programs: ${files}`, "zh-CN": `你的程序：${files}` }),
  unknownWord: (typed: string, known: string): Text => ({
    en: `"${typed}" is no word of a lesson. There are: ${known}.`,
    "zh-CN": `课程命令中没有“${typed}”这个词。可用的词：${known}。`,
  }),
  notBegun: (number: number): Text => ({
    en: `Lesson ${number} has not been begun: npm run lesson ${number}`,
    "zh-CN": `第 ${number} 课还没有开始：npm run lesson ${number}`,
  }),
  notGraded: (number: number): Text => ({
    en: `There is no verdict yet: npm run lesson ${number} gives the first.`,
    "zh-CN": `还没有评分结果：先运行 npm run lesson ${number}。`,
  }),
  nothingLost: {
    en: "No point was lost in the last run: there is nothing to hint at.",
    "zh-CN": "上一次运行没有失分，没有可提示的。",
  },
  hintFor: (title: string): Text => ({ en: `The first lost point: ${title}`, "zh-CN": `第一处失分：${title}` }),
  hintLevel: (level: number): Text =>
    [
      { en: "a question", "zh-CN": "一个问题" },
      { en: "a pointer", "zh-CN": "一个线索" },
      { en: "code", "zh-CN": "代码" },
    ][level - 1] ?? { en: "", "zh-CN": "" },
  moreHints: (left: number): Text => ({
    en: left === 1 ? "One more hint is there." : `${left} more hints are there.`,
    "zh-CN": `还有 ${left} 条提示。`,
  }),
  lastHint: {
    en: "That was the last hint; the lesson's solution is what comes after it.",
    "zh-CN": "这是最后一条提示；再往后就是参考答案了。",
  },
  diffAfterPass: (number: number): Text => ({
    en: `The solution is offered after a pass. To see it all the same: npm run lesson ${number} diff -- --give-up`,
    "zh-CN": `通过之后才提供参考答案。仍想查看：npm run lesson ${number} diff -- --give-up`,
  }),
  noSolutionHere: {
    en: "The solution is not in this copy of the course; your teacher has it.",
    "zh-CN": "这份课程里没有参考答案；老师那里有。",
  },
  diffLegend: { en: "- yours, + the solution's", "zh-CN": "- 你的，+ 参考答案" },
  diffSame: (file: string): Text => ({ en: `${file}: the same`, "zh-CN": `${file}：相同` }),
  diffMissing: (file: string): Text => ({
    en: `${file}: you have no such program`,
    "zh-CN": `${file}：你没有这个程序`,
  }),
  diffOtherLanguage: (yours: string, solution: string): Text => ({
    en: `yours is ${yours}; the solution's ${solution}:`,
    "zh-CN": `你的是 ${yours}；参考答案 ${solution}：`,
  }),
  resetAsk: (folder: string): Text => ({
    en: `Begin ${folder} afresh? Yours is kept beside it. (y/n) `,
    "zh-CN": `要让 ${folder} 从头再来吗？你现在的会保留在旁边。(y/n) `,
  }),
  resetNeedsYes: (number: number): Text => ({
    en: `Nobody is here to ask. If you are sure: npm run lesson ${number} reset -- --yes`,
    "zh-CN": `没有终端可供确认。若确定：npm run lesson ${number} reset -- --yes`,
  }),
  resetNot: { en: "Nothing was changed.", "zh-CN": "没有做任何更改。" },
  resetDone: (folder: string, kept: string): Text => ({
    en: `${folder} is the starter again. Yours is in ${kept}.`,
    "zh-CN": `${folder} 已恢复为起始代码。你原来的在 ${kept}。`,
  }),
  listTitle: { en: "The lessons", "zh-CN": "课程列表" },
  stateNotBegun: { en: "not begun", "zh-CN": "未开始" },
  stateBegun: { en: "begun", "zh-CN": "已开始" },
  stateScore: (score: number, max: number): Text => ({ en: `${score}/${max}`, "zh-CN": `${score}/${max} 分` }),
  stateUnclear: { en: "not judged", "zh-CN": "未评判" },
  stepBegin: (number: number): Text => ({
    en: `begin: npm run lesson ${number}`,
    "zh-CN": `开始：npm run lesson ${number}`,
  }),
  stepGoOn: (number: number): Text => ({
    en: `go on: npm run lesson ${number}`,
    "zh-CN": `继续：npm run lesson ${number}`,
  }),
  stepHint: (number: number, title: Text): Text => ({
    en: `next: ${title.en} (npm run lesson ${number} hint)`,
    "zh-CN": `下一步：${title["zh-CN"]}（npm run lesson ${number} hint）`,
  }),
  stepCompare: (number: number): Text => ({
    en: `compare: npm run lesson ${number} diff`,
    "zh-CN": `对照：npm run lesson ${number} diff`,
  }),
  stepDone: { en: "all met here", "zh-CN": "这里的全部满足" },
  stepFull: (title: Text): Text => ({ en: `still open: ${title.en}`, "zh-CN": `尚未满足：${title["zh-CN"]}` }),
  keys: {
    en: "h hint · w wire · d diff · r reset · n next · enter again · q quit",
    "zh-CN": "h 提示 · w 线路 · d 对照 · r 重置 · n 下一课 · 回车 再评 · q 退出",
  },
  watching: (folder: string): Text => ({
    en: `watching ${folder}: save to be graded again`,
    "zh-CN": `正在监视 ${folder}：保存即重新评分`,
  }),
  saved: (file: string, time: string): Text => ({ en: `${time} · ${file} saved`, "zh-CN": `${time} · ${file} 已保存` }),
  again: (time: string): Text => ({ en: `${time} · again`, "zh-CN": `${time} · 再评一次` }),
  waitForFix: { en: "Not run yet: it waits for your next save.", "zh-CN": "尚未运行：等待你下一次保存。" },
  passedNext: (number: number): Text => ({
    en: `Passed. Compare with the solution (d), or go on to lesson ${number} (n) when you like.`,
    "zh-CN": `通过。可与参考答案对照（d），或在你愿意时进入第 ${number} 课（n）。`,
  }),
  passedLast: {
    en: "Passed, and that was the last lesson. Compare with the solution (d).",
    "zh-CN": "通过，这也是最后一课。可与参考答案对照（d）。",
  },
  noNext: { en: "This is the last lesson.", "zh-CN": "这是最后一课。" },
  tryBroker: (url: string): Text => ({
    en: `While this runs, a broker for trying things by hand listens on ${url}`,
    "zh-CN": `在此期间，可在 ${url} 上用代理手动试验`,
  }),
  goodbye: { en: "Your files stay as they are.", "zh-CN": "你的文件保持原样。" },
  stateNotSaved: (code: string): Text => ({
    en: `(What was reached could not be noted in .course: ${code})`,
    "zh-CN": `（无法把进度写入 .course：${code}）`,
  }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
