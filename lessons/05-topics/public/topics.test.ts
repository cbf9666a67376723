/**
 * What learners' copies judge of lesson 5: one run of both programs as the task describes it. Where hidden tests are, these are not
 * run: they judge the same criteria, and all others, by more.
 */
import {
  all,
  declaresExchangeItself,
  endsByItself,
  exchangeHasType,
  hearsEach,
  hiddenTests,
  leavesNoQueue,
  observeOwnQueues,
  publishedOnce,
  refusesArguments,
  reportsUnreachableBroker,
  startBound,
  stopsUnlessRefused,
  usesGivenUrl,
  type Evidence,
} from "grader";
import { lesson } from "../lesson.ts";

const EXCHANGE = "topic_logs";
const KEY = "order.paid.vip";

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario(
    {
      en: "receive-logs-topic listens, emit-log-topic speaks",
      "zh-CN": "receive-logs-topic 收听，emit-log-topic 发话",
    },
    async (stage) => {
      const words = stage.random.sentence();
      stage.note("words", words);
      const listener = await startBound(stage, "receive-logs-topic", { arguments: ["order.*.vip"] });
      await stage.run("emit-log-topic", { arguments: [KEY, ...words.split(" ")] });
      await listener.untilPrinted(words);
      await listener.stop("SIGINT");
      await observeOwnQueues(stage, listener);
    },
  );

  const misused = scenario(
    { en: "receive-logs-topic without arguments", "zh-CN": "不带参数的 receive-logs-topic" },
    async (stage) => {
      await stage.run("receive-logs-topic");
    },
  );

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log-topic", { brokerUnreachable: true }),
        stage.run("receive-logs-topic", { arguments: [KEY], brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  const words = (evidence: Evidence): string => String(evidence.notes["words"] ?? "");
  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "emit-log-topic"),
      () => usesGivenUrl(evidence, "receive-logs-topic"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresExchangeItself(evidence, "emit-log-topic", EXCHANGE),
      () => declaresExchangeItself(evidence, "receive-logs-topic", EXCHANGE),
    ),
  );
  criterion("topic", together, (evidence) => exchangeHasType(evidence, EXCHANGE, "topic"));
  criterion("emit-key", together, (evidence) =>
    publishedOnce(evidence, "emit-log-topic", { exchange: EXCHANGE, routingKey: KEY, text: words(evidence) }),
  );
  criterion("every-pattern", together, (evidence) =>
    hearsEach(evidence, "receive-logs-topic", EXCHANGE, [words(evidence)]),
  );
  criterion("emit-ends", together, (evidence) => endsByItself(evidence, "emit-log-topic"));
  criterion("private-queue", together, (evidence) => leavesNoQueue(evidence, "receive-logs-topic"));
  criterion("usage", misused, (evidence) => refusesArguments(evidence, "receive-logs-topic"));
  criterion("stops", together, (evidence) => stopsUnlessRefused(evidence, "receive-logs-topic"));
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log-topic"),
      () => reportsUnreachableBroker(evidence, "receive-logs-topic"),
    ),
  );
});
