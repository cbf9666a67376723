/** Shared checks of what programs declare. Pure. */
import { brokerErrors } from "../evidence/connections.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { declaredExchanges, declaredQueues, type DeclaredExchange, type DeclaredQueue } from "../evidence/topology.ts";
import { fail, notJudged, pass, type Verdict } from "./verdict.ts";
import { quote } from "./verdict-tools.ts";

/** The program itself declared the queue and the broker agreed; a passive declare makes nothing, so it doesn't count. */
export function declaresQueue(evidence: Evidence, program: string, queue: string): Verdict {
  const expected = {
    en: `'${program}' declares the queue ${quote(queue)} itself, since either side may start first`,
    "zh-CN": `'${program}' 自己声明队列 ${quote(queue)}，因为任何一方都可能先启动`,
  };
  const named = declaredQueues(evidence, { program, queue });
  if (named.some((each) => !each.passive && wasAccepted(evidence, each))) return pass();
  const refused = named.find((each) => !each.passive);
  if (refused !== undefined) {
    const seen = {
      en: "It sent queue.declare, but the broker did not agree.",
      "zh-CN": "它发送了 queue.declare，但 broker 没有同意。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [refused.event] });
  }
  const passive = named[0];
  if (passive !== undefined) {
    const seen = {
      en: "It only asked whether the queue exists (passive declare), which makes none.",
      "zh-CN": "它只是询问队列是否存在（passive 声明），这不会创建队列。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [passive.event] });
  }
  const others = declaredQueues(evidence, { program });
  const other = others[0];
  if (other !== undefined) {
    const names = [...new Set(others.map((each) => quote(each.queue)))].join(", ");
    const seen = { en: `It declared ${names} instead.`, "zh-CN": `它声明的是 ${names}。` };
    return fail({ scenario: evidence.scenario, expected, seen, events: [other.event] });
  }
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: { en: "It sent no queue.declare.", "zh-CN": "它没有发送 queue.declare。" },
  });
}

/** The program itself declared the exchange with this type, and the broker agreed. */
export function declaresExchange(evidence: Evidence, program: string, exchange: string, type: string): Verdict {
  const expected = {
    en: `'${program}' declares the exchange ${quote(exchange)} of type ${type} itself, since either side may start first`,
    "zh-CN": `'${program}' 自己声明类型为 ${type} 的交换机 ${quote(exchange)}，因为任何一方都可能先启动`,
  };
  const named = declaredExchanges(evidence, { program, exchange });
  const made = named.filter((each) => !each.passive);
  if (made.some((each) => each.type === type && wasAccepted(evidence, each))) return pass();
  const first = made[0];
  if (first !== undefined && first.type !== type) {
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: `It declared it with type ${first.type}.`, "zh-CN": `它声明的类型是 ${first.type}。` },
      events: [first.event],
    });
  }
  if (first !== undefined) {
    const seen = {
      en: "It sent exchange.declare, but the broker did not agree.",
      "zh-CN": "它发送了 exchange.declare，但 broker 没有同意。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [first.event] });
  }
  const passive = named[0];
  if (passive !== undefined) {
    const seen = {
      en: "It only asked whether the exchange exists (passive declare), which makes none.",
      "zh-CN": "它只是询问交换机是否存在（passive 声明），这不会创建交换机。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [passive.event] });
  }
  const others = declaredExchanges(evidence, { program });
  const other = others[0];
  if (other === undefined)
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: "It sent no exchange.declare.", "zh-CN": "它没有发送 exchange.declare。" },
    });
  const names = [...new Set(others.map((each) => quote(each.exchange)))].join(", ");
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: { en: `It declared ${names} instead.`, "zh-CN": `它声明的是 ${names}。` },
    events: [other.event],
  });
}

/** Every declaration of a shared queue says durable, and neither exclusive nor auto-delete. */
export function sharedQueueIsDurable(evidence: Evidence, queue: string, program?: string): Verdict {
  const expected = {
    en: `the queue ${quote(queue)} is declared durable and shared`,
    "zh-CN": `队列 ${quote(queue)} 声明为持久的、共享的`,
  };
  const all = declaredQueues(evidence, program === undefined ? { queue } : { queue, program }).filter(
    (each) => !each.passive,
  );
  if (all.length === 0)
    return notJudged({ en: `nobody declared ${quote(queue)}`, "zh-CN": `没有程序声明 ${quote(queue)}` });
  for (const each of all) {
    const wrong = flaw(each);
    if (wrong !== undefined) {
      return fail({
        scenario: evidence.scenario,
        expected,
        seen: {
          en: `'${each.program}' declared it with ${wrong}.`,
          "zh-CN": `'${each.program}' 声明时使用了 ${wrong}。`,
        },
        events: [each.event],
      });
    }
  }
  return pass();
}

function flaw(queue: DeclaredQueue): string | undefined {
  if (!queue.durable) return "durable=false";
  if (queue.exclusive) return "exclusive=true";
  if (queue.autoDelete) return "auto-delete=true";
  return undefined;
}

/** Where no answer was asked for (`nowait`), it was accepted unless the broker closed the channel later. */
function wasAccepted(evidence: Evidence, asked: DeclaredQueue | DeclaredExchange): boolean {
  if (asked.answeredBy !== undefined) return true;
  if (!asked.nowait) return false;
  const { program, connection } = asked;
  return !brokerErrors(evidence, { program }).some(
    (error) => error.connection === connection && error.event > asked.event,
  );
}
