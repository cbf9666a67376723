/**
 * What learners' copies judge of lesson 6: one run of both programs as the task describes it. Where hidden tests are, these are not
 * run: they judge the same criteria, and all others, by more.
 */
import {
  all,
  declaresQueue,
  endsByItself,
  hiddenTests,
  printed,
  reportsUnreachableBroker,
  sharedQueueIsDurable,
  stopsInOrder,
  usesGivenUrl,
} from "grader";
import { lesson } from "../lesson.ts";

const QUEUE = "rpc_queue";
/** fib(25), which a client can't print unless a server told it: see the task. */
const QUESTION = "25";
const ANSWER = "75025";

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario({ en: "a server, then a client", "zh-CN": "先有服务端，再有客户端" }, async (stage) => {
    const server = await stage.startReady("rpc-server");
    await stage.run("rpc-client", { arguments: [QUESTION] });
    await server.stop("SIGINT");
  });

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("rpc-server", { brokerUnreachable: true }),
        stage.run("rpc-client", { arguments: [QUESTION], brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "rpc-server"),
      () => usesGivenUrl(evidence, "rpc-client"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresQueue(evidence, "rpc-server", QUEUE),
      () => declaresQueue(evidence, "rpc-client", QUEUE),
    ),
  );
  criterion("client-prints", together, (evidence) => printed(evidence, "rpc-client", ANSWER));
  criterion("client-ends", together, (evidence) => endsByItself(evidence, "rpc-client"));
  criterion("server-stops", together, (evidence) => stopsInOrder(evidence, "rpc-server"));
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "rpc-server"),
      () => reportsUnreachableBroker(evidence, "rpc-client"),
    ),
  );
  criterion("durable-queue", together, (evidence) => sharedQueueIsDurable(evidence, QUEUE));
});
