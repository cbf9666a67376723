/** The words of the handouts that are no lesson's own, in every language. */
import type { Text } from "../text.ts";

export const texts = {
  course: { en: "Learn message queues", "zh-CN": "学消息队列" },
  allHandouts: { en: "all handouts", "zh-CN": "全部讲义" },
  handouts: { en: "Handouts", "zh-CN": "讲义" },
  addresses: { en: "Addresses of the links", "zh-CN": "链接地址" },
  contents: { en: "Contents", "zh-CN": "目录" },
  booklet: { en: "The six lessons", "zh-CN": "六课合订本" },
  bookletSubtitle: {
    en: "Six lessons on message queues, to be read beside the keyboard",
    "zh-CN": "六堂消息队列课，放在键盘旁边读",
  },
  lessonOf: (number: number, count: number): Text => ({
    en: `lesson ${number} of ${count}`,
    "zh-CN": `第 ${number} 课，共 ${count} 课`,
  }),
  forLearners: { en: "For learners", "zh-CN": "给学习者" },
  forTeachers: { en: "For teachers", "zh-CN": "给教师" },
  lessons: { en: "Lessons", "zh-CN": "各课讲义" },
  sheets: { en: "On one page each", "zh-CN": "一页纸速查" },
  noPdf: { en: "to print: open it and print from the browser", "zh-CN": "打印：用浏览器打开后打印" },
  page: { en: "page", "zh-CN": "网页" },
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
