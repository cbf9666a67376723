/** Judges lesson 5 as a whole: what is public, and beside it what nobody was told how it is tried. */
import { hiddenTests, labelsOf, refusesArguments, showsStackTrace, untilEndsOrConsumes } from "grader";
import { lesson } from "../lesson.ts";
import { publicTests } from "../public/tests.ts";
import { MAXIMUM_KEY_BYTES, mindsKeyLength } from "./checks.ts";

hiddenTests(lesson, (words) => {
  const { scenario, criterion, advise } = words;
  const { unreachable } = publicTests(words);

  const longKeys = scenario(
    {
      en: "emit-log-topic is given keys at the limit and over it",
      "zh-CN": "给 emit-log-topic 刚好到上限和超过上限的键",
    },
    async (stage) => {
      const { random } = stage;
      const word = random.word();
      const longestKey = `${word}.${"k".repeat(MAXIMUM_KEY_BYTES - word.length - 1)}`;
      // Fewer letters than the limit, and more bytes.
      const foreignKey = `${word}.${"é".repeat((MAXIMUM_KEY_BYTES - word.length + 1) / 2)}`;
      await Promise.all([
        stage.run("emit-log-topic", { arguments: [longestKey, random.word()] }),
        stage.run("emit-log-topic", { arguments: [`${longestKey}k`, random.word()] }),
        stage.run("emit-log-topic", { arguments: [foreignKey, random.word()] }),
      ]);
    },
  );

  const misused = scenario(
    { en: "receive-logs-topic is started without a pattern", "zh-CN": "启动 receive-logs-topic 时不给模式" },
    async (stage) => {
      await untilEndsOrConsumes(stage.start("receive-logs-topic"));
    },
  );

  criterion("long-keys", longKeys, mindsKeyLength);

  criterion("usage", misused, (evidence) => refusesArguments(evidence, "receive-logs-topic"));

  advise("stack-trace", [unreachable, misused, longKeys], ([alone, wrong, long]) => {
    const shown =
      ["emit-log-topic", "receive-logs-topic"].some((program) => showsStackTrace(alone, program)) ||
      showsStackTrace(wrong, "receive-logs-topic") ||
      labelsOf(long, "emit-log-topic").some((label) => showsStackTrace(long, label));
    if (!shown) return undefined;
    return {
      en: "Where the broker can't be reached, a key is too long or a pattern is missing, a stack trace is shown. One line that says what went wrong, or how the program is used, helps whoever reads it more.",
      "zh-CN":
        "连接不上 broker、路由键太长或者缺少模式时，程序输出的是调用栈。用一行话说明哪里出了错、程序该怎么用，对看的人更有帮助。",
    };
  });
});
