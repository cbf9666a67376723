/** The words of the command line, in every language. */
import type { Text } from "../text.ts";

export const texts = {
  unknownOption: (option: string, known: string): Text => ({
    en: `There is no option ${option}. There are: ${known}`,
    "zh-CN": `没有 ${option} 这个选项。可用的选项：${known}`,
  }),
  optionNeedsValue: (option: string): Text => ({
    en: `${option} needs a value after it.`,
    "zh-CN": `${option} 后面需要一个值。`,
  }),
  unknownFormat: (value: string, known: string): Text => ({
    en: `There is no format "${value}". There are: ${known}.`,
    "zh-CN": `没有“${value}”这种格式。可用的格式：${known}。`,
  }),
  formatNeedsFile: (name: string): Text => ({
    en: `Which file? Write --format ${name}=FILE, or --format ${name} for the screen.`,
    "zh-CN": `写到哪个文件？请写 --format ${name}=文件，或用 --format ${name} 输出到屏幕。`,
  }),
  oneFormatOnScreen: (names: string): Text => ({
    en: `Only one format can go to the screen, and these would: ${names}. Give the others a file: --format html=report.html`,
    "zh-CN": `只能有一种格式输出到屏幕，而这些都会：${names}。请给其余的指定文件：--format html=report.html`,
  }),
  twoFormatsInFile: (file: string): Text => ({
    en: `Two formats can't go to the same file ${file}.`,
    "zh-CN": `两种格式不能写到同一个文件 ${file}。`,
  }),
  reportNotWritten: (file: string, reason: string): Text => ({
    en: `${file} could not be written: ${reason}. Choose a folder that you may write to.`,
    "zh-CN": `无法写入 ${file}：${reason}。请选择一个可以写入的文件夹。`,
  }),
  reportWritten: (file: string): Text => ({ en: `${file} written`, "zh-CN": `已写入 ${file}` }),
  unknownLanguage: (value: string): Text => ({
    en: `The course does not speak "${value}". It speaks: en, zh-CN.`,
    "zh-CN": `课程没有“${value}”这种语言。可用的语言：en、zh-CN。`,
  }),
  unknownBroker: (value: string): Text => ({
    en: `"${value}" is no broker. Use lite, local, testcontainers, or a URL such as amqp://user:password@host:5672/vhost.`,
    "zh-CN": `“${value}”不是可用的代理。请用 lite、local、testcontainers，或形如 amqp://user:password@host:5672/vhost 的 URL。`,
  }),
  unknownSandbox: (value: string, known: string): Text => ({
    en: `There is no sandbox "${value}". There are: ${known}.`,
    "zh-CN": `没有“${value}”这种沙箱。可用的沙箱：${known}。`,
  }),
  badLimit: (option: string, value: string): Text => ({
    en: `"${value}" is no limit for ${option}. A limit is a whole number from 1 to 9999999.`,
    "zh-CN": `“${value}”不能作为 ${option} 的上限。上限是 1 到 9999999 之间的整数。`,
  }),
  badSeed: (value: string, largest: number): Text => ({
    en: `"${value}" is no seed. A seed is a whole number from 0 to ${largest}.`,
    "zh-CN": `“${value}”不是有效的随机种子。种子是 0 到 ${largest} 之间的整数。`,
  }),
  badManagement: (value: string): Text => ({
    en: `"${value}" is no management URL. It looks like http://host:15672, with user and password where they are not those of the broker's URL.`,
    "zh-CN": `“${value}”不是管理接口的 URL。它形如 http://host:15672；用户名和密码与代理 URL 中不同时也写在里面。`,
  }),
  badCount: (option: string, value: string): Text => ({
    en: `${option} takes a whole number, not "${value}".`,
    "zh-CN": `${option} 需要一个整数，而不是“${value}”。`,
  }),
  unknownKinds: (value: string): Text => ({
    en: `--only takes solutions, starters, mistakes and right, with commas between them, not "${value}".`,
    "zh-CN": `--only 可用 solutions、starters、mistakes 和 right（用逗号分隔），而不是“${value}”。`,
  }),
  badJobs: (value: string, most: number): Text => ({
    en: `"${value}" is no number of jobs. Use a whole number from 1 to ${most}.`,
    "zh-CN": `“${value}”不是有效的并行数。请用 1 到 ${most} 之间的整数。`,
  }),
  badAmqp: (value: string): Text => ({
    en: `--amqp needs the URL of a RabbitMQ, such as amqp://user:password@host:5672/vhost, not "${value}".`,
    "zh-CN": `--amqp 需要一个 RabbitMQ 的 URL，形如 amqp://user:password@host:5672/vhost，而不是“${value}”。`,
  }),
  unknownCommand: (typed: string, known: string): Text => ({
    en: `There is no command "${typed}". There are: ${known}.`,
    "zh-CN": `没有“${typed}”这个命令。可用的命令：${known}。`,
  }),
  tooManyWords: (typed: string): Text => ({
    en: `"${typed}" is one word too many here.`,
    "zh-CN": `这里多了一个词：“${typed}”。`,
  }),
  noCourse: (folder: string): Text => ({
    en: `${folder} is not inside the course: there is no folder \`lessons\` here or above.`,
    "zh-CN": `${folder} 不在课程目录中：这里和上级目录都没有 \`lessons\` 文件夹。`,
  }),
  noSuchLesson: (typed: string, there: string): Text => ({
    en: `There is no lesson "${typed}". There are: ${there}.`,
    "zh-CN": `没有“${typed}”这一课。现有的课程：${there}。`,
  }),
  noLessons: { en: "There are no lessons here yet.", "zh-CN": "这里还没有课程。" },
  gradeUsage: {
    en: "Which lesson, and which folder? npm run grade -- <lesson> <folder> [--format terminal|json|junit|markdown|html|csv|gradescope|classroom50[=FILE]]… [--broker lite|local|testcontainers|amqp://…] [--seed n] [--lang en|zh-CN]",
    "zh-CN":
      "哪一课，哪个文件夹？npm run grade -- <课程> <文件夹> [--format terminal|json|junit|markdown|html|csv|gradescope|classroom50[=FILE]]… [--broker lite|local|testcontainers|amqp://…] [--seed n] [--lang en|zh-CN]",
  },
  folderMissing: (folder: string): Text => ({ en: `There is no folder ${folder}.`, "zh-CN": `没有文件夹 ${folder}。` }),
  folderIsFile: (folder: string): Text => ({
    en: `${folder} is a file; a submission is a folder with the lesson's programs in it.`,
    "zh-CN": `${folder} 是一个文件；作业应当是包含本课各程序的文件夹。`,
  }),
  folderUnreadable: (folder: string, code: string): Text => ({
    en: `The folder ${folder} can't be read (${code}).`,
    "zh-CN": `无法读取文件夹 ${folder}（${code}）。`,
  }),
  unexpected: (details: string): Text => ({
    en: `Something in the course itself went wrong, not in your program. Nothing was judged.\n${details}`,
    "zh-CN": `课程本身出了问题，与你的程序无关。没有进行评分。\n${details}`,
  }),
  stepSeconds: (step: Text, seconds: number): Text => ({
    en: `${step.en} … ${seconds} s`,
    "zh-CN": `${step["zh-CN"]}…… ${seconds} 秒`,
  }),
  startingBroker: { en: "starting the broker …", "zh-CN": "正在启动代理……" },
  grading: (lesson: number, done: number, all: number, scenario: Text): Text => ({
    en: `grading lesson ${lesson}: ${done}/${all} ${scenario.en}`,
    "zh-CN": `正在评第 ${lesson} 课：${done}/${all} ${scenario["zh-CN"]}`,
  }),
  gradingStep: (lesson: number, scenario: Text): Text => ({
    en: `grading lesson ${lesson}: ${scenario.en}`,
    "zh-CN": `正在评第 ${lesson} 课：${scenario["zh-CN"]}`,
  }),
  portTaken: (wanted: number, given: number): Text => ({
    en: `Port ${wanted} is taken (another broker?), so this one listens on ${given}. Programs need its URL in AMQP_URL.`,
    "zh-CN": `端口 ${wanted} 已被占用（也许另有代理在运行），因此改用 ${given}。运行程序时请把它的 URL 放进 AMQP_URL。`,
  }),
  noFreePort: (from: number, to: number): Text => ({
    en: `None of the ports ${from} to ${to} is free. Choose one: npm run broker -- --port 6000`,
    "zh-CN": `端口 ${from} 到 ${to} 都被占用。请指定一个：npm run broker -- --port 6000`,
  }),
  testsStart: {
    en: "The course checks itself first (what did not change since the last time is not run again).",
    "zh-CN": "课程先做自检（自上次以来没有变化的部分不会重跑）。",
  },
  testRunning: (names: string, seconds: number): Text => ({
    en: `running ${names} · ${seconds} s`,
    "zh-CN": `正在运行 ${names} · ${seconds} 秒`,
  }),
  taskCached: { en: "unchanged", "zh-CN": "无变化" },
  taskSeconds: (seconds: string): Text => ({ en: `${seconds} s`, "zh-CN": `${seconds} 秒` }),
  taskTests: (passed: number, failed: number): Text => ({
    en: failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`,
    "zh-CN": failed === 0 ? `${passed} 项通过` : `${passed} 项通过，${failed} 项失败`,
  }),
  taskOutput: (name: string): Text => ({ en: `What ${name} said`, "zh-CN": `${name} 的输出` }),
  testsTotal: (passed: number, failed: number): Text => ({
    en: `${passed} passed, ${failed} failed`,
    "zh-CN": `${passed} 项通过，${failed} 项失败`,
  }),
  noSubmissions: {
    en: "You have no submissions yet: npm run lesson 1 begins the first lesson.",
    "zh-CN": "你还没有作业：npm run lesson 1 开始第一课。",
  },
  belowPassMark: (names: string): Text => ({ en: `Not passed yet: ${names}`, "zh-CN": `尚未通过：${names}` }),
  checkStep: (name: string): Text => ({ en: `▸ ${name}`, "zh-CN": `▸ ${name}` }),
  checkFirstFailure: (name: string, command: string): Text => ({
    en: `The first step that failed: ${name}. By itself: ${command}`,
    "zh-CN": `第一个失败的步骤：${name}。单独运行：${command}`,
  }),
  checkTotal: (passed: number, failed: number, seconds: string): Text => ({
    en: `${passed} steps passed, ${failed} failed, in ${seconds} s`,
    "zh-CN": `${passed} 个步骤通过，${failed} 个失败，用时 ${seconds} 秒`,
  }),
  help: {
    en: `npm run lesson                  the lessons, your score in each, what comes next
npm run lesson 3                begin or go on with lesson 3 (graded again at every save)
npm run lesson 3 <word>         hint      the next hint for the first lost point
                                wire      the frames of the last run
                                diff      your programs against the solution (after a pass, or --give-up)
                                reset     begin afresh (a dated copy of yours is kept)
                                solution  grade the solution
                                once      grade once, without watching
npm test                        everything: the course checks itself, then your submissions
npm run grade -- 3 <folder>     grade any folder  [--format html=report.html]… [--seed n]
npm run class -- <folder>       grade a whole class  [--lesson n] [--jobs n] [--out folder] [--roster file] [--amqp URL]
npm run worker -- --amqp <URL>  grade for a class elsewhere, until Ctrl+C  [--jobs n]
npm run broker                  a broker on port 5672 to try things with
npm run selftest [n] [-- --update]   for maintainers: does each mistake lose what it should?
npm run parity -- --broker <broker>  for maintainers: the same verdicts on another broker?
npm run flake -- --repeat 50    for maintainers: the same verdicts every time?
npm run check                   for maintainers: what CI runs

--lang en|zh-CN   --broker lite|local|testcontainers|amqp://…   --seed n`,
    "zh-CN": `npm run lesson                  课程列表、每课得分和下一步
npm run lesson 3                开始或继续第 3 课（每次保存后重新评分）
npm run lesson 3 <词>           hint      第一处失分的下一条提示
                                wire      上一次运行时的各个帧
                                diff      你的程序与参考答案的差别（通过之后，或加 --give-up）
                                reset     从头再来（保留一份带日期的副本）
                                solution  给参考答案评分
                                once      只评一次，不监视
npm test                        全部：课程自检，然后评你的作业
npm run grade -- 3 <文件夹>     给任意文件夹评分  [--format html=report.html]… [--seed n]
npm run class -- <文件夹>       给整个班级评分  [--lesson n] [--jobs n] [--out 文件夹] [--roster 文件] [--amqp URL]
npm run worker -- --amqp <URL>  为别处的班级评分，直到 Ctrl+C  [--jobs n]
npm run broker                  在 5672 端口启动一个可供试验的代理
npm run selftest [n] [-- --update]   维护者用：每个错误是否恰好失去应失的分
npm run parity -- --broker <代理>    维护者用：换一个代理，判定是否相同
npm run flake -- --repeat 50    维护者用：反复评分，判定是否不变
npm run check                   维护者用：CI 所运行的检查

--lang en|zh-CN   --broker lite|local|testcontainers|amqp://…   --seed n`,
  },
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
