/** The words of the commands that make handouts and packs, in every language. */
import type { Text } from "../text.ts";

export const paperTexts = {
  handoutUsage: {
    en: "npm run handout [-- --out <folder>]",
    "zh-CN": "npm run handout [-- --out <文件夹>]",
  },
  handoutWriting: { en: "writing the handouts …", "zh-CN": "正在生成讲义……" },
  handoutPrinting: (done: number, all: number, file: string): Text => ({
    en: `printing ${done}/${all} ${file}`,
    "zh-CN": `正在打印 ${done}/${all} ${file}`,
  }),
  noBrowser: {
    en: "There is no Chromium, Chrome or Edge on this machine (or none that starts), so there will be no PDFs. The HTML pages print well from any browser. Where yours is: HANDOUT_BROWSER.",
    "zh-CN":
      "这台机器上没有（能启动的）Chromium、Chrome 或 Edge，因此不生成 PDF。HTML 页面可以用任何浏览器打印。浏览器的位置可以写在 HANDOUT_BROWSER 中。",
  },
  noChineseFont: {
    en: "The browser has no Chinese font, so Chinese letters will be empty boxes in the PDFs. On Debian or Ubuntu: sudo apt-get install fonts-noto-cjk",
    "zh-CN": "浏览器没有中文字体，PDF 里的汉字会变成空框。Debian、Ubuntu 上请运行：sudo apt-get install fonts-noto-cjk",
  },
  handoutsWritten: (pages: number, pdfs: number, index: string): Text => ({
    en: `${pages} HTML pages and ${pdfs} PDFs. Begin with ${index}`,
    "zh-CN": `${pages} 个 HTML 页面，${pdfs} 个 PDF。从 ${index} 开始`,
  }),
  studentPackUsage: {
    en: "Where to? npm run student-pack -- --out <folder>",
    "zh-CN": "放到哪里？npm run student-pack -- --out <文件夹>",
  },
  packBuilding: { en: "building the tools …", "zh-CN": "正在构建工具……" },
  packWritten: (files: number, folder: string): Text => ({
    en: `${files} files in ${folder}. Try it: npm run lesson 1 in there. As a template: git init, git add, git commit.`,
    "zh-CN": `${folder} 中有 ${files} 个文件。试一试：在里面运行 npm run lesson 1。作为模板：git init、git add、git commit。`,
  }),
  folderNotEmpty: (folder: string): Text => ({
    en: `${folder} is not empty. A pack is written to a new folder, so that nobody's work is lost.`,
    "zh-CN": `${folder} 不是空的。学员包要写进新的文件夹，免得弄丢别人的东西。`,
  }),
  gradescopeZipUsage: {
    en: "Which lesson, and where to? npm run gradescope-zip -- 2 --out autograder.zip",
    "zh-CN": "哪一课，放到哪里？npm run gradescope-zip -- 2 --out autograder.zip",
  },
  zipWritten: (file: string, kibibytes: number, lesson: number): Text => ({
    en: `${file} (${kibibytes} KiB): the autograder of lesson ${lesson}, with its hidden tests. It is for Gradescope alone, never for learners.`,
    "zh-CN": `${file}（${kibibytes} KiB）：第 ${lesson} 课的自动评分包，含隐藏测试。只上传到 Gradescope，不要给学员。`,
  }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
