/** Judges lesson 4 by what its task says. Acts stand here, conclusions in checks.ts. */
import {
  all,
  consumesFromOwnQueue,
  declaresExchangeItself,
  endsEachTime,
  exchangeHasType,
  labelsOf,
  leavesNoQueue,
  notJudged,
  observeOwnQueues,
  orGoOn,
  publishedOnce,
  publishes,
  reportsUnreachableBroker,
  runBriefly,
  settlesWhatItIsGiven,
  startBound,
  stopsUnlessRefused,
  untilBound,
  usesGivenUrl,
  type Evidence,
  type Random,
  type Verdict,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import { EXCHANGE, hearsNothingElse, hearsWhatItAskedFor, type Said } from "./checks.ts";

const SEVERITIES = ["info", "warning", "error"] as const;

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): {
  readonly speaking: Scenario;
  readonly single: Scenario;
  readonly unreachable: Scenario;
} {
  const speaking = scenario(
    { en: "emit-log-direct speaks, first to nobody", "zh-CN": "emit-log-direct 发话，起初没有人听" },
    async (stage) => {
      const { client, random } = stage;
      await stage.run("emit-log-direct", { arguments: [random.pick(SEVERITIES), ...random.sentence().split(" ")] });
      // A sender that relies on others for the exchange is judged for what else it does all the same.
      if (!(await client.exchangeExists(EXCHANGE)))
        await stage.startReady("receive-logs-direct", { arguments: ["info"] }).catch(orGoOn);
      const severity = random.pick(["warning", "error"]);
      const words = random.sentence();
      const oddSeverity = oddKey(random);
      const oddWords = random.sentence();
      stage.note("severity", severity);
      stage.note("words", words);
      stage.note("oddSeverity", oddSeverity);
      stage.note("oddWords", oddWords);
      await Promise.all([
        runBriefly(stage, "emit-log-direct", { arguments: [severity, ...words.split(" ")] }),
        runBriefly(stage, "emit-log-direct"),
        runBriefly(stage, "emit-log-direct", { arguments: [oddSeverity, oddWords] }),
      ]);
    },
  );

  const firstListener = scenario(
    { en: "receive-logs-direct is started first", "zh-CN": "先启动 receive-logs-direct" },
    async (stage) => {
      await startBound(stage, "receive-logs-direct", { arguments: [stage.random.pick(SEVERITIES)] });
    },
  );

  const several = scenario(
    { en: "receive-logs-direct asks for two severities", "zh-CN": "receive-logs-direct 要两个级别" },
    async (stage) => {
      const { client, random } = stage;
      const severities = random.shuffle(SEVERITIES).slice(0, 2);
      stage.note("severities", severities);
      await runBriefly(stage, "emit-log-direct", { arguments: [...severities.slice(0, 1), random.word()] });
      const listener = await stage.startReady("receive-logs-direct", { arguments: severities });
      try {
        await untilBound(listener, severities.length);
        const words = random.sentence();
        stage.note("sentKey", severities[1]);
        stage.note("sentText", words);
        await runBriefly(stage, "emit-log-direct", { arguments: [...severities.slice(1), ...words.split(" ")] });
        const messages = [...severities, ...severities].map((routingKey) => ({ routingKey, body: random.sentence() }));
        stage.note("said", { wanted: messages.map(({ body }) => body), unwanted: [] } satisfies Said);
        for (const message of messages) await client.publish({ exchange: EXCHANGE, ...message });
        for (const { body } of messages) await listener.untilPrinted(body);
      } finally {
        await listener.stop("SIGTERM");
        await observeOwnQueues(stage, listener);
      }
    },
  );

  const single = scenario(
    { en: "receive-logs-direct asks for one severity of three", "zh-CN": "receive-logs-direct 要三个级别中的一个" },
    async (stage) => {
      const { client, random } = stage;
      const [severity = "error", ...others] = random.shuffle(SEVERITIES);
      await runBriefly(stage, "emit-log-direct", { arguments: [severity, random.word()] });
      const listener = await startBound(stage, "receive-logs-direct", { arguments: [severity] });
      const unwanted = [...others, random.word(), `${severity}.${random.word()}`, severity.slice(0, -1), ""].map(
        (routingKey) => ({ routingKey, body: random.sentence() }),
      );
      const wanted = random.sentence();
      stage.note("said", { wanted: [wanted], unwanted: unwanted.map(({ body }) => body) } satisfies Said);
      for (const message of unwanted) await client.publish({ exchange: EXCHANGE, ...message });
      // A queue keeps its order: when this one is there, whatever else was to come has come.
      await client.publish({ exchange: EXCHANGE, routingKey: severity, body: wanted });
      await listener.untilPrinted(wanted);
      await listener.stop("SIGINT");
    },
  );

  const unreachable = scenario(
    { en: "there is no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log-direct", { arguments: ["info"], brokerUnreachable: true }),
        stage.run("receive-logs-direct", { arguments: ["info"], brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("amqp-url", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => usesGivenUrl(spoken, "emit-log-direct"),
      () => usesGivenUrl(listened, "receive-logs-direct"),
    ),
  );

  criterion("both-declare", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => declaresExchangeItself(spoken, "emit-log-direct 1", EXCHANGE),
      () => declaresExchangeItself(listened, "receive-logs-direct 1", EXCHANGE),
    ),
  );

  criterion("direct", [speaking, single], ([spoken, listened]) =>
    all(
      () => exchangeHasType(spoken, EXCHANGE, "direct"),
      () => exchangeHasType(listened, EXCHANGE, "direct"),
    ),
  );

  criterion("emit-severity", speaking, (evidence) => {
    const { severity, words } = evidence.notes;
    if (labelsOf(evidence, "emit-log-direct").length < 4) return notStarted("emit-log-direct");
    return all(
      () => published(evidence, "emit-log-direct 2", String(severity), String(words)),
      () => published(evidence, "emit-log-direct 3", "info", "Hello World!"),
    );
  });

  criterion("emit-ends", speaking, (evidence) => endsEachTime(evidence, "emit-log-direct", EXCHANGE));

  criterion("every-severity", several, (evidence) =>
    hearsWhatItAskedFor(evidence, (evidence.notes["severities"] ?? []) as readonly string[]),
  );

  criterion("broker-chooses", single, hearsNothingElse);

  criterion("private-queue", several, (evidence) =>
    labelsOf(evidence, "receive-logs-direct").length === 0
      ? notStarted("receive-logs-direct")
      : all(
          () => consumesFromOwnQueue(evidence, "receive-logs-direct 1"),
          () => leavesNoQueue(evidence, "receive-logs-direct 1"),
        ),
  );

  criterion("settles", several, (evidence) => settlesWhatItIsGiven(evidence, "receive-logs-direct 1"));
  criterion("stops", [several, single], ([first, second]) =>
    labelsOf(first, "receive-logs-direct").length === 0
      ? notStarted("receive-logs-direct")
      : all(
          () => stopsUnlessRefused(first, "receive-logs-direct 1"),
          // Where that scenario ended before the program was told to stop, the other one has shown it.
          () =>
            second.stopped === undefined ? stopsUnlessRefused(second, "receive-logs-direct 1") : { status: "pass" },
        ),
  );

  criterion("unreachable", unreachable, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log-direct"),
      () => reportsUnreachableBroker(evidence, "receive-logs-direct"),
    ),
  );

  advise("unsafe-end", speaking, (evidence) => {
    const sent = publishes(evidence, { program: "emit-log-direct", exchange: EXCHANGE });
    if (!sent.some(({ complete, safeAfter }) => complete && safeAfter === undefined)) return undefined;
    return {
      en: "'emit-log-direct' ended without having heard from the broker that the message is there: no confirm, no channel or connection closed in order. A pause only makes the loss rarer; wait for the confirm.",
      "zh-CN":
        "'emit-log-direct' 没有得到 broker 的任何答复就结束了：没有等确认，也没有有序关闭信道或连接。停顿一会儿只是让丢失变得少见；应当等待确认。",
    };
  });

  return { speaking, single, unreachable };
}

/** A severity that only an exact comparison takes for itself: capital letters, two words, a space at the end. */
export function oddKey(random: Random): string {
  const word = random.word();
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${random.word()} `;
}

export function published(evidence: Evidence, label: string, routingKey: string, text: string): Verdict {
  return publishedOnce(evidence, label, { exchange: EXCHANGE, routingKey, text });
}

export function notStarted(program: string): Verdict {
  return notJudged({ en: `'${program}' did not get so far`, "zh-CN": `'${program}' 没有走到这一步` });
}
