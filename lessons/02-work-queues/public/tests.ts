/**
 * Judges lesson 2 by what its task says; acts stand here, conclusions beside it. A slow worker is one whose work outlasts its life:
 * whatever it settles, it settles too early. The grader never declares 'task_queue' itself.
 */
import {
  all,
  declaresQueue,
  endsByItself,
  messagesPersistent,
  orGoOn,
  publishedOnce,
  records,
  reportsUnreachableBroker,
  showsStackTrace,
  stopsInOrder,
  usesGivenUrl,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import {
  acknowledgesEachOnce,
  doesWhatWasLeft,
  finishesBeforeAck,
  holdsOneTask,
  LARGE_DOTS,
  STEADY_UNIT_MS,
} from "./acknowledgement-checks.ts";
import {
  agreeOnOptions,
  declaredDurable,
  printsTasks,
  QUEUE,
  queueOfNewTask,
  queueOfWorker,
  shareTheQueue,
  wereAllStopped,
} from "./queue-checks.ts";
import { arrived, first, untilAllAreGiven, untilDone, untilGiven, untilSettled } from "./waiting.ts";

const DEFAULT_TEXT = "Hello World!";
export const QUICK = { environment: { WORK_UNIT_MS: "1" } };
/** Many dots outlast every scenario, while one of them is done soon: for a worker that has a large task and a small one at once. */
const STEADY = { environment: { WORK_UNIT_MS: String(STEADY_UNIT_MS) } };
const LARGE = ".".repeat(LARGE_DOTS);
/** So often given out, a bad task goes in circles. */
const CIRCLES = 50;

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): { readonly oneWorker: Scenario } {
  const oneWorker = scenario(
    { en: "tasks, good and bad, for one worker", "zh-CN": "给一个 worker 好任务和坏任务" },
    async (stage) => {
      const { random, client } = stage;
      const task = `${random.sentence()} .`;
      const texts = [`${random.sentence(2)}..`, `${random.sentence(2)}.`] as const;
      const bad = ["", random.word()];
      const good = `${random.sentence(2)}.`;
      stage.note("task", task);
      stage.note("texts", texts);
      stage.note("bad", bad);
      stage.note("good", good);
      const put = (body: string): Promise<void> => client.publish({ exchange: "", routingKey: QUEUE, body });

      await stage.run("new-task", { arguments: task.split(" ") });
      const isThere = await arrived(stage, QUEUE);
      const worker = await stage.startReady("worker", QUICK);
      // One after the other, with a round trip between: what the broker has to say of one comes before the next.
      if (isThere) await untilSettled(worker, task).catch(orGoOn);
      await client.queue(QUEUE);
      await put(texts[0]);
      await untilSettled(worker, texts[0]);
      await client.queue(QUEUE);
      await put(texts[1]);
      await untilSettled(worker, texts[1]);
      await put(bad[0] ?? "");
      await put(bad[1] ?? "");
      await put(good);
      const goesInCircles = worker.untilMethod("basic.deliver", {
        count: CIRCLES,
        where: (event) => bad.includes(event.content?.text ?? good),
      });
      await first<unknown>(untilSettled(worker, good), goesInCircles);
      await worker.stop();
    },
  );

  const killed = scenario(
    { en: "a worker is killed in the middle of a task", "zh-CN": "worker 在任务中途被杀死" },
    async (stage) => {
      const { random, client } = stage;
      const held = `${random.sentence(2)}${LARGE}`;
      const others = Array.from({ length: 8 }, () => `${random.sentence(2)}.`);
      const small = `${random.sentence(2)}.`;
      stage.note("held", held);

      const slow = await stage.startReady("worker", STEADY);
      await client.publish({ exchange: "", routingKey: QUEUE, body: held });
      await untilGiven(slow, held);
      // For the one who is free, and nobody is yet: a worker that takes it now has two at once, and may settle one with the other.
      await client.publish({ exchange: "", routingKey: QUEUE, body: small });
      const quick = await stage.startReady("worker", QUICK);
      const taken = untilGiven(slow, small).then(() => untilSettled(slow, small).catch(orGoOn));
      await first<void>(untilSettled(quick, small), taken);
      await Promise.all(others.map((body) => client.publish({ exchange: "", routingKey: QUEUE, body })));
      // Three tasks of the same size that another one has finished: time enough to do something too early. Whoever does, takes tasks away from the other one.
      await first<unknown>(untilDone(quick, 4), slow.untilMethod("basic.ack", { direction: "to-broker" }));
      await untilAllAreGiven(stage, QUEUE);
      await slow.kill();
      await untilSettled(quick, held);
      await quick.stop();
    },
  );

  const toldToStop = scenario(
    { en: "workers on an empty broker are told to stop", "zh-CN": "空的代理上的 worker 被要求停止" },
    async (stage) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        const body = `${stage.random.sentence(2)}.`;
        // One after the other: the first one's queue and its end are part of it.
        // oxlint-disable no-await-in-loop
        const worker = await stage.startReady("worker", QUICK);
        await stage.client.publish({ exchange: "", routingKey: QUEUE, body });
        // Idle, if it settles its tasks; whether it does is judged elsewhere.
        await untilSettled(worker, body).catch(() => undefined);
        await worker.stop(signal);
        // oxlint-enable no-await-in-loop
      }
    },
  );

  const leftAlone = scenario({ en: "no broker, and no words", "zh-CN": "没有代理，也没有参数" }, async (stage) => {
    const programs = ["new-task", "worker"].map((name) => stage.start(name, { brokerUnreachable: true }));
    await Promise.all(programs.map((program) => program.untilExit()));
    await stage.run("new-task");
  });

  criterion("amqp-url", oneWorker, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "new-task"),
      () => usesGivenUrl(evidence, "worker"),
    ),
  );

  criterion("both-declare", [oneWorker, toldToStop], ([together, alone]) =>
    all(
      () => declaresQueue(together, "new-task", queueOfNewTask(together)),
      () => declaresQueue(alone, "worker", queueOfWorker(alone)),
      () => agreeOnOptions(together),
    ),
  );

  criterion("task-arrives", [oneWorker, leftAlone], ([withWords, without]) =>
    all(
      () => publishedOnce(withWords, "new-task", to(String(withWords.notes["task"]))),
      () => publishedOnce(without, "new-task 2", to(DEFAULT_TEXT)),
    ),
  );

  criterion("workers-share", killed, shareTheQueue);
  criterion("worker-receives", oneWorker, printsTasks);
  criterion("acks-once", oneWorker, acknowledgesEachOnce);
  criterion("ack-after-work", killed, finishesBeforeAck);
  criterion("redelivery", killed, doesWhatWasLeft);
  criterion("fair-dispatch", killed, holdsOneTask);

  criterion("durable-queue", [oneWorker, toldToStop], declaredDurable);

  criterion("persistent-tasks", oneWorker, (evidence) => messagesPersistent(evidence, "new-task"));
  criterion("orderly-end", [oneWorker, toldToStop], ([one, stopped]) =>
    all(
      () => endsByItself(one, "new-task"),
      ...records(stopped, "worker").map(
        ({ label }) =>
          () =>
            stopsInOrder(stopped, label),
      ),
      () => wereAllStopped(stopped),
    ),
  );

  criterion("unreachable", leftAlone, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, records(evidence, "new-task")[0]?.label ?? "new-task"),
      () => reportsUnreachableBroker(evidence, "worker"),
    ),
  );

  advise("stack-trace", leftAlone, (evidence) => {
    const labels = [records(evidence, "new-task")[0]?.label ?? "new-task", "worker"];
    const label = labels.find((program) => showsStackTrace(evidence, program));
    if (label === undefined) return undefined;
    return {
      en: `Where the broker can't be reached, '${label}' shows a bare stack trace. Catch the error and write one clear line.`,
      "zh-CN": `连接不上 broker 时，'${label}' 直接打出调用栈。请捕获错误，写一行清楚的说明。`,
    };
  });

  return { oneWorker };
}

function to(text: string): { exchange: string; routingKey: string; text: string } {
  return { exchange: "", routingKey: QUEUE, text };
}
