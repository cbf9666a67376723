/** Judges lesson 6 as a whole: what is public, and beside it what nobody was told how it is tried. */
import { hiddenTests, type Stage, type StageProgram } from "grader";
import { lesson } from "../lesson.ts";
import { givesUp, survives } from "./checks.ts";
import {
  acknowledged,
  ask,
  askingClient,
  firstOf,
  given,
  question,
  readyServer,
  replied,
  small,
  smallNumbers,
  type Question,
} from "../public/scenes.ts";
import { questions, repliesTo } from "../public/server-checks.ts";
import { publicTests } from "../public/tests.ts";

const TIMEOUT_MS = 400;

hiddenTests(lesson, (words) => {
  const { scenario, criterion, advise } = words;
  const { simple } = publicTests(words);

  const bad = scenario(
    { en: "requests that are no number from 0 to 90", "zh-CN": "不是 0 到 90 的数的请求" },
    async (stage) => {
      const server = await readyServer(stage);
      const odd = [];
      for (const text of [stage.random.word(), "", `-${small(stage)}`, String(stage.random.integer(91, 5000))])
        odd.push(await question(stage, text));
      await outlives(stage, server, odd);
    },
  );

  const unanswerable = scenario({ en: "requests without reply_to", "zh-CN": "没有 reply_to 的请求" }, async (stage) => {
    const server = await readyServer(stage);
    const [one = "3", other = "4"] = smallNumbers(stage, 2);
    await outlives(stage, server, [
      { text: one, correlationId: stage.random.word() },
      { text: other, correlationId: stage.random.word() },
    ]);
  });

  const unanswered = scenario({ en: "an answer that never comes", "zh-CN": "永远等不到的答复" }, async (stage) => {
    const environment = { RPC_TIMEOUT_MS: String(TIMEOUT_MS) };
    stage.note("timeoutMs", TIMEOUT_MS);
    const client = await askingClient(stage, { arguments: smallNumbers(stage, 2), environment }, 1);
    stage.note("client", client.label);
    await client.untilExit();
  });

  criterion("bad-requests", [bad, simple], ([odd, few]) => survives(odd, few));

  criterion("no-reply-to", [unanswerable, simple], ([odd, few]) => survives(odd, few));

  criterion("client-timeout", unanswered, givesUp);

  advise("error-as-result", bad, (evidence) => {
    const wrong = questions(evidence, "odd")
      .flatMap((one) => repliesTo(evidence, one).map((sent) => ({ one, sent })))
      .find(({ sent }) => /^\s*(?:-?\d+|NaN|-?Infinity|undefined|null)\s*$/u.test(sent.text));
    if (wrong === undefined) return undefined;
    return {
      en: `The request '${wrong.one.text}' was answered with '${wrong.sent.text}', which reads like a result. Answer with an error that can be told from a number, or not at all.`,
      "zh-CN": `请求 '${wrong.one.text}' 得到的回复是 '${wrong.sent.text}'，看上去像一个结果。应当回复能与数字区分开的错误，或者不回复。`,
    };
  });
});

/** Sends odd requests and a good one after them, and waits for the good one's reply or for proof that it will not come. */
async function outlives(stage: Stage, server: StageProgram, odd: readonly Question[]): Promise<void> {
  const next = await question(stage, small(stage));
  stage.note("odd", odd);
  stage.note("next", [next]);
  for (const one of [...odd, next]) await ask(stage, one);
  const loop = given(server, 3, ({ method }) => "redelivered" in method.fields && method.fields.redelivered);
  if (
    await firstOf(
      replied(server, next).then(() => true),
      loop.then(() => false),
    )
  )
    await acknowledged(server, next);
}
