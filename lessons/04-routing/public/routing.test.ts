/**
 * What learners' copies judge of lesson 4: one run of both programs as the task describes it. Where hidden tests are, these are not
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

const EXCHANGE = "direct_logs";
const KEY = "warning";

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario(
    {
      en: "receive-logs-direct listens, emit-log-direct speaks",
      "zh-CN": "receive-logs-direct 收听，emit-log-direct 发话",
    },
    async (stage) => {
      const words = stage.random.sentence();
      stage.note("words", words);
      const listener = await startBound(stage, "receive-logs-direct", { arguments: [KEY] });
      await stage.run("emit-log-direct", { arguments: [KEY, ...words.split(" ")] });
      await listener.untilPrinted(words);
      await listener.stop("SIGINT");
      await observeOwnQueues(stage, listener);
    },
  );

  const misused = scenario(
    { en: "receive-logs-direct without arguments", "zh-CN": "不带参数的 receive-logs-direct" },
    async (stage) => {
      await stage.run("receive-logs-direct");
    },
  );

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log-direct", { brokerUnreachable: true }),
        stage.run("receive-logs-direct", { arguments: [KEY], brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  const words = (evidence: Evidence): string => String(evidence.notes["words"] ?? "");
  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "emit-log-direct"),
      () => usesGivenUrl(evidence, "receive-logs-direct"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresExchangeItself(evidence, "emit-log-direct", EXCHANGE),
      () => declaresExchangeItself(evidence, "receive-logs-direct", EXCHANGE),
    ),
  );
  criterion("direct", together, (evidence) => exchangeHasType(evidence, EXCHANGE, "direct"));
  criterion("emit-severity", together, (evidence) =>
    publishedOnce(evidence, "emit-log-direct", { exchange: EXCHANGE, routingKey: KEY, text: words(evidence) }),
  );
  criterion("every-severity", together, (evidence) =>
    hearsEach(evidence, "receive-logs-direct", EXCHANGE, [words(evidence)]),
  );
  criterion("emit-ends", together, (evidence) => endsByItself(evidence, "emit-log-direct"));
  criterion("private-queue", together, (evidence) => leavesNoQueue(evidence, "receive-logs-direct"));
  criterion("usage", misused, (evidence) => refusesArguments(evidence, "receive-logs-direct"));
  criterion("stops", together, (evidence) => stopsUnlessRefused(evidence, "receive-logs-direct"));
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log-direct"),
      () => reportsUnreachableBroker(evidence, "receive-logs-direct"),
    ),
  );
});
