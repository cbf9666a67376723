/** Judges lesson 5 by what its task says. Acts stand here, conclusions in checks.ts. */
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
  type Stage,
  type StageProgram,
  type Verdict,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import {
  EXCHANGE,
  hearsEveryPattern,
  hearsOnce,
  isGivenNothingElse,
  readsPatterns,
  type Message,
  type Said,
} from "./checks.ts";

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): { readonly unreachable: Scenario } {
  const speaking = scenario(
    { en: "emit-log-topic speaks, first to nobody", "zh-CN": "emit-log-topic 发话，起初没有人听" },
    async (stage) => {
      const { client, random } = stage;
      await stage.run("emit-log-topic", { arguments: [`${random.word()}.info`, ...random.sentence().split(" ")] });
      // A sender that relies on others for the exchange is judged for what else it does all the same.
      if (!(await client.exchangeExists(EXCHANGE)))
        await stage.startReady("receive-logs-topic", { arguments: ["#"] }).catch(orGoOn);
      const key = `${random.word()}.${random.word()}.${random.word().toUpperCase()}`;
      const words = random.sentence();
      stage.note("key", key);
      stage.note("words", words);
      await Promise.all([
        runBriefly(stage, "emit-log-topic", { arguments: [key, ...words.split(" ")] }),
        runBriefly(stage, "emit-log-topic"),
      ]);
    },
  );

  const firstListener = scenario(
    { en: "receive-logs-topic is started first", "zh-CN": "先启动 receive-logs-topic" },
    async (stage) => {
      await startBound(stage, "receive-logs-topic", { arguments: ["#"] });
    },
  );

  const patterns = scenario(
    { en: "receive-logs-topic listens with one pattern or another", "zh-CN": "receive-logs-topic 用各种单个模式收听" },
    async (stage) => {
      const { random } = stage;
      await runBriefly(stage, "emit-log-topic", { arguments: ["old.boy", random.word()] });
      const [one, other, word] = [random.word(), random.word(), random.word()];
      const planned = [
        plan(stage, "star", ["old.*"], ["old.boy", `old.${one}`], ["old", "old.boy.python", "older.boy", "boy.old"]),
        plan(
          stage,
          "star",
          [`*.${word}.*`],
          [`${one}.${word}.${other}`],
          [
            word,
            `${one}.${word}`,
            `${word}.${one}`,
            `${one}.${other}.${word}.${one}`,
            `${one}.${word}.${one}.${other}`,
          ],
        ),
        plan(stage, "hash", ["old.#"], ["old", "old.boy", "old.boy.python"], ["older", "older.boy", "boy.old"]),
        plan(
          stage,
          "hash",
          [`#.${word}`],
          [word, `${one}.${word}`, `${one}.${other}.${word}`],
          [`${word}.${one}`, `${one}.${word}s`],
        ),
        // What does not match here does not under any misreading of * and # either.
        plan(
          stage,
          "choosing",
          ["con2.#", "con1.*"],
          [`con2.${one}`],
          [one, `con3.${one}`, `${one}.con1.${other}`, `con10.${one}`],
        ),
      ];
      const listeners = await Promise.all(planned.map((each) => listenWith(stage, each.patterns)));
      const said = planned.map((each, index) => ({ ...each, listener: listeners[index]?.label ?? "" }));
      for (const topic of ["star", "hash", "choosing"])
        stage.note(
          topic,
          said.filter((each) => each.topic === topic),
        );
      // A queue keeps its order: when the last one is there, whatever else was to come has come.
      for (const { others, matching } of said)
        for (const message of [...others, ...matching]) await stage.client.publish({ exchange: EXCHANGE, ...message });
      await eachToItsEnd(
        said.map(async ({ matching }, index) => {
          for (const { body } of matching) await listeners[index]?.untilPrinted(body);
        }),
      );
    },
  );

  const several = scenario(
    { en: "receive-logs-topic listens with several patterns", "zh-CN": "receive-logs-topic 用几个模式收听" },
    async (stage) => {
      const { client, random } = stage;
      const [one, other] = [random.word(), random.word()];
      const asked = [`con1.${one}`, "con2.*", "con2.#"];
      stage.note("patterns", asked);
      await runBriefly(stage, "emit-log-topic", { arguments: [`con1.${one}`, random.word()] });
      const listener = await stage.startReady("receive-logs-topic", { arguments: asked });
      try {
        await untilBound(listener, asked.length).catch(orGoOn);
        const words = random.sentence();
        stage.note("sentKey", `con1.${one}`);
        stage.note("sentText", words);
        await runBriefly(stage, "emit-log-topic", { arguments: [`con1.${one}`, ...words.split(" ")] });
        const overlapping = { routingKey: `con2.${other}`, body: random.sentence() };
        const single = [0, 1].map(() => ({ routingKey: `con1.${one}`, body: random.sentence() }));
        const messages = [overlapping, ...single];
        const common = { listener: listener.label, patterns: asked, others: [] };
        stage.note("several", [{ ...common, matching: messages }] satisfies Said[]);
        for (const message of messages) await client.publish({ exchange: EXCHANGE, ...message });
        for (const { body } of messages) await listener.untilPrinted(body);
      } finally {
        await listener.stop("SIGTERM");
        await observeOwnQueues(stage, listener);
      }
    },
  );

  const unreachable = scenario(
    { en: "there is no broker", "zh-CN": "没有代理" },
    async (stage) => {
      await Promise.all([
        stage.run("emit-log-topic", { arguments: ["some.key"], brokerUnreachable: true }),
        stage.run("receive-logs-topic", { arguments: ["#"], brokerUnreachable: true }),
      ]);
    },
    { needsBroker: false },
  );

  criterion("amqp-url", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => usesGivenUrl(spoken, "emit-log-topic"),
      () => usesGivenUrl(listened, "receive-logs-topic"),
    ),
  );

  criterion("both-declare", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => declaresExchangeItself(spoken, "emit-log-topic 1", EXCHANGE),
      () => declaresExchangeItself(listened, "receive-logs-topic 1", EXCHANGE),
    ),
  );

  criterion("topic", [speaking, patterns], ([spoken, listened]) =>
    all(
      () => exchangeHasType(spoken, EXCHANGE, "topic"),
      () => exchangeHasType(listened, EXCHANGE, "topic"),
    ),
  );

  criterion("emit-key", speaking, (evidence) => {
    const { key, words } = evidence.notes;
    if (labelsOf(evidence, "emit-log-topic").length < 3) return notStarted("emit-log-topic");
    const wanted = { exchange: EXCHANGE, routingKey: String(key), text: String(words) };
    return all(
      () => publishedOnce(evidence, "emit-log-topic 2", wanted),
      () =>
        publishedOnce(evidence, "emit-log-topic 3", {
          exchange: EXCHANGE,
          routingKey: "anonymous.info",
          text: "Hello World!",
        }),
    );
  });

  criterion("emit-ends", speaking, (evidence) => endsEachTime(evidence, "emit-log-topic", EXCHANGE));
  criterion("star", patterns, (evidence) => readsPatterns(evidence, "star", 2));
  criterion("hash", patterns, (evidence) => readsPatterns(evidence, "hash", 2));
  criterion("every-pattern", several, hearsEveryPattern);
  criterion("broker-chooses", patterns, isGivenNothingElse);
  criterion("once", several, hearsOnce);

  criterion("private-queue", several, (evidence) =>
    labelsOf(evidence, "receive-logs-topic").length === 0
      ? notStarted("receive-logs-topic")
      : all(
          () => consumesFromOwnQueue(evidence, "receive-logs-topic 1"),
          () => leavesNoQueue(evidence, "receive-logs-topic 1"),
        ),
  );

  criterion("settles", several, (evidence) => settlesWhatItIsGiven(evidence, "receive-logs-topic 1"));
  criterion("stops", several, (evidence) =>
    labelsOf(evidence, "receive-logs-topic").length === 0
      ? notStarted("receive-logs-topic")
      : stopsUnlessRefused(evidence, "receive-logs-topic 1"),
  );

  criterion("unreachable", unreachable, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "emit-log-topic"),
      () => reportsUnreachableBroker(evidence, "receive-logs-topic"),
    ),
  );

  advise("unsafe-end", speaking, (evidence) => {
    const sent = publishes(evidence, { program: "emit-log-topic", exchange: EXCHANGE });
    if (!sent.some(({ complete, safeAfter }) => complete && safeAfter === undefined)) return undefined;
    return {
      en: "'emit-log-topic' ended without having heard from the broker that the message is there: no confirm, no channel or connection closed in order. A pause only makes the loss rarer; wait for the confirm.",
      "zh-CN":
        "'emit-log-topic' 没有得到 broker 的任何答复就结束了：没有等确认，也没有有序关闭信道或连接。停顿一会儿只是让丢失变得少见；应当等待确认。",
    };
  });

  return { unreachable };
}

interface Plan extends Omit<Said, "listener"> {
  readonly topic: string;
}

/** Chooses the bodies of what will be said to a listener that is yet to be started: the first planned is the first started. */
function plan(
  { random }: Stage,
  topic: string,
  patterns: readonly string[],
  matchingKeys: readonly string[],
  otherKeys: readonly string[],
): Plan {
  const message = (routingKey: string): Message => ({ routingKey, body: random.sentence() });
  return { topic, patterns, matching: matchingKeys.map(message), others: otherKeys.map(message) };
}

async function listenWith(stage: Stage, patterns: readonly string[]): Promise<StageProgram> {
  const listener = await stage.startReady("receive-logs-topic", { arguments: patterns });
  await untilBound(listener, patterns.length).catch(orGoOn);
  return listener;
}

/** Lets each finish, whatever becomes of the others, and then ends as the first that did not get to its end. */
async function eachToItsEnd(acts: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(acts);
  const stopped = outcomes.find((outcome) => outcome.status === "rejected");
  if (stopped !== undefined) throw stopped.reason;
}

function notStarted(program: string): Verdict {
  return notJudged({ en: `'${program}' did not get so far`, "zh-CN": `'${program}' 没有走到这一步` });
}
