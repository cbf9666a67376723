/** What is said about a RabbitMQ over which a class is graded, and by its workers. */
import type { Text } from "../../text.ts";
import { DELIVERIES } from "./names.ts";

const IS_IT_THERE: Text = {
  en: "Does it run, and is the port open from here?",
  "zh-CN": "它在运行吗？从这里能访问该端口吗？",
};

export const texts = {
  unreachable: (url: string, detail: string, advice: Text = IS_IT_THERE): Text => ({
    en: `RabbitMQ can't be reached at ${url} (${detail}). ${advice.en}`,
    "zh-CN": `无法连接 ${url} 上的 RabbitMQ（${detail}）。${advice["zh-CN"]}`,
  }),
  noHost: (url: string): Text => ({
    en: `The host in ${url} is not known. Is the URL typed right?`,
    "zh-CN": `找不到 ${url} 中的主机。URL 写对了吗？`,
  }),
  badLogin: (url: string): Text => ({
    en: `RabbitMQ at ${url} does not let this user in: the name or the password is wrong, or guest is used from another machine.`,
    "zh-CN": `${url} 上的 RabbitMQ 拒绝该用户登录：用户名或密码不对，或者从另一台机器使用了 guest。`,
  }),
  noVhost: (url: string): Text => ({
    en: `RabbitMQ has no vhost as in ${url}, or this user may not use it. Create it, or name another one at the end of the URL.`,
    "zh-CN": `RabbitMQ 没有 ${url} 中的 vhost，或该用户无权使用。请创建它，或在 URL 末尾换一个。`,
  }),
  noRight: (url: string, detail: string): Text => ({
    en: `The user in ${url} lacks a right (${detail}). It must be able to configure, write and read what begins with "grader.", and write to the default exchange.`,
    "zh-CN": `${url} 中的用户缺少权限（${detail}）。它需要能够配置、写入和读取以“grader.”开头的对象，并能写入默认交换机。`,
  }),
  notAble: (url: string, detail: string): Text => ({
    en: `RabbitMQ at ${url} refuses the queues of a class (${detail}). It must be 3.8 or later, with quorum queues.`,
    "zh-CN": `${url} 上的 RabbitMQ 拒绝声明班级评分所需的队列（${detail}）。需要 3.8 或更高版本，并支持仲裁队列。`,
  }),
  lost: (reason: Text): Text => ({
    en: `The connection is lost: ${reason.en} Trying again …`,
    "zh-CN": `连接已断开：${reason["zh-CN"]}正在重试……`,
  }),
  back: { en: "The connection is there again.", "zh-CN": "连接已恢复。" },
  gaveUp: (reason: Text, done: number, all: number): Text => ({
    en: `${reason.en} Given up for now: ${done} of ${all} are graded and kept. The same command goes on from there.`,
    "zh-CN": `${reason["zh-CN"]}暂时放弃：${all} 份中已有 ${done} 份评完并保存。再次运行同一条命令会从那里继续。`,
  }),
  blocked: {
    en: "RabbitMQ takes no messages right now (its alarm for memory or disk is on). Waiting …",
    "zh-CN": "RabbitMQ 暂时不接收消息（内存或磁盘告警）。正在等待……",
  },
  killedWorkers: {
    en: `${DELIVERIES} workers died or lost their connection while they graded it, so it was taken out of the queue. Look at it by hand, or type the command again.`,
    "zh-CN": `有 ${DELIVERIES} 个 worker 在评它时死亡或断开，因此已把它移出队列。请人工查看，或再次运行命令。`,
  },
  noWorkers: (url: string): Text => ({
    en: `No worker is there yet. On any machine with the same version of the course: npm run worker -- --amqp ${url}`,
    "zh-CN": `还没有 worker。请在任意一台装有相同版本课程的机器上运行：npm run worker -- --amqp ${url}`,
  }),
  otherVersionThere: (worker: string): Text => ({
    en: `The worker ${worker} has another version of the course and does not take part. Bring both to the same version.`,
    "zh-CN": `worker ${worker} 的课程版本不同，因此不参与。请把两边更新到同一版本。`,
  }),
  otherVersionHere: (run: string): Text => ({
    en: `The class ${run} is graded with another version of the course than this worker has, so it takes no part. Bring both to the same version.`,
    "zh-CN": `班级 ${run} 使用的课程版本与这个 worker 不同，因此它不参与。请把两边更新到同一版本。`,
  }),
  badTask: (detail: string): Text => ({
    en: `The task could not be read by a worker (${detail}). This costs no points.`,
    "zh-CN": `worker 无法读取该任务（${detail}）。不扣分。`,
  }),
  workerWaits: (url: string): Text => ({
    en: `waiting for a class on ${url} (Ctrl+C ends)`,
    "zh-CN": `正在 ${url} 上等待班级（按 Ctrl+C 结束）`,
  }),
  workerWorks: (run: string, graded: number, running: number): Text => ({
    en: `class ${run}: ${graded} graded, ${running} at work`,
    "zh-CN": `班级 ${run}：已评 ${graded} 份，正在评 ${running} 份`,
  }),
  workerJoins: (run: string): Text => ({ en: `takes part in class ${run}`, "zh-CN": `参与班级 ${run}` }),
  workerLeaves: (run: string, graded: number): Text => ({
    en: `class ${run} is over; graded here so far: ${graded}`,
    "zh-CN": `班级 ${run} 已结束；本机至今评了 ${graded} 份`,
  }),
  workerUnable: (reason: Text): Text => ({
    en: `This machine can't grade: ${reason.en} Its tasks were given back to the others.`,
    "zh-CN": `这台机器无法评分：${reason["zh-CN"]}任务已退回给其他 worker。`,
  }),
  workersAtWork: (workers: number): Text => ({
    en: workers === 1 ? "1 worker" : `${workers} workers`,
    "zh-CN": `${workers} 个 worker`,
  }),
} as const satisfies Record<string, Text | ((...values: never[]) => Text)>;
