/**
 * What learners' copies judge of lesson 2: one run of both programs as the task describes it. Where hidden tests are, these are not
 * run: they judge the same criteria, and all others, by more.
 */
import {
  acknowledgesOnce,
  all,
  declaresQueue,
  endsByItself,
  hiddenTests,
  holdsAtMost,
  messagesPersistent,
  printedExactly,
  publishedOnce,
  reportsUnreachableBroker,
  sharedQueueIsDurable,
  stopsInOrder,
  usesGivenUrl,
  type Evidence,
} from "grader";
import { lesson } from "../lesson.ts";

const QUEUE = "task_queue";

function task(evidence: Evidence): string {
  const { task: noted } = evidence.notes;
  return typeof noted === "string" ? noted : "";
}

hiddenTests(lesson, ({ scenario, criterion }) => {
  const together = scenario({ en: "a task, then a worker", "zh-CN": "先有任务，再有 worker" }, async (stage) => {
    const task = `${stage.random.sentence()} .`;
    stage.note("task", task);
    await stage.run("new-task", { arguments: task.split(" ") });
    const worker = await stage.startReady("worker", { environment: { WORK_UNIT_MS: "1" } });
    await worker.untilPrinted(task);
    await worker.untilMethod("basic.ack");
    await worker.stop("SIGINT");
  });

  const nobodyThere = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("new-task", { brokerUnreachable: true }),
        stage.run("worker", { brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("amqp-url", together, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "new-task"),
      () => usesGivenUrl(evidence, "worker"),
    ),
  );
  criterion("both-declare", together, (evidence) =>
    all(
      () => declaresQueue(evidence, "new-task", QUEUE),
      () => declaresQueue(evidence, "worker", QUEUE),
    ),
  );
  criterion("task-arrives", together, (evidence) =>
    publishedOnce(evidence, "new-task", { exchange: "", routingKey: QUEUE, text: task(evidence) }),
  );
  criterion("worker-receives", together, (evidence) => printedExactly(evidence, "worker", [task(evidence)]));
  criterion("acks-once", together, (evidence) => acknowledgesOnce(evidence, "worker"));
  criterion("fair-dispatch", together, (evidence) => holdsAtMost(evidence, "worker", 1));
  criterion("durable-queue", together, (evidence) => sharedQueueIsDurable(evidence, QUEUE));
  criterion("persistent-tasks", together, (evidence) => messagesPersistent(evidence, "new-task"));
  criterion("orderly-end", together, (evidence) =>
    all(
      () => endsByItself(evidence, "new-task"),
      () => stopsInOrder(evidence, "worker"),
    ),
  );
  criterion("unreachable", nobodyThere, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "new-task"),
      () => reportsUnreachableBroker(evidence, "worker"),
    ),
  );
});
