/** Shared checks of programs that listen on queues of their own, bound to an exchange. Pure. */
import { brokerErrors } from "../evidence/connections.ts";
import { acknowledgements, deliveries } from "../evidence/deliveries.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { methods, record } from "../evidence/methods.ts";
import type { Text } from "../text.ts";
import { exchangeTrouble } from "./exchanges.ts";
import { stopsInOrder } from "./lifecycle.ts";
import { bindings, consumers, declaredQueues } from "../evidence/topology.ts";
import { fail, notJudged, pass, type NotJudged, type Verdict } from "./verdict.ts";
import { brokerText, explain, quote } from "./verdict-tools.ts";

/** Every queue that the program consumes from was named by the broker for it, so nobody else knows it. */
export function consumesFromOwnQueue(evidence: Evidence, label: string): Verdict {
  const expected = {
    en: `'${label}' consumes from a queue of its own, which the broker has named (it declares the queue with an empty name)`,
    "zh-CN": `'${label}' 从自己的队列消费，队列由 broker 命名（声明时名字留空）`,
  };
  const used = queuesReadFrom(evidence, label);
  if (used.size === 0) return consumesNothing(label);
  for (const [queue, event] of used) {
    const declared = declaredQueues(evidence, { program: label, queue }).filter((each) => !each.passive);
    if (declared.some((each) => each.namedByBroker)) continue;
    const first = declared[0];
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `It consumes from ${quote(queue)}, a name that the program chose.`,
        "zh-CN": `它从 ${quote(queue)} 消费，这个名字是程序自己起的。`,
      },
      events: first === undefined ? [event] : [first.event, event],
    });
  }
  return pass();
}

/** Where the program takes its messages from, by basic.consume or one by one with basic.get, each with the first event that shows it. */
function queuesReadFrom(evidence: Evidence, label: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { queue, event } of consumers(evidence, { program: label }))
    if (!found.has(queue)) found.set(queue, event);
  for (const { number, channel, connection, method } of methods(evidence, "basic.get", { program: label })) {
    // An empty name means the queue that the channel declared last.
    const queue =
      method.fields.queue ||
      declaredQueues(evidence, { program: label }).findLast(
        (each) => each.event < number && each.channel === channel && each.connection === connection,
      )?.queue;
    if (queue !== undefined && !found.has(queue)) found.set(queue, number);
  }
  return found;
}

/** When the program had ended, none of the queues that it had declared was left. The scenario has asked for them (`observeOwnQueues`). */
export function leavesNoQueue(evidence: Evidence, label: string): Verdict {
  const expected = {
    en: `when '${label}' has ended, its queue is gone`,
    "zh-CN": `'${label}' 结束后，它的队列也随之消失`,
  };
  const own = declaredQueues(evidence, { program: label }).filter((each) => !each.passive && each.queue !== "");
  if (own.length === 0) return notJudged({ en: `'${label}' declared no queue`, "zh-CN": `'${label}' 没有声明队列` });
  const { exit } = record(evidence, label);
  if (exit === undefined) return notJudged({ en: `'${label}' did not end`, "zh-CN": `'${label}' 没有结束` });
  for (const queue of own) {
    const last = evidence.queues.findLast((each) => each.queue === queue.queue && each.afterEvent >= exit.afterEvent);
    if (last === undefined) {
      return notJudged({
        en: `we could not look for the queue ${quote(queue.queue)} afterwards`,
        "zh-CN": `事后无法查看队列 ${quote(queue.queue)}`,
      });
    }
    if (last.found === undefined) continue;
    const how = `exclusive=${queue.exclusive} auto-delete=${queue.autoDelete}`;
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `The queue ${quote(queue.queue)} was still there (declared with ${how}): from now on it collects messages that nobody reads.`,
        "zh-CN": `队列 ${quote(queue.queue)} 还在（声明时 ${how}）：此后它会不断堆积没有人读的消息。`,
      },
      events: [queue.event],
    });
  }
  return pass();
}

/**
 * Every delivery is settled: by the broker itself (no-ack), or by exactly one basic.ack. The last one of a program may be open, since it
 * may have been told to stop while it had that in its hands.
 */
export function settlesWhatItIsGiven(evidence: Evidence, label: string): Verdict {
  const expected = {
    en: `'${label}' consumes with no-ack, or acknowledges each message exactly once`,
    "zh-CN": `'${label}' 要么以 no-ack 消费，要么对每条消息恰好确认一次`,
  };
  const got = deliveries(evidence, { program: label });
  if (got.length === 0)
    return notJudged({ en: `nothing was delivered to '${label}'`, "zh-CN": `没有消息投递给 '${label}'` });
  const stray = acknowledgements(evidence, { program: label }).find((each) => each.settles.length === 0);
  if (stray !== undefined) {
    const seen = {
      en: `${stray.name} for delivery tag ${stray.deliveryTag}, which was not open on that channel: consumed with no-ack, or settled before.`,
      "zh-CN": `${stray.name} 的投递标签 ${stray.deliveryTag} 在该信道上并未待确认：它是以 no-ack 消费的，或者早已确认过。`,
    };
    return explain(evidence, fail({ scenario: evidence.scenario, expected, seen, events: [stray.event] }));
  }
  const returned = got.find((each) => each.settlement === "rejected" || each.settlement === "requeued");
  if (returned !== undefined) {
    const how =
      returned.settlement === "rejected" ? { en: "rejected", zh: "拒绝" } : { en: "put back", zh: "退回队列" };
    const seen = { en: `${quote(returned.text)} was ${how.en}.`, "zh-CN": `${quote(returned.text)} 被${how.zh}了。` };
    return fail({ scenario: evidence.scenario, expected, seen, events: [returned.settledBy ?? returned.event] });
  }
  const open = got.slice(0, -1).filter((each) => each.settlement === "open");
  const first = open[0];
  if (first === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: {
      en: `It asked for messages that it acknowledges itself, but sent no basic.ack for ${quote(first.text)}${open.length === 1 ? "" : ` and ${open.length - 1} more`}.`,
      "zh-CN": `它声明由自己确认消息，却没有为 ${quote(first.text)}${open.length === 1 ? "" : ` 等 ${open.length} 条消息`}发送 basic.ack。`,
    },
    events: open.map((each) => each.event),
  });
}

/** Where a stray acknowledgement made the broker close the channel, or missing ones kept it from sending more, what did not come is no other fault. */
export function settlementTrouble(evidence: Evidence, label: string): NotJudged | undefined {
  const verdict = settlesWhatItIsGiven(evidence, label);
  return verdict.status === "fail" ? notJudged(verdict.seen) : undefined;
}

export function consumesNothing(label: string): NotJudged {
  return notJudged({ en: `'${label}' consumes from no queue`, "zh-CN": `'${label}' 没有从任何队列消费` });
}

/** Each of these texts was delivered to the program once, and stands in its output. They were published to the exchange while it listened. */
export function hearsEach(evidence: Evidence, label: string, exchange: string, texts: readonly string[]): Verdict {
  const expected = {
    en: `'${label}' is given ${texts.map(quote).join(", ")}, each once, and prints them`,
    "zh-CN": `'${label}' 收到 ${texts.map(quote).join("、")}，各一次，并且打印出来`,
  };
  for (const text of texts) {
    const heard = deliveries(evidence, { program: label, text });
    const events = heard.map(({ event }) => event);
    if (heard.length === 0) {
      const because = settlementTrouble(evidence, label) ?? exchangeTrouble(evidence, exchange);
      if (because !== undefined) return because;
      return fail({
        scenario: evidence.scenario,
        expected,
        seen: notGiven(text),
        events: bindings(evidence, { program: label }).map(({ event }) => event),
      });
    }
    if (heard.length > 1)
      return fail({ scenario: evidence.scenario, expected, seen: givenOften(text, heard.length), events });
    if (!record(evidence, label).stdout.includes(text))
      return fail({ scenario: evidence.scenario, expected, seen: notPrinted(text), events });
  }
  return pass();
}

/** None of these texts was delivered to the program, printed or not: what it has not asked for stays with the broker. */
export function isSparedEach(evidence: Evidence, label: string, texts: readonly string[]): Verdict {
  const extra = deliveries(evidence, { program: label }).filter(({ text }) => texts.includes(text));
  const first = extra[0];
  if (first === undefined) return pass();
  const isPrinted = record(evidence, label).stdout.includes(first.text);
  const wanted = record(evidence, label).arguments.map(quote).join(", ");
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `'${label}' was started with ${wanted} and is given nothing else`,
      "zh-CN": `'${label}' 启动时的参数是 ${wanted}，不会收到别的消息`,
    },
    seen: isPrinted
      ? {
          en: `It was given ${quote(first.text)}, whose key is ${quote(first.routingKey)}.`,
          "zh-CN": `它收到了 ${quote(first.text)}，路由键是 ${quote(first.routingKey)}。`,
        }
      : {
          en: `The broker sent it ${quote(first.text)}, whose key is ${quote(first.routingKey)}, and it threw that away by itself.`,
          "zh-CN": `Broker 把路由键为 ${quote(first.routingKey)} 的 ${quote(first.text)} 发给了它，是它自己扔掉的。`,
        },
    events: [...extra.map(({ event }) => event), ...bindings(evidence, { program: label }).map(({ event }) => event)],
  });
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

/** Told to stop, the program ended in order. Where the broker had closed its channel or connection before, that shows nothing of how it stops. */
export function stopsUnlessRefused(evidence: Evidence, label: string): Verdict {
  const refused = brokerErrors(evidence, { program: label })[0];
  const because = refused === undefined ? undefined : brokerText(evidence, refused.program);
  return because === undefined ? stopsInOrder(evidence, label) : notJudged(because);
}
