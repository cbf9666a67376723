/**
 * What learners' copies judge of lesson 1: one run of both programs as the task describes it. Where hidden tests are, these are not
 * run: they judge the same criteria, and all others, by more.
 */
import {
  all,
  declaresQueue,
  endsByItself,
  hiddenTests,
  printedExactly,
  publishedOnce,
  reportsUnreachableBroker,
  sharedQueueIsDurable,
  stopsInOrder,
  usesGivenUrl,
  type Evidence,
} from "grader";
import { lesson } from "../lesson.ts";

const QUEUE = "hello";

function words(evidence: Evidence): string {
  const { words: noted } = evidence.notes;
  return typeof noted === "string" ? noted : "";
}

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario({ en: "send, then receive", "zh-CN": "先 send，再 receive" }, async (stage) => {
    const words = stage.random.sentence();
    stage.note("words", words);
    await stage.run("send", { arguments: words.split(" ") });
    const receive = await stage.startReady("receive");
    await receive.untilPrinted(words);
    await receive.stop("SIGINT");
  });

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("send", { brokerUnreachable: true }),
        stage.run("receive", { brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "send"),
      () => usesGivenUrl(evidence, "receive"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresQueue(evidence, "send", QUEUE),
      () => declaresQueue(evidence, "receive", QUEUE),
    ),
  );
  criterion("send-delivers", together, (evidence) =>
    publishedOnce(evidence, "send", { exchange: "", routingKey: QUEUE, text: words(evidence) }),
  );
  criterion("receive-prints", together, (evidence) => printedExactly(evidence, "receive", [words(evidence)]));
  criterion("send-ends", together, (evidence) => endsByItself(evidence, "send"));
  criterion("receive-stops", together, (evidence) => stopsInOrder(evidence, "receive"));
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "send"),
      () => reportsUnreachableBroker(evidence, "receive"),
    ),
  );
  criterion("durable-queue", together, (evidence) => sharedQueueIsDurable(evidence, QUEUE));
});
