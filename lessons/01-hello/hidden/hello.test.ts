/** Judges lesson 1 as a whole: what is public, and beside it what nobody was told how it is tried. */
import { all, hiddenTests, publishedOnce, reportsUnreachableBroker, showsStackTrace } from "grader";
import { lesson } from "../lesson.ts";
import { QUEUE } from "../public/checks.ts";
import { publicTests } from "../public/tests.ts";

const DEFAULT_TEXT = "Hello World!";

hiddenTests(lesson, (words) => {
  const { scenario, criterion, advise } = words;
  const { receiveFirst } = publicTests(words);

  const nobodyThere = scenario({ en: "no broker", "zh-CN": "没有代理" }, async (stage) => {
    const send = stage.start("send", { brokerUnreachable: true });
    const receive = stage.start("receive", { brokerUnreachable: true });
    await Promise.all([send.untilExit(), receive.untilExit()]);
  });

  criterion("default-text", receiveFirst, (evidence) =>
    publishedOnce(evidence, "send", { exchange: "", routingKey: QUEUE, text: DEFAULT_TEXT }),
  );

  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "send"),
      () => reportsUnreachableBroker(evidence, "receive"),
    ),
  );

  advise("stack-trace", nobodyThere, (evidence) => {
    const label = ["send", "receive"].find((program) => showsStackTrace(evidence, program));
    if (label === undefined) return undefined;
    return {
      en: `Where the broker can't be reached, '${label}' shows a bare stack trace. Catch the error and write one clear line; whoever reads the log at night will thank you.`,
      "zh-CN": `连接不上 broker 时，'${label}' 直接打出调用栈。请捕获错误，写一行清楚的说明；半夜看日志的人会感谢你。`,
    };
  });
});
