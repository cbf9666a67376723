/** Shared checks of exchanges: who declares them, of which type, and who publishes to them. Pure. */
import { brokerErrors } from "../evidence/connections.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { records } from "../evidence/methods.ts";
import { publishes } from "../evidence/publishes.ts";
import { declaredExchanges } from "../evidence/topology.ts";
import { endsByItself } from "./lifecycle.ts";
import { fail, notJudged, pass, type NotJudged, type Verdict } from "./verdict.ts";
import { all, brokerText, explain, quote } from "./verdict-tools.ts";

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 406;

/** Labels of all programs of this name, each with its number. */
export function labelsOf(evidence: Evidence, name: string): readonly string[] {
  return records(evidence, name).map((_, index) => `${name} ${index + 1}`);
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
    scenario: evidence.scenario,
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
  return explain(
    evidence,
    fail({ scenario: evidence.scenario, expected, seen, events: event === undefined ? [] : [event.event] }),
  );
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

/** Whether the program has published anything, or at least declared the exchange: one that does nothing has done nothing right either. */
export function usesExchange(evidence: Evidence, program: string, exchange: string): boolean {
  return publishes(evidence, { program }).length > 0 || declaredExchanges(evidence, { program, exchange }).length > 0;
}

/** The producer ended well each time, except where the exchange was missing or another one: that is a matter of its own. */
export function endsEachTime(evidence: Evidence, name: string, exchange: string): Verdict {
  const judged = labelsOf(evidence, name).filter(
    (label) => usesExchange(evidence, label, exchange) && exchangeTrouble(evidence, exchange, label) === undefined,
  );
  if (judged.length === 0) return doesNotUse(name, exchange);
  return all(...judged.map((label) => () => endsByItself(evidence, label)));
}

export function doesNotUse(program: string, exchange: string): NotJudged {
  return notJudged({
    en: `'${program}' has nothing to do with the exchange ${quote(exchange)} yet`,
    "zh-CN": `'${program}' 还没有用到交换机 ${quote(exchange)}`,
  });
}
