/** Every limit of a submission: its default with the reason, the flag that changes it, and the words for a program that it ended. */
import type { LimitName } from "../evidence/evidence.ts";
import type { Text } from "../text.ts";

export type SubmissionLimits = Readonly<Record<LimitName, number>>;

interface Limit {
  readonly name: LimitName;
  /** Without its dashes. */
  readonly flag: string;
  readonly standard: number;
  /** What is limited, with its unit. */
  readonly title: Text;
}

/** In the order in which the README lists them. */
export const LIMITS = [
  {
    // A scenario is given up after as long.
    name: "programSeconds",
    flag: "max-program-seconds",
    standard: 120,
    title: { en: "seconds that one program may run", "zh-CN": "单个程序的运行秒数" },
  },
  {
    // A dozen scenarios that each wait for their deadlines take less.
    name: "submissionSeconds",
    flag: "max-submission-seconds",
    standard: 300,
    title: { en: "seconds that a submission's programs may run", "zh-CN": "一份作业的全部程序的运行秒数" },
  },
  {
    // fib(30), the most that a right program computes, takes a hundredth of it.
    name: "cpuSeconds",
    flag: "max-cpu-seconds",
    standard: 20,
    title: {
      en: "seconds of processor time of one program, its children included",
      "zh-CN": "单个程序（含子进程）的 CPU 秒数",
    },
  },
  {
    // A node that talks AMQP takes 60 MiB.
    name: "memoryMiB",
    flag: "max-memory-mib",
    standard: 512,
    title: { en: "MiB of memory of one program, its children included", "zh-CN": "单个程序（含子进程）的内存 MiB 数" },
  },
  {
    // A node has 11 threads.
    name: "processes",
    flag: "max-processes",
    standard: 100,
    title: { en: "processes and threads of one program", "zh-CN": "单个程序的进程与线程数" },
  },
  {
    name: "openFiles",
    flag: "max-open-files",
    standard: 512,
    title: { en: "files and connections that are open at once", "zh-CN": "同时打开的文件与连接数" },
  },
  {
    // 256 KiB of it are kept; the rest is only counted.
    name: "outputMiB",
    flag: "max-output-mib",
    standard: 16,
    title: { en: "MiB that one program may print", "zh-CN": "单个程序的输出 MiB 数" },
  },
  {
    // The grader and its broker keep them in memory; a right program moves some KiB.
    name: "amqpMiB",
    flag: "max-amqp-mib",
    standard: 16,
    title: {
      en: "MiB that one program may send to the broker and get from it",
      "zh-CN": "单个程序与 broker 之间收发的 MiB 数",
    },
  },
  {
    name: "fileMiB",
    flag: "max-file-mib",
    standard: 16,
    title: { en: "MiB of one file that a program writes", "zh-CN": "程序写出的单个文件的 MiB 数" },
  },
  {
    name: "diskMiB",
    flag: "max-disk-mib",
    standard: 32,
    title: { en: "MiB of all files that a program writes", "zh-CN": "程序写出的全部文件的 MiB 数" },
  },
  {
    name: "sourceFiles",
    flag: "max-source-files",
    standard: 100,
    title: { en: "source files of a submission", "zh-CN": "一份作业的源文件数" },
  },
  {
    name: "sourceMiB",
    flag: "max-source-mib",
    standard: 2,
    title: { en: "MiB of all source files of a submission", "zh-CN": "一份作业的全部源文件的 MiB 数" },
  },
] as const satisfies readonly Limit[];

export const STANDARD_LIMITS: SubmissionLimits = Object.fromEntries(
  LIMITS.map(({ name, standard }) => [name, standard]),
) as Record<LimitName, number>;

export function limitsWith(changes: Partial<SubmissionLimits> = {}): SubmissionLimits {
  return { ...STANDARD_LIMITS, ...changes };
}

/** What a person reads of a program that went over a limit. */
export function limitText(name: LimitName, limits: SubmissionLimits): Text {
  const limit: Limit | undefined = LIMITS.find((each) => each.name === name);
  if (limit === undefined) throw new Error(`there is no limit '${name}'`);
  const { title, flag } = limit;
  return {
    en: `over the limit of ${limits[name]} ${title.en} (--${flag})`,
    "zh-CN": `超过上限：${title["zh-CN"]}最多为 ${limits[name]}（--${flag}）`,
  };
}
