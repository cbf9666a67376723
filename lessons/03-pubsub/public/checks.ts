/** What lesson 3 concludes from what was seen. Pure; what happens on the stage is in pubsub.test.ts. */
import {
  all,
  bindings,
  consumesFromOwnQueue,
  declaredQueues,
  deliveries,
  exchangeTrouble,
  fail,
  hearsEach,
  labelsOf,
  pass,
  publishes,
  quote,
  type Evidence,
  type Verdict,
} from "grader";

export const EXCHANGE = "logs";

/** What the grader itself said while a listener was there: `evidence.notes.said`. */
export interface Said {
  readonly listener: string;
  readonly texts: readonly string[];
}

/** Each of two listeners that ran side by side was given everything. */
function bothHearEverything(evidence: Evidence): Verdict {
  const texts = (evidence.notes["saidToBoth"] ?? []) as readonly string[];
  const listeners = labelsOf(evidence, "receive-logs");
  for (const text of texts) {
    const hearers = listeners.filter((label) => deliveries(evidence, { program: label, text }).length > 0);
    // Nobody at all: that is no matter of sharing.
    if (hearers.length === 0 || hearers.length === listeners.length) continue;
    return fail({
      scenario: evidence.scenario,
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
  const said = (evidence.notes["said"] ?? []) as readonly Said[];
  const heard = all(
    ...said.map(({ listener, texts }) => () => {
      return hearsEach(evidence, listener, EXCHANGE, [...texts, ...sentBySubmission(evidence, listener)]);
    }),
  );
  if (heard.status !== "pass" || said.length === 2) return heard;
  return exchangeTrouble(evidence, EXCHANGE) ?? neverListened(evidence);
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

function neverListened(evidence: Evidence): Verdict {
  const expected = {
    en: "'receive-logs' is given, and prints, every message that is published to 'logs' while it is there",
    "zh-CN": "'receive-logs' 在场期间，发布到 'logs' 的每条消息都会送到，并且打印出来",
  };
  const bound = bindings(evidence, { program: "receive-logs" });
  const queues = declaredQueues(evidence, { program: "receive-logs" });
  if (queues.length > 0 && bound.length === 0) {
    const seen = {
      en: "Its queue is bound to nothing (no queue.bind), so it stays empty.",
      "zh-CN": "它的队列没有绑定到任何地方（没有 queue.bind），所以永远是空的。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: queues.map(({ event }) => event) });
  }
  const seen = { en: "It never listened to the exchange.", "zh-CN": "它从未开始收听这个交换机。" };
  return fail({ scenario: evidence.scenario, expected, seen, events: bound.map(({ event }) => event) });
}
