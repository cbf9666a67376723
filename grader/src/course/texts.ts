/** The words of the course contract, in every language. */
import type { Text } from "../text.ts";

export const texts = {
  solutionScore: (score: number, max: number): Text => ({
    en: `the solution has ${score} of ${max} points; it must have them all`,
    "zh-CN": `参考答案得了 ${score}/${max} 分；应当得满分`,
  }),
  notJudgedAtAll: (because: string): Text => ({
    en: `could not be judged: ${because}`,
    "zh-CN": `未能评分：${because}`,
  }),
  hasProblem: (problem: string): Text => ({
    en: `has a problem in its files: ${problem}`,
    "zh-CN": `文件有问题：${problem}`,
  }),
  starterPasses: (score: number, passMark: number): Text => ({
    en: `the starter has ${score} points, so nothing is left to do: it must stay under ${passMark}`,
    "zh-CN": `起始代码已得 ${score} 分，没有要做的了：必须低于 ${passMark} 分`,
  }),
  starterDoesNotConnect: (program: string): Text => ({
    en: `the starter's ${program} never connected to the broker`,
    "zh-CN": `起始代码中的 ${program} 从未连接到代理`,
  }),
  losesNot: (criterion: string, status: string): Text => ({
    en: `must lose ${criterion}, but that is ${status}`,
    "zh-CN": `应当失去 ${criterion}，结果却是 ${status}`,
  }),
  losesToo: (criterion: string, seen: string): Text => ({
    en: `loses ${criterion} as well, which it does not declare: ${seen}`,
    "zh-CN": `还失去了未声明的 ${criterion}：${seen}`,
  }),
  unjudgedNot: (criterion: string, status: string): Text => ({
    en: `must leave ${criterion} unjudged, but that is ${status}`,
    "zh-CN": `应当使 ${criterion} 未评判，结果却是 ${status}`,
  }),
  unjudgedToo: (criterion: string, because: string): Text => ({
    en: `leaves ${criterion} unjudged as well, which it does not declare: ${because}`,
    "zh-CN": `还使未声明的 ${criterion} 未评判：${because}`,
  }),
  checkError: (criterion: string, because: string): Text => ({
    en: `${criterion} ended in an error of the grader: ${because}`,
    "zh-CN": `${criterion} 因评分程序出错而结束：${because}`,
  }),
  adviceMissing: (id: string): Text => ({
    en: `must be given the advice ${id}, but is not`,
    "zh-CN": `应当得到建议 ${id}，却没有`,
  }),
  adviceToo: (id: string): Text => ({
    en: `is given the advice ${id}, which it does not declare`,
    "zh-CN": `得到了未声明的建议 ${id}`,
  }),
  unknownCriterion: (id: string): Text => ({
    en: `names ${id}, which is no criterion of this lesson`,
    "zh-CN": `提到的 ${id} 不是本课的标准`,
  }),
  losesNothing: {
    en: "declares neither a lost criterion nor advice, so it proves nothing",
    "zh-CN": "既没有声明失分，也没有声明建议，什么也证明不了",
  },
  goldenMissing: (number: number): Text => ({
    en: `is not there; write it with: npm run selftest -- ${number} --update`,
    "zh-CN": `不存在；用 npm run selftest -- ${number} --update 生成`,
  }),
  goldenDiffers: (number: number, difference: string): Text => ({
    en: `differs from what the learner reads now (- kept, + now); if now is right: npm run selftest -- ${number} --update\n${difference}`,
    "zh-CN": `与学习者现在看到的不同（- 文件中，+ 现在）；若现在的正确：npm run selftest -- ${number} --update\n${difference}`,
  }),
  neverLost: (criterion: string): Text => ({
    en: `no mistake loses ${criterion}: nothing proves that it can be lost`,
    "zh-CN": `没有任何错误会失去 ${criterion}：无法证明这一项会失分`,
  }),
  tooFewMistakes: (count: number, least: number): Text => ({
    en: `there are ${count} mistakes; a lesson has at least ${least}`,
    "zh-CN": `只有 ${count} 个错误示例；每课至少要有 ${least} 个`,
  }),
  rowMissing: (row: string, title: string): Text => ({
    en: `no mistake stands for row ${row} of the catalogue: ${title}`,
    "zh-CN": `目录中的 ${row} 行没有对应的错误示例：${title}`,
  }),
  rowUnknown: (row: string): Text => ({
    en: `the catalogue of mistakes has no row ${row} that a lesson can show`,
    "zh-CN": `错误目录中没有哪一课可以展示的 ${row} 行`,
  }),
  nothingCombined: {
    en: "no mistake combines two, to show that both are lost",
    "zh-CN": "没有把两种错误合在一起、证明两项都会失分的示例",
  },
  fileMissing: { en: "is not there", "zh-CN": "不存在" },
  headingsDiffer: (number: number, one: string, other: string): Text => ({
    en: `heading ${number} is ${one} there and ${other} here: both languages have the same headings at the same levels`,
    "zh-CN": `第 ${number} 个标题在另一语言中是 ${one}，这里是 ${other}：两种语言的标题层次必须相同`,
  }),
  snippetsDiffer: (number: number, one: string, other: string): Text => ({
    en: `snippet ${number} is not the same in both languages:\n${one}\nhere:\n${other}`,
    "zh-CN": `第 ${number} 段代码在两种语言中不同：\n${one}\n这里：\n${other}`,
  }),
  nothing: { en: "nothing", "zh-CN": "没有" },
  snippetWithoutFile: {
    en: "a snippet names no file to stand in (```ts solution/worker.ts)",
    "zh-CN": "代码段没有注明所在文件（```ts solution/worker.ts）",
  },
  snippetFileMissing: (file: string): Text => ({
    en: `a snippet names ${file}, which is not there`,
    "zh-CN": `代码段注明的文件 ${file} 不存在`,
  }),
  snippetNotInFile: (file: string, snippet: string): Text => ({
    en: `a snippet does not stand in ${file} as it is shown:\n${snippet}`,
    "zh-CN": `代码段与 ${file} 中的内容不一致：\n${snippet}`,
  }),
  commandUnknown: (command: string): Text => ({
    en: `a shell snippet says \`${command}\`, but there is no such script or file`,
    "zh-CN": `命令片段中的 \`${command}\` 没有对应的脚本或文件`,
  }),
  commandNotPortable: (command: string): Text => ({
    en: `a shell snippet says \`${command}\`, which can't be typed on Windows: no variables before a command, double quotes instead of single ones`,
    "zh-CN": `命令片段中的 \`${command}\` 在 Windows 上无法输入：命令前不能写变量，引号要用双引号`,
  }),
  todoWithoutCriterion: (line: string): Text => ({
    en: `a TODO names no criterion of this lesson: ${line}`,
    "zh-CN": `TODO 没有写明本课的标准：${line}`,
  }),
  noTodo: {
    en: "the starter says nowhere what is to do (TODO, with a criterion's id)",
    "zh-CN": "起始代码没有写明要做什么（TODO 加标准的 id）",
  },
  topologyStale: {
    en: "is not what lesson.ts says now; write it with: node --conditions=source --import tsx grader/src/handout/write-topologies.ts",
    "zh-CN":
      "与 lesson.ts 不一致；用 node --conditions=source --import tsx grader/src/handout/write-topologies.ts 重新生成",
  },
  emptyText: (id: string): Text => ({
    en: `criterion ${id} has a text with nothing in it`,
    "zh-CN": `标准 ${id} 有空白的文字`,
  }),
  missingSpace: (place: string): Text => ({
    en: `between Chinese and a Latin word, or a quoted one, stands a space: "${place}"`,
    "zh-CN": `中文与拉丁字母或带引号的词之间要有空格：“${place}”`,
  }),
  progress: (lesson: number, done: number, all: number, name: string): Text => ({
    en: `lesson ${lesson}: ${done}/${all} ${name}`,
    "zh-CN": `第 ${lesson} 课：${done}/${all} ${name}`,
  }),
  progressStep: (lesson: number, submission: string): Text => ({
    en: `lesson ${lesson}: grading ${submission}`,
    "zh-CN": `第 ${lesson} 课：正在评 ${submission}`,
  }),
  matrixTitle: (lesson: number, title: Text): Text => ({
    en: `Lesson ${lesson}: ${title.en}`,
    "zh-CN": `第 ${lesson} 课：${title["zh-CN"]}`,
  }),
  matrixLegend: {
    en: "✗ lost, ○ not judged, as declared; · met; ! not as declared; a advice",
    "zh-CN": "✗ 失分，○ 未评判（与声明一致）；· 满足；! 与声明不符；a 建议",
  },
  findings: (count: number): Text => ({ en: `${count} not as promised`, "zh-CN": `${count} 处与约定不符` }),
  total: (passed: number, failed: number): Text => ({
    en: `${passed} passed, ${failed} failed`,
    "zh-CN": `${passed} 项通过，${failed} 项失败`,
  }),
  written: (count: number): Text => ({ en: `${count} golden files written`, "zh-CN": `写入了 ${count} 个基准文件` }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
