/** Shared checks of what programs publish and receive. Pure. */
import { connections } from "../evidence/connections.ts";
import { deliveries } from "../evidence/deliveries.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { methods, record } from "../evidence/methods.ts";
import { publishes, type Publish } from "../evidence/publishes.ts";
import { apart, type Text } from "../text.ts";
import { fail, notJudged, pass, type Verdict } from "./verdict.ts";
import { quote } from "./verdict-tools.ts";

export interface ExpectedPublish {
  /** "" is the default exchange. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly text: string;
}

/**
 * The program published exactly one message: with this body, byte for byte, to this exchange with this key, and in full.
 * Where nothing left the process, says by which frames that shows.
 */
export function publishedOnce(evidence: Evidence, label: string, wanted: ExpectedPublish): Verdict {
  const where = destination(wanted.exchange, wanted.routingKey);
  const expected = {
    en: `'${label}' publishes ${quote(wanted.text)} once, to ${where.en}`,
    "zh-CN": apart(`'${label}' 把 ${quote(wanted.text)} 发布一次到`, where["zh-CN"]),
  };
  const sent = publishes(evidence, { program: label });
  const complete = sent.filter((publish) => publish.complete);
  if (complete.length === 0) return nothingLeft(evidence, label, expected, sent[0]);
  const right = complete.filter((publish) => matches(publish, wanted));
  const wrong = complete.find((publish) => !matches(publish, wanted));
  if (right.length === 0 && wrong !== undefined)
    return fail({ scenario: evidence.scenario, expected, seen: difference(wrong, wanted), events: [wrong.event] });
  if (complete.length > 1) {
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: `It published ${complete.length} messages.`, "zh-CN": `它发布了 ${complete.length} 条消息。` },
      events: complete.map((publish) => publish.event),
    });
  }
  return pass();
}

/** The messages that the program published were safe with the broker before it ended: confirmed, or the channel or connection closed in order. */
export function safeBeforeExit(evidence: Evidence, label: string): Verdict {
  const expected = {
    en: `'${label}' knows that the broker has its message before it ends: it awaits the confirm, or closes channel and connection and awaits that`,
    "zh-CN": `'${label}' 在结束前确知 broker 已收到消息：等待发布确认，或依次关闭信道和连接并等待完成`,
  };
  const sent = publishes(evidence, { program: label });
  if (!sent.some((publish) => publish.complete)) return nothingLeft(evidence, label, expected, sent[0]);
  const refused = sent.find((publish) => publish.refusedBy !== undefined);
  if (refused !== undefined) {
    const seen = {
      en: "The broker refused the message (basic.nack).",
      "zh-CN": "Broker 拒绝了这条消息（basic.nack）。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [refused.refusedBy ?? refused.event] });
  }
  const unsafe = sent.find((publish) => publish.safeAfter === undefined);
  if (unsafe === undefined) return pass();
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: {
      en: `After publishing ${quote(unsafe.text)} it ended without a word: no confirm, no channel.close, no connection.close. This time the message may have arrived.`,
      "zh-CN": `发布 ${quote(unsafe.text)} 之后它直接结束：没有等待确认，没有 channel.close，也没有 connection.close。这一次消息或许送到了，下一次未必。`,
    },
    events: [unsafe.event],
  });
}

/** Every message that the program published is marked persistent (delivery mode 2). */
export function messagesPersistent(evidence: Evidence, program: string): Verdict {
  const expected = {
    en: "messages are published with delivery-mode=2 (persistent)",
    "zh-CN": "消息以 delivery-mode=2（持久）发布",
  };
  const sent = publishes(evidence, { program }).filter((publish) => publish.complete);
  if (sent.length === 0)
    return notJudged({ en: `'${program}' published nothing`, "zh-CN": `'${program}' 没有发布任何消息` });
  const transient = sent.find((publish) => !publish.persistent);
  if (transient === undefined) return pass();
  const mode = transient.properties.deliveryMode;
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: {
      en:
        mode === undefined
          ? `${quote(transient.text)} was published without a delivery mode, so it is transient.`
          : `${quote(transient.text)} was published with delivery-mode=${mode}.`,
      "zh-CN":
        mode === undefined
          ? `${quote(transient.text)} 发布时没有设置 delivery-mode，因此不是持久的。`
          : `${quote(transient.text)} 发布时 delivery-mode=${mode}。`,
    },
    events: [transient.event],
  });
}

/** The broker delivered to the program exactly these texts, in any order, each once; redeliveries count. */
export function receivedExactly(evidence: Evidence, label: string, texts: readonly string[]): Verdict {
  const got = deliveries(evidence, { program: label });
  const names = texts.map(quote).join(", ");
  const expected = {
    en: texts.length === 0 ? `nothing is delivered to '${label}'` : `'${label}' is given exactly: ${names}`,
    "zh-CN": texts.length === 0 ? `没有消息投递给 '${label}'` : `'${label}' 恰好收到：${names}`,
  };
  const extra = got.find((delivery) => !texts.includes(delivery.text));
  if (extra !== undefined) {
    const seen = { en: `It was also given ${quote(extra.text)}.`, "zh-CN": `它还收到了 ${quote(extra.text)}。` };
    return fail({ scenario: evidence.scenario, expected, seen, events: [extra.event] });
  }
  for (const text of texts) {
    const wantedCount = texts.filter((each) => each === text).length;
    const copies = got.filter((delivery) => delivery.text === text);
    if (copies.length > wantedCount) {
      const seen = {
        en: `${quote(text)} was given to it ${copies.length} times.`,
        "zh-CN": `${quote(text)} 向它投递了 ${copies.length} 次。`,
      };
      return fail({ scenario: evidence.scenario, expected, seen, events: copies.map((copy) => copy.event) });
    }
  }
  const missing = texts.filter((text) => !got.some((delivery) => delivery.text === text));
  if (missing.length > 0) {
    const list = missing.map(quote).join(", ");
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: `It was not given ${list}.`, "zh-CN": `它没有收到 ${list}。` },
      events: got.map((delivery) => delivery.event),
    });
  }
  return pass();
}

/** The program printed these texts, and none of those. */
export function printedExactly(
  evidence: Evidence,
  label: string,
  texts: readonly string[],
  others: readonly string[] = [],
): Verdict {
  const { stdout } = record(evidence, label);
  const expected = {
    en: `'${label}' prints ${texts.map(quote).join(", ")}${others.length === 0 ? "" : " and nothing that it should not get"}`,
    "zh-CN": `'${label}' 打印 ${texts.map(quote).join(", ")}${others.length === 0 ? "" : "，而不打印不该收到的内容"}`,
  };
  const missing = texts.filter((text) => !stdout.includes(text));
  if (missing.length > 0) {
    const list = missing.map(quote).join(", ");
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: `It did not print ${list}.`, "zh-CN": `它没有打印 ${list}。` },
    });
  }
  const extra = others.find((text) => stdout.includes(text));
  if (extra !== undefined)
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: `It also printed ${quote(extra)}.`, "zh-CN": `它还打印了 ${quote(extra)}。` },
    });
  return pass();
}

function nothingLeft(evidence: Evidence, label: string, expected: Text, begun: Publish | undefined): Verdict {
  if (begun !== undefined && !begun.tooLate) {
    const seen = {
      en: "Its connection ended in the middle of the message.",
      "zh-CN": "消息发送到一半，连接就结束了。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: [begun.event] });
  }
  const [close] = methods(evidence, "connection.close", { program: label }).filter(
    (event) => event.direction === "to-broker",
  );
  // Closing the channel first sends what is buffered: then there was nothing in the buffer.
  const channelClosed = methods(evidence, "channel.close", { program: label }).some(
    (event) => event.direction === "to-broker",
  );
  if (close !== undefined && !channelClosed) {
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: "connection.close was sent, but no basic.publish before it: publishing only buffers, and closing the connection at once throws the buffer away.",
        "zh-CN": "发送了 connection.close，但之前没有 basic.publish：发布只是写入缓冲区，立即关闭连接会丢弃缓冲区。",
      },
      events: [close.number, ...(begun === undefined ? [] : [begun.event])],
    });
  }
  const ended = connections(evidence, { program: label }).find((connection) => connection.end === "unclean");
  const { exit } = record(evidence, label);
  if (ended !== undefined && exit?.cause === "itself") {
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `It ended with exit code ${exit.code} and no basic.publish had left the process: publishing only buffers.`,
        "zh-CN": `它以退出码 ${exit.code} 结束，而 basic.publish 从未离开进程：发布只是写入缓冲区。`,
      },
      events: [ended.endedBy ?? ended.openedBy],
    });
  }
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: { en: "It sent no basic.publish.", "zh-CN": "它没有发送 basic.publish。" },
  });
}

function matches(publish: Publish, wanted: ExpectedPublish): boolean {
  return (
    publish.exchange === wanted.exchange &&
    publish.routingKey === wanted.routingKey &&
    publish.bodyHex === Buffer.from(wanted.text, "utf8").toString("hex")
  );
}

function difference(publish: Publish, wanted: ExpectedPublish): Text {
  if (publish.exchange !== wanted.exchange || publish.routingKey !== wanted.routingKey) {
    const where = destination(publish.exchange, publish.routingKey);
    return {
      en: `It published ${quote(publish.text)} to ${where.en}.`,
      "zh-CN": `${apart(`它把 ${quote(publish.text)} 发布到了`, where["zh-CN"])}。`,
    };
  }
  return { en: `The body was ${quote(publish.text)}.`, "zh-CN": `消息体是 ${quote(publish.text)}。` };
}

function destination(exchange: string, routingKey: string): Text {
  if (exchange === "")
    return {
      en: `the default exchange with the key ${quote(routingKey)}`,
      "zh-CN": `默认交换机，路由键 ${quote(routingKey)}`,
    };
  return {
    en: `the exchange ${quote(exchange)} with the key ${quote(routingKey)}`,
    "zh-CN": `交换机 ${quote(exchange)}，路由键 ${quote(routingKey)}`,
  };
}
