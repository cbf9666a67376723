/** Judges clients. Pure. */
import {
  connections,
  consumers,
  declaredQueues,
  explain,
  fail,
  methods,
  notJudged,
  pass,
  publishes,
  quote,
  record,
  type Evidence,
  type Publish,
  type Text,
  type Verdict,
} from "grader";
import { shownLabel } from "./labels.ts";
import { QUEUE, type Answer } from "./scenes.ts";

export const NOTHING_ASKED: Text = { en: "no request of the client came", "zh-CN": "没有收到客户端的请求" };

/** Label of the client that the scenario is about; it may have started another one before, to declare the queue. */
export function clientOf(evidence: Evidence, name = "client"): string {
  return shownLabel(evidence, "rpc-client", name);
}

function answers(evidence: Evidence, name: string): readonly Answer[] {
  return (evidence.notes[name] ?? []) as readonly Answer[];
}

export function asked(evidence: Evidence, label: string): readonly Publish[] {
  return publishes(evidence, { exchange: "", routingKey: QUEUE }).filter(
    ({ program, complete }) => program === label && complete,
  );
}

/** One n as an argument: one request for it with a reply_to, and the result of the reply in stdout. */
export function printsTheAnswer(evidence: Evidence): Verdict {
  const label = clientOf(evidence);
  const [wanted] = answers(evidence, "answers");
  const n = wanted?.n ?? "";
  const expected = {
    en: `'${label} ${n}' sends '${n}' with a reply_to to '${QUEUE}', and prints the result that the reply brings`,
    "zh-CN": `'${label} ${n}' 把 '${n}' 连同 reply_to 发到 '${QUEUE}'，并打印回复带来的结果`,
  };
  const [request] = asked(evidence, label);
  if (request === undefined) {
    const elsewhere = publishes(evidence).find(({ program }) => program === label);
    const seen =
      elsewhere === undefined
        ? { en: "It published nothing.", "zh-CN": "它没有发布任何消息。" }
        : {
            en: `It published to exchange ${quote(elsewhere.exchange)} with the key ${quote(elsewhere.routingKey)}.`,
            "zh-CN": `它发布到了交换机 ${quote(elsewhere.exchange)}，路由键 ${quote(elsewhere.routingKey)}。`,
          };
    return explain(evidence, fail({ expected, seen, events: elsewhere === undefined ? [] : [elsewhere.event] }));
  }
  if (request.text !== n) {
    const seen = {
      en: `The request's body was ${quote(request.text)}.`,
      "zh-CN": `请求的消息体是 ${quote(request.text)}。`,
    };
    return fail({ expected, seen, events: [request.event] });
  }
  if (request.properties.replyTo === undefined) {
    const seen = { en: "The request had no reply_to.", "zh-CN": "请求没有 reply_to。" };
    return fail({ expected, seen, events: [request.event] });
  }
  if (wanted !== undefined && record(evidence, label).stdout.includes(wanted.result)) return pass();
  if (evidence.notes["answered"] !== true) {
    const seen = { en: "Its request never reached a server.", "zh-CN": "它的请求没有到达任何服务端。" };
    return explain(evidence, fail({ expected, seen, events: [request.event] }));
  }
  const seen = {
    en: `The reply was ${quote(wanted?.result ?? "")}; that is not in its stdout.`,
    "zh-CN": `回复是 ${quote(wanted?.result ?? "")}，而它的 stdout 中没有。`,
  };
  return explain(evidence, fail({ expected, seen, events: [request.event] }));
}

/** Without arguments: one request, for 30. */
export function asksForThirty(evidence: Evidence, single: Evidence): Verdict {
  const label = clientOf(evidence);
  const sent = asked(evidence, label);
  // A client that never asks for anything has not got its default wrong.
  if (sent.length === 0 && asked(single, clientOf(single)).length === 0) return notJudged(NOTHING_ASKED);
  const expected = { en: "without arguments it asks for '30', once", "zh-CN": "没有参数时请求 '30'，一次" };
  if (sent.length === 1 && sent[0]?.text === "30") return pass();
  const texts = sent.map(({ text }) => quote(text)).join(", ");
  const seen =
    sent.length === 0
      ? { en: "It asked for nothing.", "zh-CN": "它什么也没有请求。" }
      : { en: `It asked for ${texts}.`, "zh-CN": `它请求的是 ${texts}。` };
  return explain(evidence, fail({ expected, seen, events: sent.map(({ event }) => event) }));
}

/** Several n: all requests were out before any reply, on one connection. */
export function asksAllAtOnce(evidence: Evidence): Verdict {
  const label = clientOf(evidence);
  const wanted = answers(evidence, "answers");
  const sent = asked(evidence, label);
  const expected = {
    en: `all ${wanted.length} requests are sent on one connection before the first reply`,
    "zh-CN": `在第一个回复之前，${wanted.length} 个请求都已在同一个连接上发出`,
  };
  if (sent.length === 0) return notJudged(NOTHING_ASKED);
  const atOnce = evidence.notes["atOnce"];
  if (typeof atOnce === "number" && atOnce < wanted.length) {
    const seen = {
      en: `Only ${atOnce} of ${wanted.length} came; the next one only after an answer.`,
      "zh-CN": `只发来了 ${wanted.length} 个中的 ${atOnce} 个；有了答案才发下一个。`,
    };
    return fail({ expected, seen, events: sent.map(({ event }) => event) });
  }
  const missing = wanted.find(({ n }) => !sent.some(({ text }) => text === n));
  if (missing !== undefined) {
    const seen = { en: `It did not ask for ${quote(missing.n)}.`, "zh-CN": `它没有请求 ${quote(missing.n)}。` };
    return explain(evidence, fail({ expected, seen, events: sent.map(({ event }) => event) }));
  }
  const used = connections(evidence).filter(({ program }) => program === label);
  if (used.length <= 1) return pass();
  const seen = { en: `It opened ${used.length} connections.`, "zh-CN": `它打开了 ${used.length} 个连接。` };
  return fail({ expected, seen, events: used.map(({ openedBy }) => openedBy) });
}

/** Foreign, missing and repeated ids, last question answered first: every n has its own result, and no other number is shown. */
export function matchesReplies(evidence: Evidence): Verdict {
  const label = clientOf(evidence);
  const wanted = answers(evidence, "answers");
  const sent = asked(evidence, label);
  if (sent.length === 0) return notJudged(NOTHING_ASKED);
  const { stdout, exit, stderr } = record(evidence, label);
  const lines = wanted.map(({ n, result }) => quote(`fib(${n}) = ${result}`)).join(", ");
  const expected = {
    en: `whatever else arrives, it prints ${lines}`,
    "zh-CN": `不管还收到什么，它都打印 ${lines}`,
  };
  const ids = sent.map(({ properties }) => properties.correlationId);
  const doubled = sent.filter(({ properties }, index) => ids.indexOf(properties.correlationId) !== index);
  if (doubled.length > 0) {
    const id = doubled[0]?.properties.correlationId;
    const seen =
      id === undefined
        ? { en: "Its requests had no correlation-id.", "zh-CN": "它的请求没有 correlation-id。" }
        : {
            en: `Its requests had the same correlation-id ${quote(id)}, so nothing tells their replies apart.`,
            "zh-CN": `它的请求使用同一个 correlation-id ${quote(id)}，回复就无从区分。`,
          };
    return fail({ expected, seen, events: sent.map(({ event }) => event) });
  }
  const wrong = answers(evidence, "decoys").find(({ result }) => stdout.includes(result));
  if (wrong !== undefined) {
    const seen = {
      en: `It printed ${wrong.result}, which came in a reply ${wrong.n}.`,
      "zh-CN": `它打印了 ${wrong.result}，而这来自一条${DECOYS_ZH[wrong.n] ?? wrong.n}的回复。`,
    };
    return fail({ expected, seen, events: sent.map(({ event }) => event) });
  }
  const missing = wanted.find(({ n, result }) => !new RegExp(`fib\\(${n}\\)\\s*=\\s*${result}\\b`, "u").test(stdout));
  if (missing === undefined) return pass();
  const crashed = exit?.cause === "itself" && exit.code !== 0 && stderr.trim() !== "";
  const shown = quote(stdout.trim().split("\n").at(-1) ?? "");
  const seen = {
    en: `${quote(`fib(${missing.n}) = ${missing.result}`)} is not in its stdout, whose last line is ${shown}.${crashed ? ` It ended with exit code ${exit.code}.` : ""}`,
    "zh-CN": `它的 stdout 中没有 ${quote(`fib(${missing.n}) = ${missing.result}`)}，最后一行是 ${shown}。${crashed ? `它以退出码 ${exit.code} 结束。` : ""}`,
  };
  return explain(evidence, fail({ expected, seen, events: sent.map(({ event }) => event) }));
}

/** What was wrong with a reply that is no answer, as it stands after "a reply". */
export const DECOYS = {
  foreign: "with an unknown correlation_id",
  missing: "without correlation_id",
  repeated: "to a question that was answered before",
} as const;

const DECOYS_ZH: Readonly<Record<string, string>> = {
  [DECOYS.foreign]: " correlation_id 未知",
  [DECOYS.missing]: "没有 correlation_id ",
  [DECOYS.repeated]: "针对已经答过的问题",
};

/** Two clients ask side by side: each names a reply queue that the other does not read, and prints its own result. */
export function keepsToItself(evidence: Evidence): Verdict {
  const one = clientOf(evidence, "first");
  const other = clientOf(evidence, "second");
  const wanted = answers(evidence, "answers");
  const expected = {
    en: "each client has a reply queue of its own and prints its own result",
    "zh-CN": "每个客户端有自己的回复队列，并打印自己的结果",
  };
  const replyTos = evidence.notes["replyTos"] as readonly (string | undefined)[] | undefined;
  if (replyTos === undefined || wanted.length < 2) return notJudged(NOTHING_ASKED);
  const sent = [...asked(evidence, one), ...asked(evidence, other)];
  if (replyTos[0] === replyTos[1]) {
    const seen = {
      en: `Both ask for replies to ${quote(replyTos[0] ?? "")}: they take turns at the messages in it.`,
      "zh-CN": `两个都要求回复到 ${quote(replyTos[0] ?? "")}：它们会轮流取走其中的消息。`,
    };
    return fail({ expected, seen, events: sent.map(({ event }) => event) });
  }
  for (const [index, label] of [one, other].entries()) {
    const result = wanted[index]?.result ?? "";
    if (record(evidence, label).stdout.includes(result)) continue;
    const seen = {
      en: `'${label}' did not print its result ${quote(result)}.`,
      "zh-CN": `'${label}' 没有打印它的结果 ${quote(result)}。`,
    };
    return explain(evidence, fail({ expected, seen, events: sent.map(({ event }) => event) }));
  }
  return pass();
}

/** Queues and consumers for replies: one of each serves all questions. */
export function manyReplyQueues(evidence: Evidence): Text | undefined {
  const label = clientOf(evidence);
  const queues = declaredQueues(evidence).filter(
    ({ program, queue, passive }) => program === label && queue !== QUEUE && !passive,
  ).length;
  const readers = consumers(evidence).filter(({ program }) => program === label).length;
  if (queues <= 1 && readers <= 1) return undefined;
  const count = Math.max(queues, readers);
  return {
    en: `For three questions the client made ${count} reply queues or consumers. One is enough: create it once, and tell replies apart by correlation_id.`,
    "zh-CN": `三个问题，客户端却建了 ${count} 个回复队列或消费者。一个就够：只建一次，用 correlation_id 区分回复。`,
  };
}

/** A reply queue that outlives its client: neither exclusive nor auto-delete, without a time to expire, and not deleted. */
export function leftQueue(evidence: Evidence): Text | undefined {
  const label = clientOf(evidence);
  const deleted = methods(evidence, "queue.delete").map(({ method }) => method.fields.queue);
  const left = declaredQueues(evidence).find(
    (each) =>
      each.program === label &&
      each.queue !== QUEUE &&
      !each.passive &&
      !each.exclusive &&
      !each.autoDelete &&
      each.arguments["x-expires"] === undefined &&
      !deleted.includes(each.queue),
  );
  if (left === undefined) return undefined;
  return {
    en: `The reply queue ${quote(left.queue)} stays on the broker when its client has ended. Declare it exclusive, and it goes with the client.`,
    "zh-CN": `客户端结束之后，回复队列 ${quote(left.queue)} 仍留在 broker 上。声明为独占队列，它就会随客户端一起消失。`,
  };
}
