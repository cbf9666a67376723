/** What only the hidden tests of lesson 3 conclude. Pure. */
import {
  bindings,
  declaredQueues,
  doesNotUse,
  fail,
  pass,
  quote,
  usesExchange,
  type Evidence,
  type Verdict,
} from "grader";
import { EXCHANGE } from "../public/checks.ts";

/** The sender makes no queue, so what nobody hears is dropped. */
export function makesNoQueue(evidence: Evidence): Verdict {
  if (!usesExchange(evidence, "emit-log", EXCHANGE)) return doesNotUse("emit-log", EXCHANGE);
  const made = declaredQueues(evidence, { program: "emit-log" }).filter((queue) => !queue.passive)[0];
  if (made === undefined) return pass();
  const bound = bindings(evidence, { program: "emit-log" }).find((binding) => binding.destination === made.queue);
  return fail({
    scenario: evidence.scenario,
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
