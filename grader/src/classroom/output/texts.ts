/** What the gradebook, its pages and its tables say. */
import type { Text } from "../../text.ts";
import type { RowStatus } from "./gradebook.ts";

export const statusTexts: Readonly<Record<RowStatus, Text>> = {
  pass: { en: "passed", "zh-CN": "通过" },
  fail: { en: "not passed", "zh-CN": "未通过" },
  error: { en: "could not be graded", "zh-CN": "无法评分" },
  refused: { en: "refused", "zh-CN": "未被接受" },
  duplicate: { en: "id used twice", "zh-CN": "id 重复" },
  missing: { en: "nothing handed in", "zh-CN": "未提交" },
};

/** Beside a colour, so that it is not the only sign. */
export const STATUS_SIGNS: Readonly<Record<RowStatus, string>> = {
  pass: "✓",
  fail: "✗",
  error: "!",
  refused: "!",
  duplicate: "!",
  missing: "–",
};

export const checkTexts = {
  pass: { en: "passed", "zh-CN": "通过" },
  fail: { en: "lost", "zh-CN": "失分" },
  "not-judged": { en: "not judged, because of an earlier loss", "zh-CN": "因先前失分而未评" },
  skipped: { en: "skipped: this broker can't show it", "zh-CN": "跳过：此代理无法体现" },
  error: { en: "could not be judged", "zh-CN": "无法评判" },
} as const satisfies Record<string, Text>;

export const texts = {
  notGraded: { en: "It was not graded yet.", "zh-CN": "尚未评分。" },
  title: (name: string): Text => ({ en: `Class: ${name}`, "zh-CN": `班级：${name}` }),
  languageSwitch: { en: "中文", "zh-CN": "English" },
  learners: { en: "learners", "zh-CN": "学生" },
  passed: { en: "passed", "zh-CN": "通过" },
  below: { en: "below the pass mark", "zh-CN": "未达到及格线" },
  notJudged: { en: "not judged", "zh-CN": "未能评判" },
  absent: { en: "nothing handed in", "zh-CN": "未提交" },
  average: { en: "average score", "zh-CN": "平均分" },
  distribution: { en: "Scores", "zh-CN": "分数分布" },
  distributionOf: (lesson: number, passMark: number): Text => ({
    en: `Scores in lesson ${lesson}: how many learners have how many points. The pass mark is ${passMark}.`,
    "zh-CN": `第 ${lesson} 课的分数分布：各分数段的人数。及格线为 ${passMark} 分。`,
  }),
  passMark: (points: number): Text => ({ en: `pass mark ${points}`, "zh-CN": `及格线 ${points}` }),
  points: { en: "points", "zh-CN": "分" },
  wrong: { en: "What the class gets wrong", "zh-CN": "全班的常见错误" },
  nothingWrong: { en: "Nobody lost a point.", "zh-CN": "没有人失分。" },
  ofAll: (count: number, all: number): Text => ({ en: `${count} of ${all}`, "zh-CN": `${all} 人中 ${count} 人` }),
  lostCriterion: { en: "lost", "zh-CN": "失分项" },
  looksLike: { en: "looks like", "zh-CN": "像是" },
  or: { en: " or: ", "zh-CN": "；或：" },
  heatMap: { en: "Who lost what", "zh-CN": "谁失了哪些分" },
  heatMapHow: {
    en: "A row for each learner, a column for each criterion. ✓ passed, ✗ lost, · not judged because of an earlier loss, ○ skipped, ! could not be judged.",
    "zh-CN": "每行一名学生，每列一个评分项。✓ 通过，✗ 失分，· 因先前失分而未评，○ 跳过，! 无法评判。",
  },
  lostBy: { en: "lost by", "zh-CN": "失分人数" },
  everybody: { en: "Everybody", "zh-CN": "全部学生" },
  sortHow: {
    en: "A heading sorts the table by its column; a second time, the other way round.",
    "zh-CN": "点击表头按该列排序；再点一次则反向。",
  },
  id: { en: "id", "zh-CN": "id" },
  name: { en: "name", "zh-CN": "姓名" },
  state: { en: "state", "zh-CN": "状态" },
  score: { en: "score", "zh-CN": "得分" },
  lesson: (number: number, title: Text): Text => ({
    en: `Lesson ${number}: ${title.en}`,
    "zh-CN": `第 ${number} 课：${title["zh-CN"]}`,
  }),
  lessonShort: (number: number): Text => ({ en: `lesson ${number}`, "zh-CN": `第 ${number} 课` }),
  reason: { en: "why", "zh-CN": "原因" },
  attention: { en: "Not judged", "zh-CN": "未能评判" },
  lostColumn: { en: "lost", "zh-CN": "失分项" },
  sameFiles: { en: "The same files", "zh-CN": "相同的文件" },
  sameFilesHow: {
    en: "These learners handed in the same files, byte for byte; they were graded once.",
    "zh-CN": "这些学生提交的文件逐字节相同；只评了一次。",
  },
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
