/** Criteria of lesson 6: what the client does with questions and answers. */
import type { Criterion } from "grader";

export const asking: readonly Criterion[] = [
  {
    id: "client-prints",
    dimension: "rpc",
    points: 8,
    after: ["amqp-url"],
    title: {
      en: "The client sends n to rpc_queue with a reply_to, and prints the result that comes back",
      "zh-CN": "客户端带着 reply_to 把 n 发到 rpc_queue，并打印收到的结果",
    },
    why: {
      en: "An answer can only come to a queue that is there and that somebody reads. Get ready for the reply before you ask, or the fastest answers are lost.",
      "zh-CN": "答案只能送到一个存在的、有人在读的队列。提问之前先准备好收回复，否则回得最快的答案反而会丢。",
    },
    hints: [
      {
        en: "Which queue does the answer come to, who makes it, and is somebody reading it when the question goes out?",
        "zh-CN": "答案送到哪个队列？谁来创建它？问题发出时已经有人在读它了吗？",
      },
      {
        en: "Declare an exclusive queue that the broker names, consume from it, and only then publish the request with its name in reply_to. With amq.rabbitmq.reply-to instead: noAck, and the same channel for both.",
        "zh-CN":
          "声明一个由 broker 命名的独占队列，先从它消费，再发布 reply_to 写着它的名字的请求。若改用 amq.rabbitmq.reply-to：必须 noAck，而且收发在同一个信道上。",
      },
      {
        en: 'const { queue: replyTo } = await channel.assertQueue("", { exclusive: true }); await channel.consume(replyTo, onReply, { noAck: true }); channel.sendToQueue("rpc_queue", Buffer.from(n), { correlationId: randomUUID(), replyTo });',
        "zh-CN":
          'const { queue: replyTo } = await channel.assertQueue("", { exclusive: true }); await channel.consume(replyTo, onReply, { noAck: true }); channel.sendToQueue("rpc_queue", Buffer.from(n), { correlationId: randomUUID(), replyTo });',
      },
    ],
  },
  {
    id: "client-default",
    dimension: "rpc",
    points: 2,
    after: ["amqp-url"],
    title: { en: "Without arguments the client asks for fib(30)", "zh-CN": "没有参数时，客户端请求 fib(30)" },
    why: {
      en: "A program that is called without arguments should do what its usage says, not send an empty question.",
      "zh-CN": "不带参数运行的程序应当照用法说明去做，而不是发出一个空问题。",
    },
    hints: [
      {
        en: "What does your client ask for when it is given nothing?",
        "zh-CN": "什么参数都没有时，你的客户端问的是什么？",
      },
      { en: "Take 30 where the list of arguments is empty.", "zh-CN": "参数列表为空时用 30。" },
      {
        en: 'const numbers = process.argv.slice(2); await request(numbers.length > 0 ? numbers : ["30"]);',
        "zh-CN": 'const numbers = process.argv.slice(2); await request(numbers.length > 0 ? numbers : ["30"]);',
      },
    ],
  },
  {
    id: "all-at-once",
    dimension: "rpc",
    points: 5,
    after: ["amqp-url", "client-prints"],
    title: {
      en: "The client asks for every n at once, on one connection",
      "zh-CN": "客户端在一个连接上一次性提出所有的 n",
    },
    why: {
      en: "Asking one after the other adds up all the waiting, and leaves the other servers idle. A connection for each question costs more than the question.",
      "zh-CN": "一个接一个地问，等待时间就会累加，其他服务端也闲着。为每个问题开一个连接，代价比问题本身还大。",
    },
    hints: [
      {
        en: "Is your second question out before the first is answered?",
        "zh-CN": "第一个问题还没有答案时，第二个问题发出去了吗？",
      },
      {
        en: "Start all calls without awaiting each, and await them together with Promise.all.",
        "zh-CN": "先发起所有调用，不要逐个 await，再用 Promise.all 一起等待。",
      },
      {
        en: "await Promise.all(numbers.map(async (n) => console.log(` [.] fib(${n}) = ${await ask(n)}`)));",
        "zh-CN": "await Promise.all(numbers.map(async (n) => console.log(` [.] fib(${n}) = ${await ask(n)}`)));",
      },
    ],
  },
  {
    id: "reply-matching",
    dimension: "rpc",
    points: 8,
    after: ["amqp-url", "client-prints"],
    title: {
      en: "The client matches replies by correlation_id and ignores unknown, missing and repeated ones",
      "zh-CN": "客户端按 correlation_id 匹配回复，忽略未知的、缺失的和重复的",
    },
    why: {
      en: "Replies come in any order, late, or twice (a server that died between reply and acknowledgement leaves the request to another). A client that takes the next best reply for its answer shows wrong prices, without any error.",
      "zh-CN":
        "回复的顺序是任意的，可能迟到，也可能来两次（服务端在回复之后、确认之前死掉，请求就会由另一个再答一遍）。把随便哪条回复都当成答案的客户端会显示错误的价格，而且不报任何错。",
    },
    hints: [
      {
        en: "Two questions are open and the second is answered first. What does your client print? And when a reply comes that it never asked for?",
        "zh-CN": "两个问题都在等，第二个先有了答案，你的客户端会打印什么？如果来了一条它从没问过的回复呢？",
      },
      {
        en: "Give each question an id of its own, keep a Map from id to promise, look a reply's id up there, remove it when found, and ignore the reply when not.",
        "zh-CN":
          "给每个问题一个独有的 id，用 Map 保存 id 到 Promise 的对应；收到回复就查它的 id，查到就取出并删除，查不到就忽略。",
      },
      {
        en: "const call = waiting.get(reply.properties.correlationId); if (call === undefined) return; waiting.delete(reply.properties.correlationId); call.resolve(reply.content.toString());",
        "zh-CN":
          "const call = waiting.get(reply.properties.correlationId); if (call === undefined) return; waiting.delete(reply.properties.correlationId); call.resolve(reply.content.toString());",
      },
    ],
  },
  {
    id: "own-replies",
    dimension: "rpc",
    points: 3,
    after: ["amqp-url", "client-prints"],
    title: {
      en: "Two clients side by side don't get each other's replies",
      "zh-CN": "两个客户端同时运行，不会拿走对方的回复",
    },
    why: {
      en: "Clients that read from the same reply queue take turns at the messages in it: half of the answers reach the wrong one and are thrown away there.",
      "zh-CN": "从同一个回复队列读取的客户端会轮流分到消息：一半的答案送到了错的一方，并在那里被丢掉。",
    },
    hints: [
      {
        en: "Start your client twice. Is the reply queue's name the same?",
        "zh-CN": "把你的客户端启动两次，回复队列的名字一样吗？",
      },
      {
        en: "Let the broker make the name (declare the queue with an empty one) and make the queue exclusive; or use amq.rabbitmq.reply-to.",
        "zh-CN": "让 broker 来起名字（用空名声明队列），并设为独占；或者使用 amq.rabbitmq.reply-to。",
      },
      {
        en: 'const { queue: replyTo } = await channel.assertQueue("", { exclusive: true });',
        "zh-CN": 'const { queue: replyTo } = await channel.assertQueue("", { exclusive: true });',
      },
    ],
  },
  {
    id: "client-timeout",
    dimension: "rpc",
    points: 3,
    visibility: "hidden",
    after: ["amqp-url", "client-prints"],
    title: {
      en: "Where an answer does not come within RPC_TIMEOUT_MS, the client says so on stderr and exits with code 1",
      "zh-CN": "RPC_TIMEOUT_MS 之内没有得到答案，客户端在 stderr 上说明，并以退出码 1 结束",
    },
    why: {
      en: "A function call either returns or throws. A remote one can also simply never come back, and a program that waits for ever for it takes down whoever waits for the program.",
      "zh-CN": "普通函数要么返回，要么抛出异常；远程调用还可能永远不回来。无限等待的程序会拖垮所有等它的人。",
    },
    hints: [
      {
        en: "Start your client with no server running. When does it end?",
        "zh-CN": "不启动服务端，只运行客户端，它什么时候结束？",
      },
      {
        en: "Start a timer with each question that rejects its promise, clear it when the answer comes, and set the exit code where a call failed.",
        "zh-CN": "为每个问题启动一个计时器，到时拒绝它的 Promise；答案来了就清除计时器；有调用失败就设置退出码。",
      },
      {
        en: 'const timer = setTimeout(() => reject(new Error("no answer")), Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000));',
        "zh-CN":
          'const timer = setTimeout(() => reject(new Error("no answer")), Number(process.env["RPC_TIMEOUT_MS"] ?? 10_000));',
      },
    ],
  },
  {
    id: "client-ends",
    dimension: "rpc",
    points: 2,
    after: ["amqp-url", "client-prints"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "When all answers are there, the client ends by itself with exit code 0",
      "zh-CN": "所有答案到齐后，客户端自行结束，退出码为 0",
    },
    why: {
      en: "A caller that hangs after its answer blocks the script that started it, and its connection and reply queue stay on the broker.",
      "zh-CN": "拿到答案还挂着不退，会卡住启动它的脚本，它的连接和回复队列也一直留在 broker 上。",
    },
    hints: [
      {
        en: "What keeps a Node program alive when its last line has run?",
        "zh-CN": "最后一行执行完之后，是什么让 Node 程序继续运行？",
      },
      {
        en: "An open connection, and timers that nobody cleared. Close the channel and the connection after the last answer.",
        "zh-CN": "打开的连接，还有没清除的计时器。最后一个答案到了之后，关闭信道和连接。",
      },
      {
        en: "clearTimeout(timer); await channel.close(); await connection.close();",
        "zh-CN": "clearTimeout(timer); await channel.close(); await connection.close();",
      },
    ],
  },
];
