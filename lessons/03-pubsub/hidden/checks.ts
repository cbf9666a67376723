/** What lesson 3 concludes from what was seen. Pure; what happens on the stage is in pubsub.test.ts. */
import {
  all,
  bindings,
  consumesFromOwnQueue,
  declaredExchanges,
  declaredQueues,
  deliveries,
  endsByItself,
  exchangeTrouble,
  fail,
  notJudged,
  pass,
  publishes,
  quote,
  record,
  records,
  settlementTrouble,
  type Evidence,
  type Text,
  type Verdict,
} from "grader";

export const EXCHANGE = "logs";

/** What the grader itself said while a listener was there: `evidence.notes.said`. */
export interface Said {
  readonly listener: string;
  readonly texts: readonly string[];
}

/** Labels of all programs of this name, the first with its number too. */
export function labels(evidence: Evidence, name: string): readonly string[] {
  return records(evidence, name).map((_, index) => `${name} ${index + 1}`);
}

/** emit-log ended well each time, except where the exchange was missing: that is another criterion's matter. */
export function endsEachTime(evidence: Evidence): Verdict {
  const judged = labels(evidence, "emit-log").filter(
    (label) => triedToSpeak(evidence, label) && exchangeTrouble(evidence, EXCHANGE, label) === undefined,
  );
  if (judged.length === 0) return saidNothing();
  return all(...judged.map((label) => () => endsByItself(evidence, label)));
}

/** One that does nothing at all has neither ended well nor kept nothing. */
function triedToSpeak(evidence: Evidence, label: string): boolean {
  return (
    publishes(evidence, { program: label }).length > 0 ||
    declaredExchanges(evidence, { program: label, exchange: EXCHANGE }).length > 0
  );
}

function saidNothing(): Verdict {
  return notJudged({
    en: `'emit-log' has nothing to do with the exchange ${quote(EXCHANGE)} yet`,
    "zh-CN": `'emit-log' 还没有用到交换机 ${quote(EXCHANGE)}`,
  });
}

/** The sender makes no queue, so what nobody hears is dropped. */
export function makesNoQueue(evidence: Evidence): Verdict {
  if (!triedToSpeak(evidence, "emit-log")) return saidNothing();
  const made = declaredQueues(evidence, { program: "emit-log" }).filter((queue) => !queue.passive)[0];
  if (made === undefined) return pass();
  const bound = bindings(evidence, { program: "emit-log" }).find((binding) => binding.destination === made.queue);
  return fail({
    expected: {
      en: "'emit-log' declares the exchange and no queue: who wants to hear brings one",
      "zh-CN": "'emit-log' 只声明交换机，不声明队列：谁想听，谁自带队列",
    },
    seen: {
      en: `It declared the queue ${quote(made.queue)}${bound === undefined ? "" : " and bound it"}, and what was said to nobody is kept there.`,
      "zh-CN": `它声明了队列 ${quote(made.queue)}${bound === undefined ? "" : "，还做了绑定"}；没有人听的消息全留在了里面。`,
    },
    events: bound === undefined ? [made.event] : [made.event, bound.event],
  });
}

/** Each of two listeners that ran side by side was given everything. */
export function bothHearEverything(evidence: Evidence): Verdict {
  const texts = (evidence.notes["saidToBoth"] ?? []) as readonly string[];
  const listeners = labels(evidence, "receive-logs");
  for (const text of texts) {
    const hearers = listeners.filter((label) => deliveries(evidence, { program: label, text }).length > 0);
    // Nobody at all: that is no matter of sharing.
    if (hearers.length === 0 || hearers.length === listeners.length) continue;
    return fail({
      expected: {
        en: "every one of several running listeners is given every message",
        "zh-CN": "同时运行的每一个接收者都收到每一条消息",
      },
      seen: {
        en: `${quote(text)} was given to one of the two listeners only.`,
        "zh-CN": `${quote(text)} 只给了两个接收者中的一个。`,
      },
      events: deliveries(evidence, { text }).map(({ event }) => event),
    });
  }
  return pass();
}

export function ownsItsQueue(alone: Evidence, together: Evidence): Verdict {
  return all(
    () => consumesFromOwnQueue(alone, "receive-logs 1"),
    () => bothHearEverything(together),
  );
}

/** Every message that was published while a listener was there was delivered to it once, and its text printed. */
export function hearsEverything(evidence: Evidence): Verdict {
  const trouble = exchangeTrouble(evidence, EXCHANGE);
  const expected = {
    en: "'receive-logs' is given, and prints, every message that is published to 'logs' while it is there",
    "zh-CN": "'receive-logs' 在场期间，发布到 'logs' 的每条消息都会送到，并且打印出来",
  };
  const said = (evidence.notes["said"] ?? []) as readonly Said[];
  for (const { listener, texts } of said) {
    for (const text of [...texts, ...sentBySubmission(evidence, listener)]) {
      const heard = deliveries(evidence, { program: listener, text });
      const events = heard.map(({ event }) => event);
      if (heard.length === 0) {
        const because = settlementTrouble(evidence, listener) ?? trouble;
        if (because !== undefined) return because;
        return fail({
          expected,
          seen: notGiven(text),
          events: bindings(evidence, { program: listener }).map(({ event }) => event),
        });
      }
      if (heard.length > 1) return fail({ expected, seen: givenOften(text, heard.length), events });
      if (!record(evidence, listener).stdout.includes(text)) return fail({ expected, seen: notPrinted(text), events });
    }
  }
  return said.length === 2 ? pass() : (trouble ?? notListening(evidence, expected));
}

/** What emit-log is known to have published while this listener was there. */
function sentBySubmission(evidence: Evidence, listener: string): readonly string[] {
  const { sentTo, sentText } = evidence.notes;
  if (sentTo !== listener) return [];
  const safe = publishes(evidence, { program: "emit-log", exchange: EXCHANGE }).filter(
    ({ text, complete, safeAfter }) => text === sentText && complete && safeAfter !== undefined,
  );
  return safe.length === 1 ? safe.map(({ text }) => text) : [];
}

function notListening(evidence: Evidence, expected: Text): Verdict {
  const bound = bindings(evidence, { program: "receive-logs" });
  const queues = declaredQueues(evidence, { program: "receive-logs" });
  if (queues.length > 0 && bound.length === 0) {
    const seen = {
      en: "Its queue is bound to nothing (no queue.bind), so it stays empty.",
      "zh-CN": "它的队列没有绑定到任何地方（没有 queue.bind），所以永远是空的。",
    };
    return fail({ expected, seen, events: queues.map(({ event }) => event) });
  }
  const seen = { en: "It never listened to the exchange.", "zh-CN": "它从未开始收听这个交换机。" };
  return fail({ expected, seen, events: bound.map(({ event }) => event) });
}

function notGiven(text: string): Text {
  return { en: `It was not given ${quote(text)}.`, "zh-CN": `它没有收到 ${quote(text)}。` };
}

function givenOften(text: string, count: number): Text {
  return { en: `It was given ${quote(text)} ${count} times.`, "zh-CN": `它收到 ${quote(text)} ${count} 次。` };
}

function notPrinted(text: string): Text {
  return {
    en: `It was given ${quote(text)}, but that text does not stand in its output.`,
    "zh-CN": `它收到了 ${quote(text)}，但输出中没有这段文字。`,
  };
}
