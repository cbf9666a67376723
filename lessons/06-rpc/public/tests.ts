/** Judges lesson 6 by what its task says. Acts stand here and in scenes.ts, conclusions in client-checks.ts and server-checks.ts. */
import {
  all,
  brokerErrors,
  declaresQueue,
  endsByItself,
  explain,
  fail,
  pass,
  publishes,
  reportsUnreachableBroker,
  sharedQueueIsDurable,
  showsStackTrace,
  stopsInOrder,
  usesGivenUrl,
  type Evidence,
  type Stage,
  type Verdict,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import {
  asksAllAtOnce,
  asksForThirty,
  clientOf,
  DECOYS,
  keepsToItself,
  leftQueue,
  manyReplyQueues,
  matchesReplies,
  printsTheAnswer,
} from "./client-checks.ts";
import { shownLabel } from "./labels.ts";
import {
  acknowledged,
  arrived,
  ask,
  askingClient,
  firstOf,
  given,
  mostAtOnce,
  question,
  QUEUE,
  readyServer,
  replied,
  requests,
  small,
  smallNumbers,
  type Answer,
} from "./scenes.ts";
import {
  acknowledgesAfterReply,
  answersEach,
  answersExactly,
  carriesCorrelationId,
  channelPerReply,
  takesOneAtATime,
} from "./server-checks.ts";

const UNANSWERABLE_MS = 3000;
/** For a client that is let wait on purpose. */
const PATIENT = { RPC_TIMEOUT_MS: "60000" };

/** Results that no server would compute, so that only a program that read the reply can print them. */
function result(stage: Stage): string {
  return String(stage.random.integer(1_000_000_000, 9_999_999_999));
}

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): { readonly simple: Scenario } {
  const alone = scenario(
    { en: "a server on an empty broker, stopped with each signal", "zh-CN": "空的代理上的服务端，分别用每种信号停止" },
    async (stage) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        const server = await readyServer(stage);
        stage.note(signal, server.label);
        await server.stop(signal);
      }
    },
  );

  const clientFirst = scenario(
    { en: "a client on an empty broker, then a server", "zh-CN": "空的代理上先启动客户端，再启动服务端" },
    async (stage) => {
      const client = stage.start("rpc-client", { arguments: [small(stage)] });
      await requests(client, 1);
      const server = await stage.startReady("rpc-server");
      await server.untilMethod("basic.publish");
    },
  );

  const simple = scenario({ en: "requests for small numbers", "zh-CN": "请求小的数" }, async (stage) => {
    const server = await readyServer(stage);
    const asked = [];
    for (const text of smallNumbers(stage, 4)) asked.push(await question(stage, text));
    stage.note("asked", asked);
    for (const one of asked) await ask(stage, one);
    for (const one of asked) await replied(server, one);
    for (const one of asked) await acknowledged(server, one);
  });

  const exact = scenario({ en: "requests for the ends of the range", "zh-CN": "请求范围两端的数" }, async (stage) => {
    const server = await readyServer(stage);
    const asked = [];
    for (const text of ["0", "1", "2", String(stage.random.integer(79, 89)), "90"])
      asked.push(await question(stage, text));
    stage.note("asked", asked);
    for (const one of asked) await ask(stage, one);
    for (const one of asked) await replied(server, one);
  });

  const killed = scenario(
    {
      en: "several servers, one of which is killed before its reply is out",
      "zh-CN": "几个服务端，其中一个在答复发出前被杀死",
    },
    async (stage) => {
      const busy = await readyServer(stage);
      stage.note("busy", busy.label);
      const [held, ...others] = await Promise.all(smallNumbers(stage, 3).map((text) => question(stage, text)));
      if (held === undefined) return;
      stage.note("asked", [held, ...others]);
      busy.wire.hold("to-broker", "basic.publish");
      await ask(stage, held);
      await given(busy, 1);
      for (const one of others) await ask(stage, one);
      const free = await stage.startReady("rpc-server");
      // With a limit the free server gets both; without one the busy server is given another, whatever the free one does.
      await firstOf(free.untilMethod("basic.publish", { count: others.length }), given(busy, 2));
      const ended = busy.kill();
      // What the tap holds back dies with the program that sent it.
      busy.wire.cut();
      await ended;
      await given(free, 1, (event) => event.content?.text === held.text);
      await replied(free, held);
    },
  );

  const single = scenario({ en: "a client asks once", "zh-CN": "客户端问一次" }, async (stage) => {
    const answer = { n: small(stage), result: result(stage) };
    stage.note("answers", [answer]);
    const client = await askingClient(stage, { arguments: [answer.n] }, 1);
    stage.note("client", client.label);
    const peer = await stage.client.consume(QUEUE);
    await arrived(peer, client, 1);
    const [request] = peer.received;
    // One that can't be answered ends at once or never; the scenario must not decide which by its own end.
    if (request?.replyTo === undefined) return void (await client.untilExit({ silentMs: UNANSWERABLE_MS }));
    await reply(stage, request, answer.result);
    stage.note("answered", true);
    await client.untilExit();
  });

  const nothingSaid = scenario({ en: "a client without arguments", "zh-CN": "不带参数的客户端" }, async (stage) => {
    const client = await askingClient(stage, {}, 1);
    stage.note("client", client.label);
  });

  const hostile = scenario(
    {
      en: "a client asks three times; replies come in any order, foreign, without id and twice",
      "zh-CN": "客户端问三次；答复乱序、外来、没有 id、重复",
    },
    async (stage) => {
      const answers = smallNumbers(stage, 3).map((n) => ({ n, result: result(stage) }));
      const decoys = Object.values(DECOYS).map((n) => ({ n, result: result(stage) }));
      stage.note("answers", answers);
      stage.note("decoys", decoys);
      const client = await askingClient(stage, { arguments: answers.map(({ n }) => n), environment: PATIENT }, 1);
      stage.note("client", client.label);
      const peer = await stage.client.consume(QUEUE);
      const atOnce = await mostAtOnce(client, answers.length);
      stage.note("atOnce", atOnce);
      for (let done = 0; done < answers.length;) {
        const wanted = done === 0 ? atOnce : done + 1;
        await requests(client, wanted);
        await arrived(peer, client, wanted);
        const batch = peer.received.slice(done);
        if (batch.length === 0) return;
        await confuse(stage, batch, answers, decoys);
        done += batch.length;
      }
      await client.untilExit();
    },
  );

  const sideBySide = scenario({ en: "two clients side by side", "zh-CN": "两个客户端同时运行" }, async (stage) => {
    const answers = smallNumbers(stage, 2).map((n) => ({ n, result: result(stage) }));
    stage.note("answers", answers);
    const [first, second] = answers;
    if (first === undefined || second === undefined) return;
    const one = await askingClient(stage, { arguments: [first.n] }, 1);
    const other = await askingClient(stage, { arguments: [second.n] }, 1);
    stage.note("first", one.label);
    stage.note("second", other.label);
    const peer = await stage.client.consume(QUEUE);
    await arrived(peer, other, 2);
    const received = [first, second].map(({ n }) => peer.received.findLast(({ text }) => text === n));
    const replyTos = received.map((request) => request?.replyTo);
    stage.note("replyTos", replyTos);
    if (replyTos[0] === replyTos[1]) return;
    for (const [index, request] of received.entries()) await reply(stage, request, answers[index]?.result ?? "");
    await one.untilExit();
    await other.untilExit();
  });

  const unreachable = scenario(
    { en: "no broker", "zh-CN": "没有代理" },
    async (stage) => {
      const server = stage.start("rpc-server", { brokerUnreachable: true });
      const client = stage.start("rpc-client", { brokerUnreachable: true });
      await server.untilExit();
      await client.untilExit();
    },
    { needsBroker: false },
  );

  criterion("amqp-url", [alone, clientFirst], ([server, client]) =>
    all(
      () => usesGivenUrl(server, "rpc-server"),
      () => usesGivenUrl(client, "rpc-client"),
    ),
  );
  criterion("both-declare", [alone, clientFirst], ([server, client]) =>
    all(
      () => declaresQueue(server, "rpc-server", QUEUE),
      () => declaresQueue(client, "rpc-client", QUEUE),
      () => agree(client),
    ),
  );
  criterion("server-answers", simple, answersEach);
  criterion("exact-numbers", [exact, simple], ([large, few]) => answersExactly(large, few));
  criterion("correlation-id", simple, carriesCorrelationId);
  criterion("ack-after-reply", [simple, killed], ([few, several]) => acknowledgesAfterReply(few, several));
  criterion("one-at-a-time", killed, takesOneAtATime);
  criterion("client-prints", single, printsTheAnswer);
  criterion("client-default", [nothingSaid, single], ([bare, one]) => asksForThirty(bare, one));
  criterion("all-at-once", hostile, asksAllAtOnce);
  criterion("reply-matching", hostile, matchesReplies);
  criterion("own-replies", sideBySide, keepsToItself);
  criterion("client-ends", single, (evidence) => endsByItself(evidence, clientOf(evidence)));
  criterion("server-stops", alone, (evidence) =>
    all(
      () => stopsInOrder(evidence, stoppedBy(evidence, "SIGINT")),
      () => stopsInOrder(evidence, stoppedBy(evidence, "SIGTERM")),
    ),
  );
  criterion("unreachable", unreachable, (evidence) =>
    all(
      () => reportsUnreachableBroker(evidence, "rpc-server"),
      () => reportsUnreachableBroker(evidence, "rpc-client"),
    ),
  );
  criterion("durable-queue", [alone, clientFirst], ([server, client]) => {
    const verdicts = [sharedQueueIsDurable(server, QUEUE), sharedQueueIsDurable(client, QUEUE)];
    return (
      verdicts.find(({ status }) => status === "fail") ??
      verdicts.find(({ status }) => status === "pass") ?? { status: "not-judged", because: NOBODY_DECLARED }
    );
  });

  advise("reply-queue-per-call", hostile, manyReplyQueues);
  advise("reply-queue-left-behind", single, leftQueue);
  advise("channel-per-reply", simple, channelPerReply);
  advise("stack-trace", unreachable, (evidence) => {
    const program = ["rpc-server", "rpc-client"].find((label) => showsStackTrace(evidence, label));
    if (program === undefined) return undefined;
    return {
      en: `Without a broker '${program}' prints a stack trace. One line that says what could not be reached helps more.`,
      "zh-CN": `没有 broker 时 '${program}' 打印了一整段调用栈。用一行话说明连不上什么更有帮助。`,
    };
  });

  return { simple };
}

/** Label of the server that was told to stop with this signal. */
function stoppedBy(evidence: Evidence, signal: string): string {
  return shownLabel(evidence, "rpc-server", signal);
}

const NOBODY_DECLARED = { en: "nobody declared 'rpc_queue'", "zh-CN": "没有程序声明 'rpc_queue'" };

async function reply(
  stage: Stage,
  request: { readonly replyTo?: string; readonly correlationId?: string } | undefined,
  body: string,
  correlationId: string | undefined = request?.correlationId,
): Promise<void> {
  if (request?.replyTo === undefined) return;
  const id = correlationId === undefined ? {} : { correlationId };
  await stage.client.publish({ exchange: "", routingKey: request.replyTo, body, ...id });
}

/** What a hostile server sends for these requests: a foreign id, none, then the answers from the last to the first, one of them twice. */
async function confuse(
  stage: Stage,
  received: readonly { readonly text: string; readonly replyTo?: string; readonly correlationId?: string }[],
  answers: readonly Answer[],
  decoys: readonly Answer[],
): Promise<void> {
  const [foreign, missing, repeated] = decoys.map((decoy) => decoy.result);
  const [first] = received;
  if (first?.replyTo === undefined) return;
  await reply(stage, first, foreign ?? "", stage.random.word());
  await stage.client.publish({ exchange: "", routingKey: first.replyTo, body: missing ?? "" });
  for (const [index, request] of received.toReversed().entries()) {
    await reply(stage, request, answers.find(({ n }) => n === request.text)?.result ?? "");
    if (index === 0) await reply(stage, request, repeated ?? "");
  }
}

/** The client's and the server's declarations of the queue did not contradict each other. */
function agree(evidence: Evidence): Verdict {
  const refused = brokerErrors(evidence).find(({ replyText }) => replyText.includes(QUEUE));
  if (refused === undefined) return pass();
  return explain(
    evidence,
    fail({
      expected: {
        en: "both programs declare the queue with the same options",
        "zh-CN": "两个程序用相同的选项声明队列",
      },
      seen: {
        en: `The broker refused '${refused.program}': ${refused.replyCode} ${refused.replyText}.`,
        "zh-CN": `Broker 拒绝了 '${refused.program}'：${refused.replyCode} ${refused.replyText}。`,
      },
      events: [refused.event, ...publishes(evidence).map(({ event }) => event)].slice(0, 1),
    }),
  );
}
