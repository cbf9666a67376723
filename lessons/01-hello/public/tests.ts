/**
 * Judges lesson 1 by what its task says. Acts stand here, conclusions in checks.ts. The grader never declares 'hello' itself: what it
 * publishes for `receive` waits until `receive` consumes, so the queue is one of the submission's own.
 */
import {
  all,
  declaresQueue,
  endsByItself,
  messagesPersistent,
  methods,
  publishedOnce,
  record,
  records,
  sharedQueueIsDurable,
  stopsInOrder,
  usesGivenUrl,
  type HiddenTestsWords,
  type Scenario,
} from "grader";
import {
  agreeOnOptions,
  noted,
  pausesAfterPublish,
  printsEachOnce,
  QUEUE,
  queueOfReceive,
  queueOfSend,
  ranToItsEnd,
  settlesWhatItPrinted,
} from "./checks.ts";

/** What JavaScript and Python say of it. */
const TOOK_NOTHING_FOR_A_MESSAGE = /of null|of undefined|TypeError|NoneType/u;

export function publicTests({ scenario, criterion, advise }: HiddenTestsWords): { readonly receiveFirst: Scenario } {
  const sendFirst = scenario(
    { en: "send on an empty broker, then receive", "zh-CN": "空的代理上先运行 send，再运行 receive" },
    async (stage) => {
      const { random, client } = stage;
      const words = random.sentence();
      stage.note("words", words);
      await stage.run("send", { arguments: words.split(" ") });

      const texts = [random.sentence(2), random.sentence(4)];
      stage.note("texts", texts);
      const receive = await stage.startReady("receive");
      for (const body of texts) {
        await client.publish({ exchange: "", routingKey: QUEUE, body });
        await receive.untilPrinted(body);
      }
      await receive.stop("SIGINT");

      const marker = random.sentence();
      const again = await stage.startReady("receive");
      await client.publish({ exchange: "", routingKey: QUEUE, body: marker });
      // What came back would stand in the queue before it.
      await again.untilPrinted(marker);
      await again.stop("SIGTERM");
    },
  );

  const receiveFirst = scenario(
    {
      en: "receive on an empty broker, then send without words",
      "zh-CN": "空的代理上先运行 receive，再运行不带参数的 send",
    },
    async (stage) => {
      const receive = await stage.startReady("receive").catch(async (stopped: unknown) => {
        await stage.run("send");
        throw stopped;
      });
      await stage.run("send");
      await stage.client.deleteQueue(QUEUE);
      // It has dealt with whatever the broker says of that when it comes to rest, which is when it is told to stop.
      await receive.stop();
    },
  );

  criterion("amqp-url", sendFirst, (evidence) =>
    all(
      () => usesGivenUrl(evidence, "send"),
      () => usesGivenUrl(evidence, "receive"),
    ),
  );

  criterion("send-delivers", sendFirst, (evidence) =>
    publishedOnce(evidence, "send", { exchange: "", routingKey: QUEUE, text: noted(evidence, "words")[0] ?? "" }),
  );

  criterion("both-declare", [sendFirst, receiveFirst], ([first, second]) =>
    all(
      () => declaresQueue(first, "send", queueOfSend(first)),
      () => declaresQueue(second, "receive", queueOfReceive(second)),
      () => agreeOnOptions(first),
      () => agreeOnOptions(second),
    ),
  );

  criterion("receive-prints", sendFirst, printsEachOnce);
  criterion("receive-settles", sendFirst, settlesWhatItPrinted);
  criterion("send-ends", sendFirst, (evidence) => endsByItself(evidence, "send"));
  criterion("receive-stops", sendFirst, (evidence) => {
    const labels = records(evidence, "receive").map((each) => each.label);
    return all(...labels.map((label) => () => stopsInOrder(evidence, label)), () => ranToItsEnd(evidence));
  });

  criterion("durable-queue", [sendFirst, receiveFirst], ([first, second]) =>
    all(
      () => sharedQueueIsDurable(first, QUEUE),
      () => sharedQueueIsDurable(second, QUEUE),
    ),
  );

  advise("fixed-pause", [sendFirst, receiveFirst], (evidences) => {
    if (!evidences.every(pausesAfterPublish)) return undefined;
    return {
      en: "'send' waits a fixed time before it closes. That is too long on a good day and too short on a bad one: wait for the broker's confirm, or for the channel to be closed.",
      "zh-CN":
        "'send' 在关闭之前固定等待一段时间。顺利时白等，不顺时又不够：应当等待 broker 的确认，或者等待信道关闭完成。",
    };
  });

  advise("queue-deleted", receiveFirst, (evidence) => {
    const cancelled = methods(evidence, "basic.cancel", { program: "receive" }).length > 0;
    const { stderr } = record(evidence, "receive");
    if (!cancelled || !TOOK_NOTHING_FOR_A_MESSAGE.test(stderr)) return undefined;
    return {
      en: "When somebody deletes its queue, 'receive' trips over it: the broker cancels the consumer, and amqplib says so by calling your callback once with null instead of a message. Look for null first, say what happened, and end.",
      "zh-CN":
        "有人删除队列时，'receive' 会出错：broker 取消了消费者，amqplib 用 null 代替消息调用一次你的回调来告知。请先判断 null，说明发生了什么，然后结束。",
    };
  });

  advise("transient-message", sendFirst, (evidence) => {
    if (messagesPersistent(evidence, "send").status !== "fail") return undefined;
    return {
      en: "The message is not marked persistent: a restart of the broker may lose it though the queue is durable. Lesson 2 is about that; here { persistent: true } is all it takes.",
      "zh-CN":
        "消息没有标记为持久：即使队列是持久的，broker 重启也可能丢失它。第 2 课会详细讨论；这里只需要加上 { persistent: true }。",
    };
  });

  return { receiveFirst };
}
