/** Reports to render in tests: one of a submission with a bit of everything, and small ways to change it. */
import type { CheckReport, FrameLine, ProgramReport, Report } from "../../src/score/report.ts";
import { type Text, verbatim } from "../../src/text.ts";

function text(en: string, chinese: string): Text {
  return { en, "zh-CN": chinese };
}

function frame(
  number: number,
  atMs: number,
  program: string,
  direction: FrameLine["direction"],
  line: string,
  offending = false,
): FrameLine {
  return { number, atMs, program, direction, line, offending };
}

const HINTS = [
  text("When does the broker learn that the work is done?", "代理什么时候知道工作已经做完？"),
  text(
    "Look at where `channel.ack` stands: before or after the pause?",
    "看看 `channel.ack` 写在哪里：在停顿之前还是之后？",
  ),
  text("await work(text);\nchannel.ack(message);", "await work(text);\nchannel.ack(message);"),
] as const;

export const FRAMES: readonly FrameLine[] = [
  frame(1, 0.4, "worker 1", "itself", "opened connection 1"),
  frame(12, 41.2, "worker 1", "to-broker", 'basic.consume queue="task_queue" no-ack=false'),
  frame(
    14,
    103.9,
    "worker 1",
    "to-program",
    'basic.deliver delivery-tag=1 redelivered=false routing-key="task_queue" "brave łoś …"',
  ),
  frame(15, 106.1, "worker 1", "to-broker", "basic.ack delivery-tag=1 multiple=false", true),
  frame(16, 410, "worker 1", "itself", "closed by the program without connection.close"),
];

export function check(changes: Partial<CheckReport> & { readonly id: string }): CheckReport {
  return {
    dimension: "ack",
    visibility: "public",
    status: "pass",
    points: 10,
    max: 10,
    title: text("Both programs declare the queue", "两个程序都声明队列"),
    why: text("Either may be started first.", "任何一方都可能先启动。"),
    hints: [HINTS[0], HINTS[1], HINTS[2]],
    frames: [],
    ...changes,
  };
}

export const WORKER: ProgramReport = {
  scenario: "a worker dies in the middle of a task",
  label: "worker 1",
  arguments: [],
  stdout: " [*] Waiting for messages. To exit press CTRL+C\n [x] Received 'brave łoś …'\n",
  stderr: "",
  cutBytes: 0,
  exit: { code: null, signal: "SIGKILL", cause: "killed", tookMs: 3 },
};

export function report(changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    lesson: { number: 2, folder: "02-work-queues", title: text("Work queues", "工作队列") },
    submission: "lessons/02-work-queues/submission",
    broker: "broker-lite 0.1.0",
    sandbox: "none",
    seed: 4711,
    score: 62,
    max: 100,
    passMark: 80,
    status: "fail",
    dimensions: {
      routing: { score: 20, max: 20 },
      ack: { score: 12, max: 30 },
      durability: { score: 30, max: 30 },
      "fair-dispatch": { score: 0, max: 20 },
    },
    checks: [
      check({ id: "both-declare", dimension: "routing", points: 20, max: 20 }),
      check({
        id: "ack-after-work",
        status: "fail",
        points: 0,
        max: 18,
        title: text("A task is acknowledged after its work is done", "任务完成之后才确认"),
        expected: text("basic.ack for a task comes after its work is done", "任务的 basic.ack 在工作完成之后"),
        scenario: WORKER.scenario,
        seen: text(
          "basic.ack for 'brave łoś …' came 2 ms after it arrived; its work takes 300 ms",
          "'brave łoś …' 到达 2 毫秒后就发出了 basic.ack，而它的工作需要 300 毫秒",
        ),
        why: text(
          "The broker forgets a message when it is acknowledged: a worker that dies after that loses the task for good.",
          "消息一经确认，代理就会忘掉它：此后工作进程若崩溃，任务就永远丢失了。",
        ),
        frames: FRAMES,
      }),
      check({
        id: "redelivered",
        points: 12,
        max: 12,
        title: text("A task that was not finished is done by another worker", "没做完的任务由另一个工作进程接手"),
      }),
      check({
        id: "persistent",
        dimension: "durability",
        points: 30,
        max: 30,
        title: text("Tasks survive a restart of the broker", "任务在代理重启后仍在"),
      }),
      check({
        id: "one-at-a-time",
        dimension: "fair-dispatch",
        status: "fail",
        points: 0,
        max: 10,
        title: text("A worker holds one unfinished task at a time", "工作进程一次只拿一个未完成的任务"),
        scenario: WORKER.scenario,
        seen: text("it held 6 at once", "它同时拿了 6 个"),
      }),
      check({
        id: "slow-worker",
        dimension: "fair-dispatch",
        status: "not-judged",
        points: 0,
        max: 10,
        title: text("A slow worker does not make others idle", "慢的工作进程不会让别的闲着"),
        because: text("A worker that acknowledges at once always looks free.", "立即确认的工作进程看起来总是空闲的。"),
      }),
    ],
    advice: [
      {
        id: "stack-trace",
        text: text("A clear line on stderr helps more than a stack trace.", "stderr 上一句清楚的话比调用栈更有帮助。"),
      },
    ],
    problems: [],
    programs: [WORKER],
    wire: [
      {
        scenario: WORKER.scenario,
        title: text(WORKER.scenario, "worker 干到一半死了"),
        visibility: "public",
        frames: FRAMES.map((each) => ({ ...each, offending: false })),
      },
    ],
    durationMs: 2345,
    ...changes,
  };
}

export function passedReport(): Report {
  const base = report();
  return {
    ...base,
    score: 100,
    status: "pass",
    dimensions: Object.fromEntries(Object.entries(base.dimensions).map(([id, { max }]) => [id, { score: max, max }])),
    checks: base.checks.map((each) =>
      check({ id: each.id, dimension: each.dimension, title: each.title, points: each.max, max: each.max }),
    ),
    advice: [],
  };
}

/** Words of a hostile submission: they move the cursor, change colours, turn the direction of reading and ring the bell. */
export const HOSTILE = "\u001B[2J\u001B]0;owned\u0007 \u009B31m red \u202Eesrever \rback\u0008\u0000";

export { text, verbatim };
