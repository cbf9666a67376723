/** What lesson 1 judges by rules of its own. Pure. */
import {
  brokerErrors,
  consumers,
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
import type { Delivery, Evidence, Text, Verdict } from "grader";

export const QUEUE = "hello";
const PRECONDITION_FAILED = 406;

export function noted(evidence: Evidence, name: string): readonly string[] {
  return [evidence.notes[name] ?? []].flat().map(String);
}

/** The queue that it meant, right or wrong: whether it is the right one is judged elsewhere. */
export function queueOfSend(evidence: Evidence): string {
  return publishes(evidence, { program: "send", exchange: "" })[0]?.routingKey ?? QUEUE;
}

export function queueOfReceive(evidence: Evidence): string {
  const asked = methods(evidence, "basic.get", { program: "receive" })[0]?.method.fields.queue;
  return consumers(evidence, { program: "receive" })[0]?.queue ?? asked ?? QUEUE;
}

export function agreeOnOptions(evidence: Evidence): Verdict {
  const refused = brokerErrors(evidence).find((error) => error.replyCode === PRECONDITION_FAILED);
  if (refused === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: "both programs declare the queue with the same options",
      "zh-CN": "两个程序用相同的选项声明队列",
    },
    seen: {
      en: `'${refused.program}' declared it differently from the program before it: ${refused.replyCode} ${refused.replyText}.`,
      "zh-CN": `'${refused.program}' 的声明与先启动的程序不同：${refused.replyCode} ${refused.replyText}。`,
    },
    events: [refused.event],
  });
}

export function printsEachOnce(evidence: Evidence): Verdict {
  const texts = noted(evidence, "texts");
  const expectedOnce = [...noted(evidence, "words"), ...texts];
  const stdout = records(evidence, "receive")[0]?.stdout ?? "";
  const expected: Text = {
    en: `'receive' prints every message of '${QUEUE}', each once`,
    "zh-CN": `'receive' 打印 '${QUEUE}' 的每条消息，各一次`,
  };
  const { scenario } = evidence;
  const repeated = expectedOnce.find((text) => stdout.split(text).length > 2);
  if (repeated !== undefined) {
    const seen = {
      en: `It printed ${quote(repeated)} ${stdout.split(repeated).length - 1} times.`,
      "zh-CN": `它把 ${quote(repeated)} 打印了 ${stdout.split(repeated).length - 1} 次。`,
    };
    return fail({ scenario, expected, seen });
  }
  const missing = texts.find((text) => !stdout.includes(text));
  if (missing === undefined && texts.length > 0) return pass();

  const consumer = consumers(evidence, { program: "receive" })[0];
  if (consumer !== undefined && consumer.queue !== QUEUE) {
    const seen = {
      en: `It consumes from ${quote(consumer.queue)}.`,
      "zh-CN": `它消费的是 ${quote(consumer.queue)}。`,
    };
    return fail({ scenario, expected, seen, events: [consumer.event] });
  }
  const given = deliveries(evidence, { program: "receive" });
  const unprinted = given.find((delivery) => delivery.text === missing);
  if (unprinted !== undefined) {
    const seen = {
      en: `${quote(unprinted.text)} was delivered to it, but does not stand in its output.`,
      "zh-CN": `${quote(unprinted.text)} 已经投递给它，但它的输出里没有这段文字。`,
    };
    return fail({ scenario, expected, seen, events: [unprinted.event] });
  }
  const seen = {
    en: given.length === 0 ? "It was given no message." : `It was given no more than ${given.length}.`,
    "zh-CN": given.length === 0 ? "它没有收到任何消息。" : `它一共只收到了 ${given.length} 条。`,
  };
  return fail({ scenario, expected, seen, events: given.map((delivery) => delivery.event) });
}

/**
 * The last message printed before it was told to stop is left out: the line may be out while the ack is not yet.
 */
export function settlesWhatItPrinted(evidence: Evidence): Verdict {
  const [first, second] = records(evidence, "receive");
  const last = noted(evidence, "texts").at(-1);
  const given = deliveries(evidence, { program: first?.label ?? "receive" }).filter(({ text }) => text !== last);
  if (given.length === 0)
    return notJudged(
      stoppedText(evidence) ?? { en: "nothing was delivered to 'receive'", "zh-CN": "没有消息投递给 'receive'" },
    );
  const expected: Text = {
    en: "a message that was printed is acknowledged, or consumed with no-ack",
    "zh-CN": "打印过的消息得到了确认，或者以 no-ack 方式消费",
  };
  const { scenario } = evidence;
  const back = deliveries(evidence, { program: second?.label ?? "" }).find((again) => was(given, again));
  const unsettled = given.find(({ settlement }) => settlement === "open" || settlement === "requeued");
  const events = [unsettled?.settledBy ?? unsettled?.event, back?.event].filter((event) => event !== undefined);
  if (unsettled === undefined && back === undefined) return pass();
  if (back !== undefined) {
    const seen = {
      en: `${quote(back.text)} came back when it was started again${back.redelivered ? ", redelivered=1" : ""}.`,
      "zh-CN": `再次启动时，${quote(back.text)} 又投递了一次${back.redelivered ? "（redelivered=1）" : ""}。`,
    };
    return fail({ scenario, expected, seen, events });
  }
  const seen = {
    en: `${quote(unsettled?.text ?? "")} was never acknowledged.`,
    "zh-CN": `${quote(unsettled?.text ?? "")} 始终没有被确认。`,
  };
  return fail({ scenario, expected, seen, events });
}

function was(given: readonly Delivery[], again: Delivery): boolean {
  return given.some(({ text }) => text === again.text);
}

export function ranToItsEnd(evidence: Evidence): Verdict {
  const stopped = stoppedText(evidence);
  return stopped === undefined ? pass() : notJudged(stopped);
}

/** Between the last word of a program and its next, where the broker owes it nothing: longer than the system holds a small packet back for others. */
const PAUSE_MS = 200;
/** Where nobody tells a pause from a slow machine, it has to be longer, and longer than all other steps of the program by this factor. */
const LONG_PAUSE_MS = 400;
const PAUSE_STANDS_OUT = 2.5;

/** Whether 'send' waited after its last message though the broker owed it no answer. Not where it sent none, or hung. */
export function pausesAfterPublish(evidence: Evidence): boolean {
  const last = publishes(evidence, { program: "send" }).at(-1);
  const { exit, rests } = records(evidence, "send")[0] ?? {};
  if (last === undefined || exit?.cause !== "itself") return false;
  const own = evidence.events.filter(({ program }) => program === last.program);
  const next = own.findIndex(
    (event) => event.number > last.event && (event.kind !== "method" || event.direction === "to-broker"),
  );
  const [before, after] = [own[next - 1], own[next]];
  if (before === undefined || after === undefined) return false;
  if (rests !== undefined) return rests.some(({ afterEvent, ms }) => afterEvent === before.number && ms >= PAUSE_MS);
  const pauseMs = after.atMs - before.atMs;
  return pauseMs >= LONG_PAUSE_MS && pauseMs > PAUSE_STANDS_OUT * slowestAnswerMs(own, last.event);
}

/** How long the program took at most to go on when the broker had spoken, up to this event. */
function slowestAnswerMs(events: Evidence["events"], before: number): number {
  let slowestMs = 0;
  let heardAtMs: number | undefined;
  for (const event of events) {
    if (event.number > before || event.kind !== "method") continue;
    if (event.direction === "to-program") heardAtMs = event.atMs;
    else if (heardAtMs !== undefined) {
      slowestMs = Math.max(slowestMs, event.atMs - heardAtMs);
      heardAtMs = undefined;
    }
  }
  return slowestMs;
}
