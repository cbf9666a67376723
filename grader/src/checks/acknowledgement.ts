/** Shared checks of how programs settle what they are given. Pure. */
import { acknowledgements, deliveries, mostHeldAtOnce } from "../evidence/deliveries.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { fail, notJudged, pass, type Verdict } from "./verdict.ts";
import { quote } from "./verdict-tools.ts";

/** Everything delivered to the program was acknowledged, each message by exactly one basic.ack, and no ack meant an unknown message. */
export function acknowledgesOnce(evidence: Evidence, program: string): Verdict {
  const expected = {
    en: `'${program}' acknowledges each message exactly once`,
    "zh-CN": `'${program}' 对每条消息恰好确认一次`,
  };
  const got = deliveries(evidence, { program });
  const first = got[0];
  if (first === undefined)
    return notJudged({ en: `nothing was delivered to '${program}'`, "zh-CN": `没有消息投递给 '${program}'` });
  const automatic = got.find((delivery) => delivery.settlement === "automatic");
  if (automatic !== undefined) {
    const seen = {
      en: `${quote(automatic.text)} was consumed with no-ack=1: the broker forgot it when it sent it.`,
      "zh-CN": `${quote(automatic.text)} 以 no-ack=1 消费：broker 一发出就忘记了它。`,
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [automatic.event] });
  }
  const stray = acknowledgements(evidence, { program }).find((each) => each.settles.length === 0);
  if (stray !== undefined) {
    const seen = {
      en: `${stray.name} for delivery tag ${stray.deliveryTag}, which is not open on that channel (settled before, or never delivered there).`,
      "zh-CN": `${stray.name} 的投递标签 ${stray.deliveryTag} 在该信道上并未待确认（之前已确认，或从未在该信道投递）。`,
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [stray.event] });
  }
  const returned = got.find((delivery) => delivery.settlement === "rejected" || delivery.settlement === "requeued");
  if (returned !== undefined) {
    const how =
      returned.settlement === "rejected" ? { en: "rejected", zh: "拒绝" } : { en: "put back", zh: "退回队列" };
    const seen = {
      en: `${quote(returned.text)} was ${how.en} instead.`,
      "zh-CN": `${quote(returned.text)} 被${how.zh}了。`,
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [returned.settledBy ?? returned.event] });
  }
  const open = got.find((delivery) => delivery.settlement === "open");
  if (open !== undefined) {
    const seen = { en: `${quote(open.text)} was never acknowledged.`, "zh-CN": `${quote(open.text)} 始终没有被确认。` };
    return fail({ scenario: evidence.scenario, expected, seen, events: [open.event] });
  }
  return pass();
}

/** No message is left without an answer; acked, rejected and automatic all count as one. */
export function leavesNothingOpen(evidence: Evidence, program: string): Verdict {
  const open = deliveries(evidence, { program }).find((delivery) => delivery.settlement === "open");
  if (open === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `'${program}' settles every message that it is given`,
      "zh-CN": `'${program}' 对收到的每条消息都有交代`,
    },
    seen: { en: `${quote(open.text)} was never settled.`, "zh-CN": `${quote(open.text)} 始终没有得到确认或拒绝。` },
    events: [open.event],
  });
}

/** Each program of this name holds at most so many messages that it has not settled. */
export function holdsAtMost(evidence: Evidence, program: string, maximum: number): Verdict {
  const held = mostHeldAtOnce(evidence, program);
  if (held.count <= maximum) {
    if (held.count > 0) return pass();
    return notJudged({ en: `nothing was delivered to '${program}'`, "zh-CN": `没有消息投递给 '${program}'` });
  }
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `'${program}' never holds more than ${maximum} unsettled`,
      "zh-CN": `'${program}' 手中未确认的消息从不超过 ${maximum} 条`,
    },
    seen: { en: `It held ${held.count} at once.`, "zh-CN": `它同时持有 ${held.count} 条。` },
    events: held.events,
  });
}
