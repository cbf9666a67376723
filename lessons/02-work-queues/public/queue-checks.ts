/** What lesson 2 judges of the queue and the way through it by rules of its own. Pure. */
import {
  brokerErrors,
  consumers,
  declaredQueues,
  deliveries,
  fail,
  methods,
  notJudged,
  pass,
  publishes,
  quote,
  records,
  stoppedText,
} from "grader";
import type { BrokerError, Evidence, NotJudged, Text, Verdict } from "grader";

export const QUEUE = "task_queue";
const ACCESS_REFUSED = 403;
const RESOURCE_LOCKED = 405;
const PRECONDITION_FAILED = 406;

export function noted(evidence: Evidence, name: string): readonly string[] {
  return [evidence.notes[name] ?? []].flat().map(String);
}

/** The broker's own words, without the full stop that some have. */
function words({ replyCode, replyText }: BrokerError): string {
  return `${replyCode} ${replyText.replace(/\.$/u, "")}`;
}

/** The scenario did not come so far: says what stopped it. */
export function notReached(evidence: Evidence): NotJudged {
  return notJudged(stoppedText(evidence) ?? { en: "no task was delivered", "zh-CN": "没有投递任何任务" });
}

/** The queue that it meant, right or wrong: whether it is the right one is judged elsewhere. */
export function queueOfNewTask(evidence: Evidence): string {
  return publishes(evidence, { program: "new-task", exchange: "" })[0]?.routingKey ?? QUEUE;
}

export function queueOfWorker(evidence: Evidence): string {
  const asked = methods(evidence, "basic.get", { program: "worker" })[0]?.method.fields.queue;
  return consumers(evidence, { program: "worker" })[0]?.queue ?? asked ?? QUEUE;
}

export function agreeOnOptions(evidence: Evidence): Verdict {
  const refused = brokerErrors(evidence).find(
    (error) => error.replyCode === PRECONDITION_FAILED && error.replyText.includes("inequivalent arg"),
  );
  if (refused === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: "both programs declare the queue with the same options",
      "zh-CN": "两个程序用相同的选项声明队列",
    },
    seen: {
      en: `'${refused.program}' declared it differently from the program before it: ${words(refused)}.`,
      "zh-CN": `'${refused.program}' 的声明与先启动的程序不同：${words(refused)}。`,
    },
    events: [refused.event],
  });
}

/** Exclusive and auto-delete are judged by what they lead to; who declares nothing is judged for that. */
export function declaredDurable(evidences: readonly Evidence[]): Verdict {
  const verdicts = evidences.map(declaresDurable);
  return verdicts.find(({ status }) => status === "fail") ?? verdicts.find(({ status }) => status === "pass") ?? NOBODY;
}

const NOBODY = notJudged({ en: "no queue was declared", "zh-CN": "没有声明任何队列" });

function declaresDurable(evidence: Evidence): Verdict {
  const declared = declaredQueues(evidence).filter((queue) => !queue.passive && !queue.namedByBroker);
  if (declared.length === 0) return NOBODY;
  const transient = declared.find((queue) => !queue.durable);
  if (transient === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected: { en: "the queue is declared with durable=true", "zh-CN": "声明队列时 durable=true" },
    seen: {
      en: `'${transient.program}' declared ${quote(transient.queue)} with durable=false.`,
      "zh-CN": `'${transient.program}' 声明 ${quote(transient.queue)} 时 durable=false。`,
    },
    events: [transient.event],
  });
}

function refusedAccess(evidence: Evidence): BrokerError | undefined {
  return brokerErrors(evidence, { program: "worker" }).find(
    ({ replyCode }) => replyCode === RESOURCE_LOCKED || replyCode === ACCESS_REFUSED,
  );
}

export function shareTheQueue(evidence: Evidence): Verdict {
  const { scenario } = evidence;
  const expected: Text = {
    en: "two workers consume from the same queue, and each task goes to one of them",
    "zh-CN": "两个 worker 消费同一个队列，每个任务只交给其中一个",
  };
  const locked = refusedAccess(evidence);
  if (locked !== undefined) {
    const seen = {
      en: `The second worker was refused: ${words(locked)}.`,
      "zh-CN": `第二个 worker 被拒绝：${words(locked)}。`,
    };
    return fail({ scenario, expected, seen, events: [locked.event] });
  }
  const given = deliveries(evidence, { program: "worker" }).filter(({ redelivered }) => !redelivered);
  const copy = given.find(({ text, event }) => given.some((other) => other.text === text && other.event < event));
  if (copy !== undefined) {
    const seen = {
      en: `${quote(copy.text)} was delivered to both, so they do not share a queue.`,
      "zh-CN": `${quote(copy.text)} 投递给了两个 worker，可见它们没有共享队列。`,
    };
    return fail({ scenario, expected, seen, events: [copy.event] });
  }
  const busy = new Set(given.map(({ program }) => program));
  return busy.size > 1 ? pass() : notReached(evidence);
}

/** A task that was delivered has left the process as text; the last one may still be on its way to stdout. */
export function printsTasks(evidence: Evidence): Verdict {
  const { scenario } = evidence;
  const expected: Text = {
    en: `'worker' consumes from '${QUEUE}' and prints the text of each task`,
    "zh-CN": `'worker' 消费 '${QUEUE}'，并打印每个任务的文本`,
  };
  const queue = queueOfWorker(evidence);
  if (queue !== QUEUE) {
    const seen = { en: `It consumes from ${quote(queue)}.`, "zh-CN": `它消费的是 ${quote(queue)}。` };
    return fail({ scenario, expected, seen });
  }
  const wanted = [...noted(evidence, "task"), ...noted(evidence, "texts")];
  const given = deliveries(evidence, { program: "worker" }).filter(({ text }) => wanted.includes(text));
  if (given.length === 0) {
    const locked = refusedAccess(evidence);
    if (locked !== undefined)
      return notJudged({
        en: `'worker' was refused: ${words(locked)}`,
        "zh-CN": `'worker' 被拒绝：${words(locked)}`,
      });
    const seen = { en: "No task was delivered to it.", "zh-CN": "没有任务投递给它。" };
    return fail({ scenario, expected, seen });
  }
  const stdout = records(evidence, "worker")[0]?.stdout ?? "";
  const unprinted = given.find(({ text }) => !stdout.includes(text));
  if (unprinted === undefined) return pass();
  const seen = {
    en: `${quote(unprinted.text)} was delivered to it, but does not stand in its output.`,
    "zh-CN": `${quote(unprinted.text)} 已经投递给它，但它的输出里没有这段文字。`,
  };
  return fail({ scenario, expected, seen, events: [unprinted.event] });
}

export function wereAllStopped(evidence: Evidence): Verdict {
  return evidence.stopped === undefined ? pass() : notReached(evidence);
}
