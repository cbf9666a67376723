/** Judges servers. Pure. */
import {
  deliveries,
  explain,
  fail,
  methods,
  notJudged,
  pass,
  publishes,
  quote,
  type Delivery,
  type Evidence,
  type Publish,
  type Text,
  type Verdict,
} from "grader";
import { fib } from "./fib.ts";
import { shownLabel } from "./labels.ts";
import type { Question } from "./scenes.ts";

export const SERVER = "rpc-server";

export const NO_REPLY: Text = {
  en: "the server sent no reply at all",
  "zh-CN": "服务端没有发出任何回复",
};

/** What the scenario noted under this name. */
export function questions(evidence: Evidence, name: string): readonly Question[] {
  return (evidence.notes[name] ?? []) as readonly Question[];
}

/** Each small number was answered once, rightly, where the request wanted it. */
export function answersEach(evidence: Evidence): Verdict {
  const asked = questions(evidence, "asked");
  const given = deliveries(evidence, { program: SERVER });
  if (given.length === 0) {
    return explain(
      evidence,
      failed(
        "the server takes requests from 'rpc_queue'",
        "服务端从 'rpc_queue' 取请求",
        "It was given none.",
        "它一个也没有取到。",
        [],
      ),
    );
  }
  // A server that acknowledges nothing is given no second request; that is lost elsewhere.
  const stuck = given.some((delivery) => delivery.settlement === "open");
  for (const one of asked) {
    const delivery = given.find(({ text }) => text === one.text);
    if (delivery === undefined && stuck) continue;
    const verdict = rightReply(evidence, one, delivery);
    if (verdict.status !== "pass") return verdict;
  }
  return pass();
}

/** The numbers at the ends of the range were answered to the last digit. */
export function answersExactly(evidence: Evidence, simple: Evidence): Verdict {
  if (replies(simple).length === 0) return notJudged(NO_REPLY);
  for (const one of questions(evidence, "asked")) {
    const sent = repliesTo(evidence, one)[0];
    const right = fib(Number(one.text));
    const expected = { en: `fib(${one.text}) is ${right}`, "zh-CN": `fib(${one.text}) 是 ${right}` };
    if (sent === undefined) {
      const stuck = deliveries(evidence, { program: SERVER }).some(({ settlement }) => settlement === "open");
      const began = deliveries(evidence, { program: SERVER, text: one.text })[0];
      // Stuck before this one for another reason than this number.
      if (began === undefined && stuck && neverSettles(simple)) return notJudged(NEVER_SETTLES);
      const seen = {
        en: `No reply to ${quote(one.text)} came.`,
        "zh-CN": `没有收到对 ${quote(one.text)} 的回复。`,
      };
      return explain(evidence, fail({ expected, seen, events: began === undefined ? [] : [began.event] }));
    }
    if (sent.text.trim() !== right) {
      const seen = { en: `The reply was ${quote(sent.text)}.`, "zh-CN": `回复是 ${quote(sent.text)}。` };
      return fail({ expected, seen, events: [sent.event] });
    }
  }
  return pass();
}

/** Each reply carries the id of the request that came with the same reply_to. */
export function carriesCorrelationId(evidence: Evidence): Verdict {
  const asked = questions(evidence, "asked");
  let judged = 0;
  for (const one of asked) {
    for (const sent of repliesTo(evidence, one)) {
      judged += 1;
      const { correlationId } = sent.properties;
      if (correlationId === one.correlationId) continue;
      const expected = {
        en: `the reply to the request with correlation-id=${quote(one.correlationId)} carries the same`,
        "zh-CN": `对 correlation-id=${quote(one.correlationId)} 的请求的回复带着同样的 id`,
      };
      const seen =
        correlationId === undefined
          ? { en: "The reply had no correlation-id.", "zh-CN": "回复没有 correlation-id。" }
          : {
              en: `The reply had correlation-id=${quote(correlationId)}.`,
              "zh-CN": `回复的 correlation-id=${quote(correlationId)}。`,
            };
      return fail({ expected, seen, events: [sent.event] });
    }
  }
  return judged > 0 ? pass() : notJudged(NO_REPLY);
}

/** As many channels were opened after the first request came as there are replies. */
export function channelPerReply(evidence: Evidence): Text | undefined {
  const first = deliveries(evidence, { program: SERVER })[0]?.event ?? Infinity;
  const opened = methods(evidence, "channel.open", { program: SERVER }).filter(({ number }) => number > first).length;
  const count = replies(evidence).length;
  if (count < 2 || opened < count) return undefined;
  return {
    en: `For ${count} replies the server opened ${opened} channels. Opening and closing one are two round trips for each request: open one at the start, and use it for all.`,
    "zh-CN": `${count} 个回复，服务端却打开了 ${opened} 个信道。每个请求都要为打开和关闭多跑两个来回：启动时打开一个，一直用它。`,
  };
}

/** Reply first, acknowledgement afterwards; and the request of a server that was killed in between came to another one. */
export function acknowledgesAfterReply(simple: Evidence, killed: Evidence): Verdict {
  const expected = {
    en: "basic.ack for a request comes after the basic.publish of its reply",
    "zh-CN": "请求的 basic.ack 在其回复的 basic.publish 之后",
  };
  if (replies(simple).length === 0) return notJudged(NO_REPLY);
  for (const one of questions(simple, "asked")) {
    const sent = repliesTo(simple, one)[0];
    const delivery = deliveries(simple, { program: SERVER, text: one.text })[0];
    if (sent === undefined || delivery === undefined) continue;
    const verdict = settledAfter(delivery, sent, expected);
    if (verdict.status !== "pass") return verdict;
  }
  return comesBack(killed);
}

function settledAfter(delivery: Delivery, sent: Publish, expected: Text): Verdict {
  const request = quote(delivery.text);
  if (delivery.settlement === "automatic") {
    const seen = {
      en: `The request ${request} was consumed with no-ack=1: the broker forgot it when it sent it, before any reply.`,
      "zh-CN": `请求 ${request} 以 no-ack=1 消费：broker 一发出就忘了它，那时还没有回复。`,
    };
    return fail({ expected, seen, events: [delivery.event] });
  }
  if (delivery.settlement === "open") {
    const seen = {
      en: `The request ${request} was answered, but never acknowledged.`,
      "zh-CN": `请求 ${request} 已回复，却始终没有确认。`,
    };
    return fail({ expected, seen, events: [delivery.event, sent.event] });
  }
  const settledBy = delivery.settledBy ?? delivery.event;
  if (delivery.settlement !== "acknowledged") {
    const how =
      delivery.settlement === "rejected" ? { en: "rejected", zh: "拒绝" } : { en: "put back", zh: "退回队列" };
    const seen = {
      en: `The request ${request} was answered, but then ${how.en}.`,
      "zh-CN": `请求 ${request} 已回复，却被${how.zh}。`,
    };
    return fail({ expected, seen, events: [settledBy] });
  }
  if (settledBy > sent.event) return pass();
  const seen = {
    en: `The request ${request} was acknowledged first and answered afterwards: killed in between, the server takes it to its grave.`,
    "zh-CN": `请求 ${request} 先被确认，之后才回复：服务端若在两者之间死掉，请求就跟着没了。`,
  };
  return fail({ expected, seen, events: [settledBy, sent.event] });
}

function comesBack(evidence: Evidence): Verdict {
  const [held] = questions(evidence, "asked");
  const killed = evidence.acts.find(({ name }) => name.startsWith("SIGKILL"));
  if (held === undefined || killed === undefined) return pass();
  const later = deliveries(evidence, { program: SERVER, text: held.text }).find(
    ({ event }) => event > killed.afterEvent,
  );
  if (later !== undefined) return pass();
  const expected = {
    en: `the request ${quote(held.text)} of a server that is killed before its reply is out goes to another server`,
    "zh-CN": `服务端在回复发出之前被杀死，它的请求 ${quote(held.text)} 会交给另一个服务端`,
  };
  const seen = {
    en: "The request was lost: nobody was given it again.",
    "zh-CN": "请求丢失了：没有任何服务端再次收到它。",
  };
  const first = deliveries(evidence, { program: SERVER, text: held.text })[0];
  return explain(evidence, fail({ expected, seen, events: first === undefined ? [] : [first.event] }));
}

/** While nothing that it sent reached the broker, the first server was given one request and no more. */
export function takesOneAtATime(evidence: Evidence): Verdict {
  const label = shownLabel(evidence, SERVER, "busy");
  const got = deliveries(evidence, { program: SERVER }).filter(({ program }) => program === label);
  if (got.length === 0) return notJudged({ en: "the server was given no request", "zh-CN": "服务端没有收到请求" });
  if (got.some(({ settlement }) => settlement === "automatic")) {
    return notJudged({
      en: "with no-ack=1 the broker counts nothing as unacknowledged, so there is nothing to limit",
      "zh-CN": "no-ack=1 时 broker 不认为有未确认的消息，也就无从限制",
    });
  }
  const firstReply = publishes(evidence, { program: SERVER }).find(({ program }) => program === label);
  const open = got.filter(({ settledBy, connection }) => {
    // The reply is held at the tap, and with it all that this connection sent later.
    const heldBack =
      firstReply !== undefined && firstReply.connection === connection && (settledBy ?? 0) > firstReply.event;
    return settledBy === undefined || heldBack;
  });
  if (open.length <= 1) return pass();
  return fail({
    expected: {
      en: "a server that has not finished a request is given no other; the next ones wait in 'rpc_queue' for a server that is free",
      "zh-CN": "服务端没有处理完一个请求之前，不会再收到别的；后面的请求在 'rpc_queue' 中等待空闲的服务端",
    },
    seen: {
      en: `'${label}' was busy with ${quote(open[0]?.text ?? "")} and was given ${quote(open[1]?.text ?? "")} as well.`,
      "zh-CN": `'${label}' 还在处理 ${quote(open[0]?.text ?? "")}，又收到了 ${quote(open[1]?.text ?? "")}。`,
    },
    // How many more were on their way is a matter of luck.
    events: open.slice(0, 2).map(({ event }) => event),
  });
}

export const NEVER_SETTLES: Text = {
  en: "the server acknowledges nothing, so it is given no further request",
  "zh-CN": "服务端从不确认，所以不会再收到后面的请求",
};

export function neverSettles(simple: Evidence): boolean {
  const got = deliveries(simple, { program: SERVER });
  return got.length > 0 && got.every(({ settlement }) => settlement === "open");
}

function rightReply(evidence: Evidence, one: Question, delivery: Delivery | undefined): Verdict {
  const right = fib(Number(one.text));
  const expected = {
    en: `the request ${quote(one.text)} is answered once, with ${right}, to the queue in its reply_to`,
    "zh-CN": `请求 ${quote(one.text)} 得到一次回复 ${right}，发到其 reply_to 中的队列`,
  };
  const sent = repliesTo(evidence, one);
  const [first, second] = sent;
  if (first === undefined) {
    const seen = { en: "No reply came.", "zh-CN": "没有回复。" };
    return explain(evidence, fail({ expected, seen, events: delivery === undefined ? [] : [delivery.event] }));
  }
  if (first.exchange !== "" || first.routingKey !== one.replyTo) {
    const seen = {
      en: `The reply went to exchange ${quote(first.exchange)} with the key ${quote(first.routingKey)}; the request's reply_to was ${quote(one.replyTo ?? "")}.`,
      "zh-CN": `回复发到了交换机 ${quote(first.exchange)}、路由键 ${quote(first.routingKey)}；而请求的 reply_to 是 ${quote(one.replyTo ?? "")}。`,
    };
    return fail({ expected, seen, events: [first.event] });
  }
  if (first.text.trim() !== right) {
    const seen = { en: `The reply was ${quote(first.text)}.`, "zh-CN": `回复是 ${quote(first.text)}。` };
    return fail({ expected, seen, events: [first.event] });
  }
  if (second !== undefined) {
    const seen = { en: `It was answered ${sent.length} times.`, "zh-CN": `它被回复了 ${sent.length} 次。` };
    return fail({ expected, seen, events: [second.event, first.event] });
  }
  return pass();
}

export function replies(evidence: Evidence): readonly Publish[] {
  return publishes(evidence, { program: SERVER }).filter(({ complete }) => complete);
}

/** What the servers sent to the request's own queue, or with its id to anywhere. */
export function repliesTo(evidence: Evidence, one: Question): readonly Publish[] {
  return replies(evidence).filter(
    ({ routingKey, properties }) =>
      (one.replyTo !== undefined && routingKey === one.replyTo) || properties.correlationId === one.correlationId,
  );
}

function failed(en: string, zh: string, seenEn: string, seenZh: string, events: readonly number[]) {
  return fail({ expected: { en, "zh-CN": zh }, seen: { en: seenEn, "zh-CN": seenZh }, events });
}
