/** Judges lesson 3 as a whole: what is public, and beside it what nobody was told how it is tried. */
import { all, hiddenTests, reportsUnreachableBroker, showsStackTrace } from "grader";
import { lesson } from "../lesson.ts";
import { publicTests } from "../public/tests.ts";
import { makesNoQueue } from "./checks.ts";

hiddenTests(lesson, (words) => {
  const { scenario, criterion, advise } = words;
  const { speaking } = publicTests(words);

  const unreachable = scenario(
    { en: "there is no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log", { brokerUnreachable: true }),
        stage.run("receive-logs", { brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("drops-unheard", speaking, makesNoQueue);

  criterion("unreachable", unreachable, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log"),
      () => reportsUnreachableBroker(evidence, "receive-logs"),
    ),
  );

  advise("stack-trace", unreachable, (evidence) => {
    if (!["emit-log", "receive-logs"].some((program) => showsStackTrace(evidence, program))) return undefined;
    return {
      en: "Where the broker can't be reached, a stack trace is shown. One line that says what was tried and what went wrong helps whoever reads it more.",
      "zh-CN": "连接不上 broker 时，程序输出的是调用栈。用一行话说明尝试了什么、哪里出了错，对看的人更有帮助。",
    };
  });
});
