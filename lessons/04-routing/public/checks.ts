/** What lesson 4 concludes from what was seen. Pure; what happens on the stage is in routing.test.ts. */
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
  publishes,
  quote,
  type Evidence,
  type Verdict,
} from "grader";

export const EXCHANGE = "direct_logs";
const LISTENER = "receive-logs-direct 1";

/** What was said while the listener was there, by whether it had asked for it. */
export interface Said {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

/** Everything that it had asked for came, and was printed. */
export function hearsWhatItAskedFor(evidence: Evidence, severities: readonly string[]): Verdict {
  const { said } = evidence.notes;
  if (said === undefined) return exchangeTrouble(evidence, EXCHANGE) ?? boundTooLittle(evidence, severities);
  return hearsEach(evidence, LISTENER, EXCHANGE, [...(said as Said).wanted, ...sentBySubmission(evidence)]);
}

/** Nothing else came, which is proved by what came after it. */
export function hearsNothingElse(evidence: Evidence): Verdict {
  const { said } = evidence.notes;
  if (said === undefined) return notJudged({ en: "it never listened", "zh-CN": "它从未开始收听" });
  // Another type of exchange chooses by other rules; that is what is wrong then.
  if (exchangeHasType(evidence, EXCHANGE, "direct").status !== "pass")
    return notJudged({
      en: `${quote(EXCHANGE)} is no direct exchange`,
      "zh-CN": `${quote(EXCHANGE)} 不是 direct 交换机`,
    });
  const { wanted, unwanted } = said as Said;
  return all(
    () => isSparedEach(evidence, LISTENER, unwanted),
    () =>
      wanted.every((text) => deliveries(evidence, { program: LISTENER, text }).length > 0)
        ? { status: "pass" }
        : nothingCame(),
  );
}

function nothingCame(): Verdict {
  return notJudged({ en: "what it had asked for did not come either", "zh-CN": "它要的消息也没有来" });
}

/** What emit-log-direct is known to have published while the listener was there. */
function sentBySubmission(evidence: Evidence): readonly string[] {
  const { sentKey, sentText } = evidence.notes;
  const safe = publishes(evidence, { program: "emit-log-direct", exchange: EXCHANGE }).filter(
    ({ text, routingKey, complete, safeAfter }) =>
      text === sentText && routingKey === sentKey && complete && safeAfter !== undefined,
  );
  return safe.length === 1 ? safe.map(({ text }) => text) : [];
}

function boundTooLittle(evidence: Evidence, severities: readonly string[]): Verdict {
  const made = bindings(evidence, { program: LISTENER, exchange: EXCHANGE });
  const keys = made.map(({ routingKey }) => quote(routingKey)).join(", ");
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `started with ${severities.map(quote).join(" and ")}, 'receive-logs-direct' binds its queue to 'direct_logs' with each of them`,
      "zh-CN": `以 ${severities.map(quote).join(" 和 ")} 启动时，'receive-logs-direct' 用其中每一个把队列绑定到 'direct_logs'`,
    },
    seen:
      made.length === 0
        ? { en: "It bound its queue to nothing.", "zh-CN": "它没有做任何绑定。" }
        : { en: `It bound its queue with ${keys} only.`, "zh-CN": `它只用 ${keys} 做了绑定。` },
    events: made.map(({ event }) => event),
  });
}
