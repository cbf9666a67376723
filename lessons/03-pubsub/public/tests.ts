/** Judges lesson 3 by what its task says. Acts stand here, conclusions in checks.ts. */
import {
  all,
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
  records,
  runBriefly,
  settlesWhatItIsGiven,
  startBound,
  stopsUnlessRefused,
  untilBound,
  usesGivenUrl,
  type Evidence,
  type Verdict,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import { EXCHANGE, hearsEverything, ownsItsQueue, type Said } from "./checks.ts";

const DEFAULT_TEXT = "info: Hello World!";

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): { readonly speaking: Scenario } {
  const speaking = scenario(
    { en: "emit-log speaks, first to nobody", "zh-CN": "emit-log 发话，起初没有人听" },
    async (stage) => {
      const { client, random } = stage;
      await stage.run("emit-log", { arguments: random.sentence().split(" ") });
      // A sender that relies on others for the exchange is judged for what else it does all the same.
      if (!(await client.exchangeExists(EXCHANGE))) await stage.startReady("receive-logs").catch(orGoOn);
      const words = random.sentence();
      stage.note("words", words);
      await Promise.all([
        runBriefly(stage, "emit-log", { arguments: words.split(" ") }),
        runBriefly(stage, "emit-log"),
      ]);
    },
  );

  const firstListener = scenario(
    { en: "receive-logs is started first", "zh-CN": "先启动 receive-logs" },
    async (stage) => {
      await startBound(stage, "receive-logs");
      const hurried = stage.start("receive-logs");
      const hold = hurried.wire.hold("to-program", "queue.bind-ok");
      await Promise.race([hold.held(), hurried.untilExit({ deadlineMs: 4000 })]);
      // Whatever it has said by now, it said without knowing that its queue is bound.
      await hurried.kill();
      hold.release();
    },
  );

  const listening = scenario(
    { en: "one receive-logs after the other listens", "zh-CN": "receive-logs 一个接一个地收听" },
    async (stage) => {
      const { client, random } = stage;
      await runBriefly(stage, "emit-log", { arguments: [random.word()] });

      const said: Said[] = [];
      stage.note("said", said);
      const first = await stage.startReady("receive-logs");
      try {
        await untilBound(first);
        const text = random.sentence();
        said.push({ listener: "receive-logs 1", texts: [text] });
        await client.publish({ exchange: EXCHANGE, routingKey: "", body: text });
        await first.untilPrinted(text);
      } finally {
        await first.stop("SIGTERM");
        await observeOwnQueues(stage, first);
      }

      const second = await startBound(stage, "receive-logs");
      const words = random.sentence();
      const texts = [random.sentence(), random.sentence(), random.sentence()];
      stage.note("sentTo", second.label);
      stage.note("sentText", words);
      await runBriefly(stage, "emit-log", { arguments: words.split(" ") });
      said.push({ listener: second.label, texts });
      for (const body of texts) await client.publish({ exchange: EXCHANGE, routingKey: "", body });
      for (const text of texts) await second.untilPrinted(text);
      await second.stop("SIGINT");
    },
  );

  const together = scenario(
    { en: "two receive-logs listen side by side", "zh-CN": "两个 receive-logs 同时收听" },
    async (stage) => {
      const { client, random } = stage;
      await runBriefly(stage, "emit-log", { arguments: [random.word()] });
      const listeners = await Promise.all([startBound(stage, "receive-logs"), startBound(stage, "receive-logs")]);
      const texts = [random.sentence(), random.sentence(), random.sentence(), random.sentence()];
      stage.note("saidToBoth", texts);
      for (const body of texts) await client.publish({ exchange: EXCHANGE, routingKey: "", body });
      for (const listener of listeners) for (const text of texts) await listener.untilPrinted(text);
    },
  );

  criterion("amqp-url", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => usesGivenUrl(spoken, "emit-log"),
      () => usesGivenUrl(listened, "receive-logs"),
    ),
  );

  criterion("both-declare", [speaking, firstListener], ([spoken, listened]) =>
    all(
      () => declaresExchangeItself(spoken, "emit-log 1", EXCHANGE),
      () => declaresExchangeItself(listened, "receive-logs 1", EXCHANGE),
    ),
  );

  criterion("fanout", [speaking, listening], ([spoken, listened]) =>
    all(
      () => exchangeHasType(spoken, EXCHANGE, "fanout"),
      () => exchangeHasType(listened, EXCHANGE, "fanout"),
    ),
  );

  criterion("emit-publishes", speaking, (evidence) => {
    const { words } = evidence.notes;
    if (records(evidence, "emit-log").length < 3) return notStarted("emit-log");
    return all(
      () => publishesToLogs(evidence, "emit-log 2", String(words)),
      () => publishesToLogs(evidence, "emit-log 3", DEFAULT_TEXT),
    );
  });

  criterion("emit-ends", speaking, (evidence) => endsEachTime(evidence, "emit-log", EXCHANGE));
  criterion("own-queue", [listening, together], ([alone, both]) => ownsItsQueue(alone, both));
  criterion("every-message", listening, hearsEverything);

  criterion("settles", listening, (evidence) => {
    // The last one was given the most, so it shows the most.
    const last = labelsOf(evidence, "receive-logs").at(-1);
    return last === undefined ? notStarted("receive-logs") : settlesWhatItIsGiven(evidence, last);
  });

  criterion("queue-goes", listening, (evidence) =>
    records(evidence, "receive-logs").length === 0
      ? notStarted("receive-logs")
      : leavesNoQueue(evidence, "receive-logs 1"),
  );

  criterion("stops", listening, (evidence) => {
    const [first, second] = records(evidence, "receive-logs");
    if (first === undefined) return notStarted("receive-logs");
    return all(
      () => stopsUnlessRefused(evidence, "receive-logs 1"),
      // Where the scenario ended before the second was told to stop, the first has shown it.
      () => (second?.exit === undefined ? { status: "pass" } : stopsUnlessRefused(evidence, second.label)),
    );
  });

  advise("ready-too-early", firstListener, (evidence) => {
    const hurried = records(evidence, "receive-logs")[1];
    if (hurried === undefined || !/wait|等待/iu.test(hurried.stdout)) return undefined;
    return {
      en: "'receive-logs' says that it is waiting before the broker has confirmed its binding. Whoever relies on that line and speaks now is not heard: await bindQueue() and consume() first, then print it.",
      "zh-CN":
        "broker 还没有确认绑定，'receive-logs' 就说自己在等待了。如果有人看到这一行就开始发消息，是听不到的：先 await bindQueue() 和 consume()，再打印。",
    };
  });

  advise("unsafe-end", speaking, (evidence) => {
    const sent = publishes(evidence, { program: "emit-log", exchange: EXCHANGE });
    if (!sent.some(({ complete, safeAfter }) => complete && safeAfter === undefined)) return undefined;
    return {
      en: "'emit-log' ended without having heard from the broker that the message is there: no confirm, no channel or connection closed in order. A pause only makes the loss rarer; wait for the confirm.",
      "zh-CN":
        "'emit-log' 没有得到 broker 的任何答复就结束了：没有等确认，也没有有序关闭信道或连接。停顿一会儿只是让丢失变得少见；应当等待确认。",
    };
  });

  return { speaking };
}

function publishesToLogs(evidence: Evidence, label: string, text: string): Verdict {
  const sent = publishes(evidence, { program: label }).find((publish) => publish.exchange === EXCHANGE);
  // A fanout exchange does not look at the key, so any will do.
  return publishedOnce(evidence, label, { exchange: EXCHANGE, routingKey: sent?.routingKey ?? "", text });
}

function notStarted(program: string): Verdict {
  return notJudged({ en: `'${program}' was not started so often`, "zh-CN": `'${program}' 没有启动那么多次` });
}
