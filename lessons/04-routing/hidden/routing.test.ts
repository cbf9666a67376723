/** Judges lesson 4 as a whole: what is public, and beside it what nobody was told how it is tried. */
import {
  all,
  bindings,
  hearsEach,
  hiddenTests,
  isSparedEach,
  labelsOf,
  pass,
  publishes,
  records,
  refusesArguments,
  runBriefly,
  showsStackTrace,
  startBound,
  untilEndsOrConsumes,
  type Evidence,
  type Verdict,
} from "grader";
import { lesson } from "../lesson.ts";
import { EXCHANGE, type Said } from "../public/checks.ts";
import { notStarted, oddKey, publicTests, published } from "../public/tests.ts";

hiddenTests(lesson, (words) => {
  const { scenario, criterion, advise } = words;
  const { speaking, single, unreachable } = publicTests(words);

  const odd = scenario(
    { en: "receive-logs-direct asks for an unusual severity", "zh-CN": "receive-logs-direct 要一个不寻常的级别" },
    async (stage) => {
      const { client, random } = stage;
      await runBriefly(stage, "emit-log-direct", { arguments: ["info", random.word()] });
      const severity = oddKey(random);
      const listener = await startBound(stage, "receive-logs-direct", { arguments: [severity] });
      const alike = [severity.trim(), severity.toLowerCase(), severity.trim().toLowerCase()].map((routingKey) => ({
        routingKey,
        body: random.sentence(),
      }));
      const wanted = random.sentence();
      stage.note("said", { wanted: [wanted], unwanted: alike.map(({ body }) => body) } satisfies Said);
      for (const message of alike) await client.publish({ exchange: EXCHANGE, ...message });
      await client.publish({ exchange: EXCHANGE, routingKey: severity, body: wanted });
      await listener.untilPrinted(wanted);
    },
  );

  const misused = scenario(
    { en: "receive-logs-direct is started without a severity", "zh-CN": "启动 receive-logs-direct 时不给级别" },
    async (stage) => {
      await untilEndsOrConsumes(stage.start("receive-logs-direct"));
    },
  );

  criterion("exact-keys", [speaking, odd, single], ([spoken, listened, usual]) => {
    const { oddSeverity, oddWords } = spoken.notes;
    if (labelsOf(spoken, "emit-log-direct").length < 4) return notStarted("emit-log-direct");
    // The contract names three severities: a program that takes these and refuses another word loses nothing, one that alters it does.
    const speaks = publishes(spoken, { program: "emit-log-direct 2" }).length > 0;
    const listens = bindings(usual).length > 0;
    return all(
      () =>
        speaks && refusesWord(spoken, "emit-log-direct 4")
          ? pass()
          : published(spoken, "emit-log-direct 4", String(oddSeverity), String(oddWords)),
      () => (listens && refusesWord(listened, "receive-logs-direct 1") ? pass() : hearsExactly(listened)),
    );
  });

  criterion("usage", misused, (evidence) => refusesArguments(evidence, "receive-logs-direct"));

  advise("stack-trace", [unreachable, misused], ([alone, wrong]) => {
    const shown =
      ["emit-log-direct", "receive-logs-direct"].some((program) => showsStackTrace(alone, program)) ||
      showsStackTrace(wrong, "receive-logs-direct");
    if (!shown) return undefined;
    return {
      en: "Where the broker can't be reached or the arguments are missing, a stack trace is shown. One line that says what went wrong, or how the program is used, helps whoever reads it more.",
      "zh-CN":
        "连接不上 broker 或者缺少参数时，程序输出的是调用栈。用一行话说明哪里出了错、程序该怎么用，对看的人更有帮助。",
    };
  });
});

/** Said so, and did nothing else: neither published nor bound. */
function refusesWord(evidence: Evidence, label: string): boolean {
  const [program] = records(evidence, label);
  return (
    program?.exit?.cause === "itself" &&
    program.exit.code === 1 &&
    program.stderr.trim() !== "" &&
    publishes(evidence, { program: label }).length === 0 &&
    bindings(evidence, { program: label }).length === 0
  );
}

function hearsExactly(evidence: Evidence): Verdict {
  const said = evidence.notes["said"] as Said | undefined;
  if (said === undefined) return notStarted("receive-logs-direct");
  return all(
    () => isSparedEach(evidence, "receive-logs-direct 1", said.unwanted),
    () => hearsEach(evidence, "receive-logs-direct 1", EXCHANGE, said.wanted),
  );
}
