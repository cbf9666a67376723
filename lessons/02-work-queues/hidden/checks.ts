/** What only the hidden tests of lesson 2 conclude. Pure. */
import { deliveries, fail, pass, quote, records, type Evidence, type Text, type Verdict } from "grader";
import { noted, notReached, QUEUE } from "../public/queue-checks.ts";

export function survivesBadTasks(evidence: Evidence): Verdict {
  const { scenario } = evidence;
  const [good] = noted(evidence, "good");
  const bad = noted(evidence, "bad");
  const after = deliveries(evidence, { program: "worker" }).find(({ text }) => text === good);
  if (after !== undefined && after.settlement !== "open") return pass();
  const given = deliveries(evidence, { program: "worker" }).filter(({ text }) => bad.includes(text));
  const last = given.at(-1);
  if (last === undefined) return notReached(evidence);
  const expected: Text = {
    en: "a task with an empty text or without a dot does not stop the worker: the task after it is done",
    "zh-CN": "文本为空或没有点的任务不会让 worker 停下来：它后面的任务照样完成",
  };
  const circles = given.filter(({ text }) => text === last.text).length;
  if (circles > 2) {
    const seen = {
      en: `${quote(last.text)} was put back and delivered again and again; the task after it never had its turn.`,
      "zh-CN": `${quote(last.text)} 一次又一次被退回、重新投递；后面的任务一直轮不到。`,
    };
    return fail({ scenario, expected, seen, events: [last.event] });
  }
  const seen = {
    en: `After ${quote(last.text)} was delivered, the next task was not done.`,
    "zh-CN": `投递 ${quote(last.text)} 之后，后面的任务没有完成。`,
  };
  return fail({ scenario, expected, seen, events: [last.event] });
}

export function tasksWaited(evidence: Evidence): Verdict {
  if (!evidence.acts.some(({ name }) => name === "broker restarted")) return notReached(evidence);
  const { scenario } = evidence;
  const expected: Text = {
    en: "tasks that were queued before the last worker left and the broker restarted are done by the next worker",
    "zh-CN": "最后一个 worker 离开、broker 重启之前排队的任务，由下一个 worker 完成",
  };
  if (evidence.queues.at(-1)?.found === undefined) {
    const seen = { en: `'${QUEUE}' was gone.`, "zh-CN": `'${QUEUE}' 不见了。` };
    return fail({ scenario, expected, seen });
  }
  const second = records(evidence, "worker")[1]?.label ?? "";
  const done = deliveries(evidence, { program: second }).filter(({ settlement }) => settlement !== "open");
  const lost = noted(evidence, "tasks").filter((task) => !done.some(({ text }) => text === task));
  if (lost.length === 0) return pass();
  const names = lost.map(quote).join(", ");
  return fail({
    scenario,
    expected,
    seen: { en: `Not done: ${names}.`, "zh-CN": `没有完成：${names}。` },
    events: done.map(({ event }) => event),
  });
}
