/** Judges lesson 2 as a whole: what is public, and beside it what nobody was told how it is tried. */
import { hiddenTests } from "grader";
import { lesson } from "../lesson.ts";
import { survivesBadTasks, tasksWaited } from "./checks.ts";
import { QUEUE } from "../public/queue-checks.ts";
import { first, untilGiven, untilNobodyConsumes, untilSettled } from "../public/waiting.ts";
import { publicTests, QUICK } from "../public/tests.ts";

/** One dot of work that no scenario lives to see the end of. */
const SLOW = { environment: { WORK_UNIT_MS: "600000" } };

hiddenTests(lesson, (words) => {
  const { scenario, criterion } = words;
  const { oneWorker } = publicTests(words);

  const restarted = scenario(
    { en: "the last worker is cut off, and the broker restarts", "zh-CN": "最后一个 worker 被断开，代理重启" },
    async (stage) => {
      const { random, client } = stage;
      const task = `${random.sentence(2)} .`;
      const others = [`${random.sentence(2)}.`, `${random.sentence(2)}.`];
      stage.note("tasks", [task, ...others]);

      const slow = await stage.startReady("worker", SLOW);
      await stage.run("new-task", { arguments: task.split(" ") });
      await Promise.all(others.map((body) => client.publish({ exchange: "", routingKey: QUEUE, body })));
      await first(...[task, ...others].map((text) => untilGiven(slow, text)));
      slow.wire.cut();
      await slow.kill();
      await untilNobodyConsumes(stage, QUEUE);
      await stage.restartBroker();
      await client.queue(QUEUE);
      const quick = await stage.startReady("worker", QUICK);
      // In their order, so that the first one that is missing is named.
      // oxlint-disable-next-line no-await-in-loop
      for (const text of [task, ...others]) await untilSettled(quick, text);
    },
    { restartsBroker: true },
  );

  criterion("tasks-wait", restarted, tasksWaited);

  criterion("survives-bad-task", oneWorker, survivesBadTasks);
});
