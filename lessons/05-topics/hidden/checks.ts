/** What only the hidden tests of lesson 5 conclude. Pure. */
import { all, fail, notJudged, pass, publishes, record, refusesArguments, type Evidence, type Verdict } from "grader";

export const MAXIMUM_KEY_BYTES = 255;

/** The longest key that fits is published; longer ones are refused, and nothing is published in their stead. */
export function mindsKeyLength(evidence: Evidence): Verdict {
  return all(
    () => takesLongestKey(evidence, "emit-log-topic 1"),
    () => refusesKey(evidence, "emit-log-topic 2"),
    () => refusesKey(evidence, "emit-log-topic 3"),
  );
}

function takesLongestKey(evidence: Evidence, label: string): Verdict {
  const [sent] = publishes(evidence, { program: label }).filter(({ complete }) => complete);
  if (sent !== undefined && Buffer.byteLength(sent.routingKey) === MAXIMUM_KEY_BYTES) return pass();
  const { exit } = record(evidence, label);
  if (sent === undefined && exit?.code === 0)
    return notJudged({ en: "'emit-log-topic' published nothing", "zh-CN": "'emit-log-topic' 没有发布任何消息" });
  const length = sent === undefined ? 0 : Buffer.byteLength(sent.routingKey);
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `a key of exactly ${MAXIMUM_KEY_BYTES} bytes fits and is published as it is`,
      "zh-CN": `恰好 ${MAXIMUM_KEY_BYTES} 字节的路由键放得下，应原样发布`,
    },
    seen:
      sent === undefined
        ? { en: "It published nothing.", "zh-CN": "它没有发布任何消息。" }
        : { en: `It published with a key of ${length} bytes.`, "zh-CN": `它用 ${length} 字节的键发布了消息。` },
    events: sent === undefined ? [] : [sent.event],
  });
}

function refusesKey(evidence: Evidence, label: string): Verdict {
  const sent = publishes(evidence, { program: label }).find(({ complete }) => complete);
  if (sent === undefined) return refusesArguments(evidence, label);
  const key = record(evidence, label).arguments[0] ?? "";
  return fail({
    scenario: evidence.scenario,
    expected: {
      en: `a key of ${Buffer.byteLength(key)} bytes is refused: a clear line on stderr, exit code 1, nothing published`,
      "zh-CN": `${Buffer.byteLength(key)} 字节的路由键应被拒绝：stderr 上一行清楚的说明，退出码 1，不发布任何消息`,
    },
    seen: {
      en: `It published with a key of ${Buffer.byteLength(sent.routingKey)} bytes.`,
      "zh-CN": `它用 ${Buffer.byteLength(sent.routingKey)} 字节的键发布了消息。`,
    },
    events: [sent.event],
  });
}
