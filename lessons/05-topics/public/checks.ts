/** What lesson 5 concludes from what was seen. Pure; what happens on the stage is in topics.test.ts. */
import {
  all,
  bindings,
  deliveries,
  exchangeHasType,
  exchangeTrouble,
  fail,
  hearsEach,
  isSparedEach,
  notJudged,
  pass,
  publishes,
  quote,
  record,
  type Evidence,
  type Verdict,
} from "grader";

export const EXCHANGE = "topic_logs";

export interface Message {
  readonly routingKey: string;
  readonly body: string;
}

/** What was said while a listener was there, by whether its patterns match it. */
export interface Said {
  readonly listener: string;
  readonly patterns: readonly string[];
  readonly matching: readonly Message[];
  readonly others: readonly Message[];
}

function bodies(messages: readonly Message[]): readonly string[] {
  return messages.map(({ body }) => body);
}

/** Where the exchange has another type, patterns mean nothing; that is what is wrong then. */
function otherType(evidence: Evidence): Verdict | undefined {
  if (exchangeHasType(evidence, EXCHANGE, "topic").status !== "fail") return undefined;
  return notJudged({ en: `${quote(EXCHANGE)} is no topic exchange`, "zh-CN": `${quote(EXCHANGE)} 不是 topic 交换机` });
}

function neverListened(evidence: Evidence): Verdict {
  return (
    exchangeTrouble(evidence, EXCHANGE) ??
    notJudged({
      en: "'receive-logs-topic' never listened with all its patterns",
      "zh-CN": "'receive-logs-topic' 从未用全部模式开始收听",
    })
  );
}

/** Each listener printed what its pattern matches and nothing else, whoever did the choosing. */
export function readsPatterns(evidence: Evidence, noted: string, listeners: number): Verdict {
  const said = (evidence.notes[noted] ?? []) as readonly Said[];
  const verdict = all(
    ...said.map(
      ({ listener, patterns, matching, others }) =>
        () =>
          all(
            () => printsNone(evidence, listener, patterns, others),
            () => hearsEach(evidence, listener, EXCHANGE, bodies(matching)),
          ),
    ),
  );
  if (verdict.status !== "pass") return otherType(evidence) ?? explainPatterns(evidence, verdict, said);
  return said.length === listeners ? pass() : (otherType(evidence) ?? neverListened(evidence));
}

function printsNone(
  evidence: Evidence,
  label: string,
  patterns: readonly string[],
  others: readonly Message[],
): Verdict {
  const { stdout } = record(evidence, label);
  const extra = others.find(({ body }) => stdout.includes(body));
  if (extra === undefined) return pass();
  const names = patterns.map(quote).join(", ");
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `'${label}', started with ${names}, prints nothing that does not match`,
      "zh-CN": `以 ${names} 启动的 '${label}' 不打印不匹配的消息`,
    },
    seen: {
      en: `It printed ${quote(extra.body)}, whose key is ${quote(extra.routingKey)}.`,
      "zh-CN": `它打印了 ${quote(extra.body)}，而它的路由键是 ${quote(extra.routingKey)}。`,
    },
    events: [
      ...deliveries(evidence, { program: label, text: extra.body }).map(({ event }) => event),
      ...bindings(evidence, { program: label }).map(({ event }) => event),
    ],
  });
}

/** Adds to what was not heard which key and which pattern it is about. */
function explainPatterns(evidence: Evidence, verdict: Verdict, said: readonly Said[]): Verdict {
  if (verdict.status !== "fail") return verdict;
  for (const { listener, patterns, matching } of said) {
    const missed = matching.find(({ body }) => !record(evidence, listener).stdout.includes(body));
    if (missed === undefined || !verdict.seen.en.includes(quote(missed.body))) continue;
    const bound = bindings(evidence, { program: listener }).map(({ routingKey }) => quote(routingKey));
    const [names, keys] = [patterns.map(quote).join(", "), bound.join(", ")];
    return {
      ...verdict,
      seen: {
        en: `${verdict.seen.en} Its key is ${quote(missed.routingKey)}, which ${names} matches; the queue was bound with ${keys}.`,
        "zh-CN": `${verdict.seen["zh-CN"]}它的路由键是 ${quote(missed.routingKey)}，与 ${names} 匹配；队列的绑定键是 ${keys}。`,
      },
    };
  }
  return verdict;
}

/** Nothing was delivered that does not match, which is proved by what came after it. */
export function isGivenNothingElse(evidence: Evidence): Verdict {
  const [said] = (evidence.notes["choosing"] ?? []) as readonly Said[];
  if (said === undefined) return otherType(evidence) ?? neverListened(evidence);
  const { listener, matching, others } = said;
  const came = matching.every(({ body }) => deliveries(evidence, { program: listener, text: body }).length > 0);
  return all(
    () => isSparedEach(evidence, listener, bodies(others)),
    () =>
      came
        ? pass()
        : (otherType(evidence) ??
          notJudged({ en: "what it had asked for did not come either", "zh-CN": "它要的消息也没有来" })),
  );
}

/** Every pattern is bound: something came for each of them. */
export function hearsEveryPattern(evidence: Evidence): Verdict {
  const patterns = (evidence.notes["patterns"] ?? []) as readonly string[];
  const [said] = (evidence.notes["several"] ?? []) as readonly Said[];
  if (said !== undefined) {
    // What came more than once came; how often is another criterion's matter.
    const texts = [...bodies(said.matching), ...sentBySubmission(evidence)].filter(
      (text) => deliveries(evidence, { program: said.listener, text }).length <= 1,
    );
    const verdict = hearsEach(evidence, said.listener, EXCHANGE, texts);
    if (verdict.status === "pass") return verdict;
    return otherType(evidence) ?? explainPatterns(evidence, verdict, [said]);
  }
  const trouble = exchangeTrouble(evidence, EXCHANGE);
  if (trouble !== undefined) return trouble;
  const made = bindings(evidence, { program: "receive-logs-topic", exchange: EXCHANGE });
  const keys = made.map(({ routingKey }) => quote(routingKey)).join(", ");
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `started with ${patterns.map(quote).join(", ")}, 'receive-logs-topic' binds its queue to 'topic_logs' with each of them`,
      "zh-CN": `以 ${patterns.map(quote).join("、")} 启动时，'receive-logs-topic' 用其中每一个把队列绑定到 'topic_logs'`,
    },
    seen:
      made.length === 0
        ? { en: "It bound its queue to nothing.", "zh-CN": "它没有做任何绑定。" }
        : { en: `It bound its queue with ${keys} only.`, "zh-CN": `它只用 ${keys} 做了绑定。` },
    events: made.map(({ event }) => event),
  });
}

/** What emit-log-topic is known to have published while the listener was there. */
function sentBySubmission(evidence: Evidence): readonly string[] {
  const { sentKey, sentText } = evidence.notes;
  const safe = publishes(evidence, { program: "emit-log-topic", exchange: EXCHANGE }).filter(
    ({ text, routingKey, complete, safeAfter }) =>
      text === sentText && routingKey === sentKey && complete && safeAfter !== undefined,
  );
  return safe.length === 1 ? safe.map(({ text }) => text) : [];
}

/** What two patterns match came once and was printed as often as what one pattern matches. */
export function hearsOnce(evidence: Evidence): Verdict {
  const [said] = (evidence.notes["several"] ?? []) as readonly Said[];
  if (said === undefined) return otherType(evidence) ?? neverListened(evidence);
  const { listener, patterns } = said;
  const [twice, once] = said.matching;
  if (twice === undefined || once === undefined) return neverListened(evidence);
  const copies = deliveries(evidence, { program: listener, text: twice.body });
  if (copies.length === 0)
    return otherType(evidence) ?? notJudged({ en: "it did not come at all", "zh-CN": "消息根本没有来" });
  const { stdout } = record(evidence, listener);
  const printed = occurrences(stdout, twice.body);
  const expected = {
    en: `${quote(twice.body)} with the key ${quote(twice.routingKey)} comes once, though several of ${patterns.map(quote).join(", ")} match it`,
    "zh-CN": `路由键为 ${quote(twice.routingKey)} 的 ${quote(twice.body)} 只来一次，尽管 ${patterns.map(quote).join("、")} 中有几个都与它匹配`,
  };
  const events = copies.map(({ event }) => event);
  if (copies.length > 1) {
    const queues = new Set(bindings(evidence, { program: listener }).map(({ destination }) => destination));
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `It was delivered ${copies.length} times, from ${queues.size} queues.`,
        "zh-CN": `它从 ${queues.size} 个队列投递了 ${copies.length} 次。`,
      },
      events,
    });
  }
  if (printed <= Math.max(1, occurrences(stdout, once.body))) return pass();
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: {
      en: `It was delivered once and printed ${printed} times.`,
      "zh-CN": `它只投递了一次，却打印了 ${printed} 次。`,
    },
    events,
  });
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
