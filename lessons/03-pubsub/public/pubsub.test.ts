/**
 * What learners' copies judge of lesson 3: one run of both programs as the task describes it. Where hidden tests are, these are not
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
  reportsUnreachableBroker,
  startBound,
  stopsUnlessRefused,
  usesGivenUrl,
  type Evidence,
} from "grader";
import { lesson } from "../lesson.ts";

const EXCHANGE = "logs";

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario(
    { en: "receive-logs listens, emit-log speaks", "zh-CN": "receive-logs 收听，emit-log 发话" },
    async (stage) => {
      const words = stage.random.sentence();
      stage.note("words", words);
      const listener = await startBound(stage, "receive-logs");
      await stage.run("emit-log", { arguments: [...words.split(" ")] });
      await listener.untilPrinted(words);
      await listener.stop("SIGINT");
      await observeOwnQueues(stage, listener);
    },
  );

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log", { brokerUnreachable: true }),
        stage.run("receive-logs", { brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  const words = (evidence: Evidence): string => String(evidence.notes["words"] ?? "");
  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "emit-log"),
      () => usesGivenUrl(evidence, "receive-logs"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresExchangeItself(evidence, "emit-log", EXCHANGE),
      () => declaresExchangeItself(evidence, "receive-logs", EXCHANGE),
    ),
  );
  criterion("fanout", together, (evidence) => exchangeHasType(evidence, EXCHANGE, "fanout"));
  criterion("emit-publishes", together, (evidence) =>
    publishedOnce(evidence, "emit-log", { exchange: EXCHANGE, routingKey: "", text: words(evidence) }),
  );
  criterion("every-message", together, (evidence) => hearsEach(evidence, "receive-logs", EXCHANGE, [words(evidence)]));
  criterion("emit-ends", together, (evidence) => endsByItself(evidence, "emit-log"));
  criterion("queue-goes", together, (evidence) => leavesNoQueue(evidence, "receive-logs"));
  criterion("stops", together, (evidence) => stopsUnlessRefused(evidence, "receive-logs"));
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log"),
      () => reportsUnreachableBroker(evidence, "receive-logs"),
    ),
  );
});
