/** What only the hidden tests of lesson 6 conclude. Pure. */
import {
  apart,
  deliveries,
  explain,
  fail,
  notJudged,
  pass,
  quote,
  records,
  type Delivery,
  type Evidence,
  type Verdict,
  record,
} from "grader";
import { asked, clientOf, NOTHING_ASKED } from "../public/client-checks.ts";
import {
  NEVER_SETTLES,
  neverSettles,
  NO_REPLY,
  questions,
  replies,
  repliesTo,
  SERVER,
} from "../public/server-checks.ts";

/** The odd requests were settled for good, and the good one after them was answered. */
export function survives(evidence: Evidence, simple: Evidence): Verdict {
  if (replies(simple).length === 0) return notJudged(NO_REPLY);
  const odd = questions(evidence, "odd");
  const [next] = questions(evidence, "next");
  const got = deliveries(evidence, { program: SERVER });
  const expected = {
    en: "each such request is done with, and the next good one is answered",
    "zh-CN": "每个这样的请求都处理完毕，下一个正常请求得到回答",
  };
  const culprit = odd
    // Not by its text: the good one may ask for the same number.
    .map((one) => got.filter(({ properties }) => properties.correlationId === one.correlationId).at(-1))
    .find((delivery) => delivery?.settlement === "open" || delivery?.settlement === "requeued");
  const answered = next !== undefined && repliesTo(evidence, next).length > 0;
  if (culprit === undefined && answered) return pass();
  const crashed = records(evidence, SERVER).find(({ exit }) => exit?.cause === "itself");
  if (crashed === undefined && culprit?.settlement === "open" && neverSettles(simple)) return notJudged(NEVER_SETTLES);
  const request = culprit === undefined ? { en: "a request", zh: "一个请求" } : named(culprit);
  const events = culprit === undefined ? [] : [culprit.event];
  if (crashed !== undefined) {
    const seen = {
      en: `The server ended with exit code ${crashed.exit?.code} on ${request.en}; the broker gives it to the next server, which ends the same way.`,
      "zh-CN": `${apart("服务端在处理", request.zh, "时以退出码")} ${crashed.exit?.code} 结束；broker 会把它交给下一个服务端，结局也一样。`,
    };
    return explain(evidence, fail({ expected, seen, events }));
  }
  const isPutBack = got.some(
    ({ properties, settlement }) =>
      properties.correlationId === culprit?.properties.correlationId && settlement === "requeued",
  );
  if (isPutBack) {
    const seen = {
      en: `The server puts ${request.en} back into the queue, and is given it again and again.`,
      "zh-CN": `${apart("服务端把", request.zh, "退回队列")}，于是一次又一次地收到它。`,
    };
    return fail({ expected, seen, events });
  }
  if (culprit !== undefined) {
    const seen = {
      en: `The server never settled ${request.en}.`,
      "zh-CN": `${apart("服务端始终没有确认", request.zh)}。`,
    };
    return explain(evidence, fail({ expected, seen, events }));
  }
  const seen = { en: "The good request after them got no reply.", "zh-CN": "随后的正常请求没有得到回复。" };
  return explain(evidence, fail({ expected, seen, events }));
}

function named(delivery: Delivery): { en: string; zh: string } {
  if (delivery.properties.replyTo === undefined)
    return {
      en: `the request ${quote(delivery.text)} without reply_to`,
      zh: `没有 reply_to 的请求 ${quote(delivery.text)}`,
    };
  if (delivery.text === "") return { en: "the empty request", zh: "空请求" };
  return { en: `the request ${quote(delivery.text)}`, zh: `请求 ${quote(delivery.text)}` };
}
/** No answer comes: a line on stderr and exit code 1. */
export function givesUp(evidence: Evidence): Verdict {
  const label = clientOf(evidence);
  const { exit, stderr } = record(evidence, label);
  const timeoutMs = String(evidence.notes["timeoutMs"]);
  const expected = {
    en: `with RPC_TIMEOUT_MS=${timeoutMs} and no server, it says so on stderr and exits with code 1`,
    "zh-CN": `RPC_TIMEOUT_MS=${timeoutMs} 而没有服务端时，它在 stderr 上说明，并以退出码 1 结束`,
  };
  if (asked(evidence, label).length === 0) return notJudged(NOTHING_ASKED);
  if (exit === undefined || exit.cause !== "itself") {
    const seen = { en: "It went on waiting for more than 10 s.", "zh-CN": "超过 10 秒它仍在等待。" };
    return fail({ expected, seen, events: asked(evidence, label).map(({ event }) => event) });
  }
  if (exit.code !== 1) {
    const seen = { en: `It ended with exit code ${exit.code}.`, "zh-CN": `它以退出码 ${exit.code} 结束。` };
    return explain(evidence, fail({ expected, seen }));
  }
  if (stderr.trim() !== "") return pass();
  return fail({ expected, seen: { en: "It wrote nothing on stderr.", "zh-CN": "它没有在 stderr 上输出任何内容。" } });
}
