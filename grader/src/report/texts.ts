/** The words of reports, in every language. */
import type { Dimension } from "../lesson.ts";
import type { Text } from "../text.ts";

export const texts = {
  lesson: (number: number, title: Text): Text => ({
    en: `Lesson ${number}: ${title.en}`,
    "zh-CN": `第 ${number} 课：${title["zh-CN"]}`,
  }),
  passed: (passMark: number): Text => ({ en: `passed (${passMark} needed)`, "zh-CN": `通过（需要 ${passMark} 分）` }),
  notPassed: (missing: number, passMark: number): Text => ({
    en: `${missing} more to pass (${passMark} needed)`,
    "zh-CN": `还差 ${missing} 分通过（需要 ${passMark} 分）`,
  }),
  notJudgedAtAll: { en: "could not be judged", "zh-CN": "未能评分" },
  notYourFault: {
    en: "This is no fault of your program, and it costs no points.",
    "zh-CN": "这不是你的程序的问题，不扣分。",
  },
  filesProblem: { en: "In your files", "zh-CN": "文件中的问题" },
  points: (points: number, max: number): Text => ({ en: `${points} of ${max}`, "zh-CN": `${points}/${max} 分` }),
  titleAndPoints: (title: Text, points: number, max: number): Text => ({
    en: `${title.en} (${points} of ${max})`,
    "zh-CN": `${title["zh-CN"]}（${points}/${max} 分）`,
  }),
  expected: { en: "Expected", "zh-CN": "应当" },
  seen: { en: "Seen", "zh-CN": "实际" },
  why: { en: "Why", "zh-CN": "为什么" },
  attempt: { en: "Try", "zh-CN": "试一试" },
  hintCount: (level: number, count: number): Text => ({
    en: `(hint ${level} of ${count})`,
    "zh-CN": `（提示 ${level}/${count}）`,
  }),
  onTheWire: { en: "On the wire (→ to the broker, ← to the program)", "zh-CN": "线路上（→ 发往代理，← 发往程序）" },
  framesLeftOut: (count: number): Text => ({ en: `… ${count} more`, "zh-CN": `…… 另有 ${count} 条` }),
  criterion: { en: "Criterion", "zh-CN": "评分项" },
  lostHere: { en: "the point was lost here", "zh-CN": "在这里失分" },
  yours: { en: "Yours", "zh-CN": "你的程序" },
  solutions: { en: "The solution's, in the same scenario", "zh-CN": "参考答案在同一场景中" },
  hints: { en: "Hints", "zh-CN": "提示" },
  allFrames: { en: "All frames, by scenario", "zh-CN": "各场景的全部帧" },
  nothingPrinted: { en: "nothing", "zh-CN": "无" },
  language: { en: "Language", "zh-CN": "语言" },
  broker: { en: "broker", "zh-CN": "代理" },
  lost: { en: "Lost", "zh-CN": "失分" },
  printed: { en: "printed", "zh-CN": "输出" },
  alsoLost: { en: "Also lost", "zh-CN": "其他失分" },
  notJudged: { en: "Not judged", "zh-CN": "未评判" },
  skipped: { en: "skipped", "zh-CN": "已跳过" },
  metCriteria: { en: "What it does right", "zh-CN": "做对的地方" },
  metCount: (count: number, all: number): Text => ({
    en: `${count} of ${all} criteria met`,
    "zh-CN": `${all} 项标准中已满足 ${count} 项`,
  }),
  advice: { en: "Advice (costs no points)", "zh-CN": "建议（不影响得分）" },
  output: { en: "What the programs printed", "zh-CN": "程序的输出" },
  exitCode: (code: number): Text => ({ en: `ended with exit code ${code}`, "zh-CN": `以退出码 ${code} 结束` }),
  exitSignal: (signal: string): Text => ({ en: `ended by ${signal}`, "zh-CN": `被 ${signal} 结束` }),
  exitLimit: (limit: Text): Text => ({ en: `ended: ${limit.en}`, "zh-CN": `被终止：${limit["zh-CN"]}` }),
  exitDeadline: { en: "did not end and was killed", "zh-CN": "没有结束，被强行终止" },
  linesCut: (count: number): Text => ({ en: `… ${count} more lines`, "zh-CN": `…… 另有 ${count} 行` }),
  bytesCut: (count: number): Text => ({
    en: `… ${count} more bytes were not kept`,
    "zh-CN": `…… 另有 ${count} 字节未保留`,
  }),
  footer: (seed: number, broker: string, seconds: string, sandbox: string): Text => {
    const inside = sandbox === "none" ? { en: "", zh: "" } : { en: ` · sandbox ${sandbox}`, zh: ` · 沙箱 ${sandbox}` };
    return {
      en: `seed ${seed} · ${broker}${inside.en} · ${seconds} s`,
      "zh-CN": `随机种子 ${seed} · ${broker}${inside.zh} · ${seconds} 秒`,
    };
  },
  repeat: (command: string): Text => ({ en: `The same again: ${command}`, "zh-CN": `用相同的随机值重来：${command}` }),
  wireTitle: (title: Text): Text => ({ en: `Scenario: ${title.en}`, "zh-CN": `场景：${title["zh-CN"]}` }),
  wireLegend: {
    en: "number, time, program; → to the broker, ← to the program, · the connection itself; ▶ where a point was lost",
    "zh-CN": "编号、时间、程序；→ 发往代理，← 发往程序，· 连接本身；▶ 失分之处",
  },
  wireEmpty: { en: "nothing was sent or received", "zh-CN": "没有任何收发" },
  table: { en: "Your submissions", "zh-CN": "你的作业" },
  lessonColumn: { en: "lesson", "zh-CN": "课程" },
  totalColumn: { en: "points", "zh-CN": "得分" },
  allLessons: { en: "all", "zh-CN": "合计" },
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;

/** Dimensions by the name they have in the Report, and in the learner's language. */
export const dimensionNames: Readonly<Record<Dimension, Text>> = {
  routing: { en: "routing", "zh-CN": "路由" },
  ack: { en: "ack", "zh-CN": "确认" },
  durability: { en: "durability", "zh-CN": "持久化" },
  "fair-dispatch": { en: "fair dispatch", "zh-CN": "公平分发" },
  rpc: { en: "rpc", "zh-CN": "远程调用" },
};
