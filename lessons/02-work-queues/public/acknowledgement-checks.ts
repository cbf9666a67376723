/** What lesson 2 judges of acknowledgements and fairness by rules of its own. Pure. */
import {
  acknowledgements,
  consumers,
  deliveries,
  fail,
  methods,
  mostHeldAtOnce,
  notJudged,
  pass,
  quote,
  records,
} from "grader";
import type { Delivery, Evidence, Text, Verdict } from "grader";
import { noted, notReached } from "./queue-checks.ts";

/** The task that the slow worker is at takes as long as these together: longer than its life. */
export const STEADY_UNIT_MS = 1500;
export const LARGE_DOTS = 60;
const LARGE_MS = STEADY_UNIT_MS * LARGE_DOTS;

/** Automatic acknowledgement is judged as what it is: an ack before the work. */
export function acknowledgesEachOnce(evidence: Evidence): Verdict {
  const { scenario } = evidence;
  const expected: Text = {
    en: "each task that was done is acknowledged by one basic.ack, on the channel that delivered it",
    "zh-CN": "每个做完的任务都由一次 basic.ack 确认，并且在投递它的那个信道上",
  };
  const wanted = [...noted(evidence, "task"), ...noted(evidence, "texts")];
  const given = deliveries(evidence, { program: "worker" }).filter(({ text }) => wanted.includes(text));
  if (given.length === 0) return notReached(evidence);
  const stray = acknowledgements(evidence, { program: "worker" }).find(({ settles }) => settles.length === 0);
  if (stray !== undefined) {
    const seen = {
      en: `${stray.name} came for delivery tag ${stray.deliveryTag}, which is not open on that channel: it was settled before, needs no ack, or was delivered elsewhere.`,
      "zh-CN": `${stray.name} 的投递标签 ${stray.deliveryTag} 在该信道上并不待确认：之前已经确认过、不需要确认，或者是在别处投递的。`,
    };
    return fail({ scenario, expected, seen, events: [stray.event] });
  }
  const wrong = given.find(({ settlement }) => settlement !== "acknowledged" && settlement !== "automatic");
  if (wrong === undefined) return pass();
  return fail({ scenario, expected, seen: unacknowledged(wrong), events: [wrong.settledBy ?? wrong.event] });
}

function unacknowledged({ text, settlement }: Delivery): Text {
  if (settlement === "open")
    return { en: `${quote(text)} was never acknowledged.`, "zh-CN": `${quote(text)} 始终没有被确认。` };
  const how = settlement === "requeued" ? { en: "put back", zh: "退回队列" } : { en: "rejected", zh: "拒绝" };
  return { en: `${quote(text)} was ${how.en} instead.`, "zh-CN": `${quote(text)} 被${how.zh}了。` };
}

/** The slow worker is killed long before its task can be done, so that it may not settle it. */
export function finishesBeforeAck(evidence: Evidence): Verdict {
  const slow = records(evidence, "worker")[0]?.label ?? "worker";
  const [held = ""] = noted(evidence, "held");
  const given = deliveries(evidence, { program: slow, text: held })[0];
  if (given === undefined) return notReached(evidence);
  if (given.settlement === "open") return wasKilled(evidence) ? pass() : notReached(evidence);
  const settledAfterMs = (given.settledAtMs ?? given.atMs) - given.atMs;
  if (settledAfterMs >= LARGE_MS) return notJudged(TOO_SLOW);
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `basic.ack for the task with ${LARGE_DOTS} dots when its work is done; with WORK_UNIT_MS=${STEADY_UNIT_MS}, that takes a minute and a half`,
      "zh-CN": `有 ${LARGE_DOTS} 个点的任务做完之后才发 basic.ack；WORK_UNIT_MS=${STEADY_UNIT_MS} 时，这要一分半钟`,
    },
    seen: tooEarly(evidence, given),
    events: [given.settledBy ?? given.event],
  });
}

const TOO_SLOW: Text = {
  en: "this machine was so slow that the large task was done before anything else",
  "zh-CN": "这台机器太慢，大任务做完了其他步骤还没有完成",
};

function tooEarly(evidence: Evidence, { settlement, atMs, settledBy, settledAtMs = atMs }: Delivery): Text {
  if (settlement === "automatic")
    return {
      en: "It was consumed with no-ack=1: the broker forgot it when it sent it.",
      "zh-CN": "它以 no-ack=1 消费：broker 一发出就把它忘了。",
    };
  const others = acknowledgements(evidence).find(({ event }) => event === settledBy)?.settles.length ?? 1;
  if (others > 1)
    return {
      en: "It was acknowledged together with a later task: that basic.ack has multiple=1, which means all tasks up to that one, done or not.",
      "zh-CN":
        "它随后面的一个任务一起被确认了：那次 basic.ack 带有 multiple=1，意思是到那个任务为止的全部，不管有没有做完。",
    };
  const elapsedMs = Math.round(settledAtMs - atMs);
  return {
    en: `It was settled ${elapsedMs} ms after it was delivered, in the middle of its work.`,
    "zh-CN": `投递之后 ${elapsedMs} 毫秒它就被确认了，而工作还没有做完。`,
  };
}

export function doesWhatWasLeft(evidence: Evidence): Verdict {
  const [slow, quick] = records(evidence, "worker");
  const [held = ""] = noted(evidence, "held");
  if (slow === undefined || quick === undefined || !wasKilled(evidence)) return notReached(evidence);
  const { scenario } = evidence;
  const expected: Text = {
    en: `'${quick.label}' does ${quote(held)}, which '${slow.label}' had not finished when it was killed`,
    "zh-CN": `'${quick.label}' 完成 ${quote(held)}：'${slow.label}' 被杀死时还没有做完它`,
  };
  const again = deliveries(evidence, { program: quick.label, text: held })[0];
  if (again === undefined) {
    const seen = { en: "It was lost: nobody was given it again.", "zh-CN": "它丢失了：没有再投递给任何人。" };
    return fail({ scenario, expected, seen });
  }
  if (again.settlement !== "acknowledged") {
    const seen = {
      en: "It was delivered again, but not acknowledged.",
      "zh-CN": "它被重新投递了，但没有得到确认。",
    };
    return fail({ scenario, expected, seen, events: [again.settledBy ?? again.event] });
  }
  const others = deliveries(evidence, { program: quick.label }).filter(({ text }) => text !== held);
  const printsOthers = others.some(({ text }) => quick.stdout.includes(text));
  if (quick.stdout.includes(held) || !printsOthers) return pass();
  const seen = {
    en: "It was delivered again (redelivered=1) and acknowledged, but not worked on: its text does not stand in the output.",
    "zh-CN": "它被重新投递（redelivered=1）并得到确认，却没有处理：输出里没有它的文本。",
  };
  return fail({ scenario, expected, seen, events: [again.event, again.settledBy ?? again.event] });
}

export function holdsOneTask(evidence: Evidence): Verdict {
  const slow = records(evidence, "worker")[0]?.label ?? "worker";
  const held = mostHeldAtOnce(evidence, slow);
  const { scenario } = evidence;
  const expected: Text = {
    en: "a worker is given the next task only when it has finished the one that it has",
    "zh-CN": "worker 做完手里的任务，才会得到下一个",
  };
  const limit = limitOf(evidence, slow);
  if (held.count > 1) {
    const seen = {
      en: `'${slow}' held ${held.count} tasks at once while it was at the first. ${limit?.en ?? ""}`.trim(),
      "zh-CN": `'${slow}' 在做第一个任务时，手里同时有 ${held.count} 个任务。${limit?.["zh-CN"] ?? ""}`,
    };
    return fail({ scenario, expected, seen, events: held.events });
  }
  const given = deliveries(evidence, { program: slow });
  if (given.length > 1) {
    const seen = {
      en: `'${slow}' was given ${given.length} tasks, and it had not finished the first.`,
      "zh-CN": `'${slow}' 得到了 ${given.length} 个任务，而第一个还没有做完。`,
    };
    return fail({ scenario, expected, seen, events: given.map(({ event }) => event) });
  }
  const global = methods(evidence, "basic.qos", { program: slow }).find(({ method }) => method.fields.global);
  const consumer = consumers(evidence, { program: slow })[0];
  if (global !== undefined && consumer?.prefetchCount === 0 && limit !== undefined)
    return fail({ scenario, expected, seen: limit, events: [global.number] });
  return held.count > 0 && wasKilled(evidence) ? pass() : notReached(evidence);
}

/** What became of the worker's prefetch, where it has none that counts. */
function limitOf(evidence: Evidence, program: string): Text | undefined {
  const consumer = consumers(evidence, { program })[0];
  if (consumer === undefined) return undefined;
  if (consumer.prefetchCount > 1)
    return {
      en: `Its prefetch count is ${consumer.prefetchCount}.`,
      "zh-CN": `它的 prefetch 是 ${consumer.prefetchCount}。`,
    };
  const limits = methods(evidence, "basic.qos", { program });
  const [limit] = limits;
  if (limit === undefined)
    return { en: "It sent no basic.qos (prefetch).", "zh-CN": "它没有发送 basic.qos（prefetch）。" };
  if (limits.every(({ method }) => method.fields.global))
    return {
      en: "Its basic.qos is global, for the channel as a whole; that form is going away and newer brokers ignore or refuse it.",
      "zh-CN": "它的 basic.qos 是 global 形式，作用于整个信道；这种形式正在被淘汰，新版 broker 会忽略或拒绝它。",
    };
  if (limits.every(({ channel, connection }) => channel !== consumer.channel || connection !== consumer.connection))
    return {
      en: "Its basic.qos went over another channel than its basic.consume.",
      "zh-CN": "它的 basic.qos 和 basic.consume 不在同一个信道上。",
    };
  if (limits.every(({ number }) => number > consumer.event))
    return {
      en: "Its basic.qos came after its basic.consume, and holds only for consumers that start later.",
      "zh-CN": "它的 basic.qos 在 basic.consume 之后才发，只对之后开始的消费者有效。",
    };
  return { en: "Its prefetch count is 0, which is no limit.", "zh-CN": "它的 prefetch 是 0，也就是没有上限。" };
}

function wasKilled(evidence: Evidence): boolean {
  return evidence.acts.some(({ name }) => name.startsWith("SIGKILL"));
}
