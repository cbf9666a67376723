/** Shared checks of programs that listen on queues of their own, bound to an exchange. Pure. */
import { brokerErrors } from "../evidence/connections.ts";
import { acknowledgements, deliveries } from "../evidence/deliveries.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { record } from "../evidence/methods.ts";
import { consumers, declaredExchanges, declaredQueues } from "../evidence/topology.ts";
import { fail, notJudged, pass, type NotJudged, type Verdict } from "./verdict.ts";
import { brokerText, explain, quote } from "./verdict-tools.ts";

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;

/** Every queue that the program consumes from was named by the broker for it, so nobody else knows it. */
export function consumesFromOwnQueue(evidence: Evidence, label: string): Verdict {
  const expected = {
    en: `'${label}' consumes from a queue of its own, which the broker has named (it declares the queue with an empty name)`,
    "zh-CN": `'${label}' 从自己的队列消费，队列由 broker 命名（声明时名字留空）`,
  };
  const used = consumers(evidence, { program: label });
  if (used.length === 0) return consumesNothing(label);
  for (const consumer of used) {
    const declared = declaredQueues(evidence, { program: label, queue: consumer.queue }).filter(
      (each) => !each.passive,
    );
    if (declared.some((each) => each.namedByBroker)) continue;
    const first = declared[0];
    return fail({
      expected,
      seen: {
        en: `It consumes from ${quote(consumer.queue)}, a name that the program chose.`,
        "zh-CN": `它从 ${quote(consumer.queue)} 消费，这个名字是程序自己起的。`,
      },
      events: first === undefined ? [consumer.event] : [first.event, consumer.event],
    });
  }
  return pass();
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
    return explain(evidence, fail({ expected, seen, events: [stray.event] }));
  }
  const returned = got.find((each) => each.settlement === "rejected" || each.settlement === "requeued");
  if (returned !== undefined) {
    const how =
      returned.settlement === "rejected" ? { en: "rejected", zh: "拒绝" } : { en: "put back", zh: "退回队列" };
    const seen = { en: `${quote(returned.text)} was ${how.en}.`, "zh-CN": `${quote(returned.text)} 被${how.zh}了。` };
    return fail({ expected, seen, events: [returned.settledBy ?? returned.event] });
  }
  const open = got.slice(0, -1).filter((each) => each.settlement === "open");
  const first = open[0];
  if (first === undefined) return pass();
  return fail({
    expected,
    seen: {
      en: `It asked for messages that it acknowledges itself, but sent no basic.ack for ${quote(first.text)}${open.length === 1 ? "" : ` and ${open.length - 1} more`}.`,
      "zh-CN": `它声明由自己确认消息，却没有为 ${quote(first.text)}${open.length === 1 ? "" : ` 等 ${open.length} 条消息`}发送 basic.ack。`,
    },
    events: open.map((each) => each.event),
  });
}

/** All declarations of the exchange, by whomever, name this type. */
export function exchangeHasType(evidence: Evidence, exchange: string, type: string): Verdict {
  const all = declaredExchanges(evidence, { exchange }).filter((each) => !each.passive);
  if (all.length === 0)
    return notJudged({
      en: `nobody declared the exchange ${quote(exchange)}`,
      "zh-CN": `没有程序声明交换机 ${quote(exchange)}`,
    });
  const other = all.find((each) => each.type !== type);
  if (other === undefined) return pass();
  return fail({
    expected: {
      en: `the exchange ${quote(exchange)} is declared with type ${type}`,
      "zh-CN": `交换机 ${quote(exchange)} 声明的类型是 ${type}`,
    },
    seen: {
      en: `'${other.program}' declared it with type ${other.type || "''"}.`,
      "zh-CN": `'${other.program}' 声明的类型是 ${other.type || "''"}。`,
    },
    events: [other.event],
  });
}

/**
 * The program itself declared the exchange, with whatever type: a declaration that the broker refused counts too, since another
 * criterion looks at why.
 */
export function declaresExchangeItself(evidence: Evidence, program: string, exchange: string): Verdict {
  const expected = {
    en: `'${program}' declares the exchange ${quote(exchange)} itself, since either side may start first`,
    "zh-CN": `'${program}' 自己声明交换机 ${quote(exchange)}，因为任何一方都可能先启动`,
  };
  const all = declaredExchanges(evidence, { program });
  const own = all.filter((each) => each.exchange === exchange);
  if (own.some((each) => !each.passive)) return pass();
  const passive = own[0];
  const seen =
    passive !== undefined
      ? {
          en: "It only asked whether the exchange exists (passive declare), which makes none.",
          "zh-CN": "它只是询问交换机是否存在（passive 声明），这不会创建交换机。",
        }
      : all[0] !== undefined
        ? { en: `It declared ${quote(all[0].exchange)} instead.`, "zh-CN": `它声明的是 ${quote(all[0].exchange)}。` }
        : { en: "It sent no exchange.declare.", "zh-CN": "它没有发送 exchange.declare。" };
  const event = passive ?? all[0];
  return explain(evidence, fail({ expected, seen, events: event === undefined ? [] : [event.event] }));
}

/**
 * Where the broker refused something for the sake of this exchange (it was missing, or of another type), nothing after that can be judged.
 * @param program label or name; any program's unless given
 */
export function exchangeTrouble(evidence: Evidence, exchange: string, program?: string): NotJudged | undefined {
  const trouble = brokerErrors(evidence, program === undefined ? {} : { program }).find(
    ({ replyCode, replyText }) =>
      (replyCode === NOT_FOUND || replyCode === PRECONDITION_FAILED) && replyText.includes(`exchange '${exchange}'`),
  );
  const because = trouble === undefined ? undefined : brokerText(evidence, trouble.program);
  return because === undefined ? undefined : notJudged(because);
}

/** Where a stray acknowledgement made the broker close the channel, or missing ones kept it from sending more, what did not come is no other fault. */
export function settlementTrouble(evidence: Evidence, label: string): NotJudged | undefined {
  const verdict = settlesWhatItIsGiven(evidence, label);
  return verdict.status === "fail" ? notJudged(verdict.seen) : undefined;
}

export function consumesNothing(label: string): NotJudged {
  return notJudged({ en: `'${label}' consumes from no queue`, "zh-CN": `'${label}' 没有从任何队列消费` });
}
