/** Criteria of lesson 6: what the server does with requests. */
import type { Criterion } from "grader";

export const serving: readonly Criterion[] = [
  {
    id: "server-answers",
    dimension: "rpc",
    points: 8,
    after: ["amqp-url"],
    title: {
      en: "The server sends fib(n) to the reply_to of each request, once",
      "zh-CN": "服务端把 fib(n) 发到每个请求的 reply_to，且只发一次",
    },
    why: {
      en: "The server does not know its clients and need not: the request says where the answer goes. So a new client works without any change to the server.",
      "zh-CN": "服务端不认识、也不必认识它的客户端：答案送到哪里，由请求自己说明。所以新增客户端时服务端一行都不用改。",
    },
    hints: [
      { en: "How does the server learn where an answer goes?", "zh-CN": "服务端怎么知道答案该送到哪里？" },
      {
        en: "Each request carries the name of a queue in its property reply_to. Publish the result there through the default exchange; a body is bytes, so make a Buffer of the number's text.",
        "zh-CN":
          "每个请求的 reply_to 属性里写着一个队列名。把结果经默认交换机发到那里；消息体是字节，所以要用数字的文本构造 Buffer。",
      },
      {
        en: "channel.sendToQueue(request.properties.replyTo, Buffer.from(fib(n).toString()), { correlationId: request.properties.correlationId });",
        "zh-CN":
          "channel.sendToQueue(request.properties.replyTo, Buffer.from(fib(n).toString()), { correlationId: request.properties.correlationId });",
      },
    ],
  },
  {
    id: "exact-numbers",
    dimension: "rpc",
    points: 4,
    after: ["amqp-url"],
    title: {
      en: "The server's results are exact for every n from 0 to 90",
      "zh-CN": "n 从 0 到 90，服务端的结果都准确无误",
    },
    why: {
      en: "A JavaScript number holds whole numbers exactly up to 2^53, and fib(79) is larger. And a recursion that takes minutes keeps the heartbeats waiting, until the broker gives up on the connection and hands the request to the next server, which then hangs too.",
      "zh-CN":
        "JavaScript 的 number 只能精确表示到 2^53，而 fib(79) 已经超过它。耗时几分钟的递归还会耽误心跳，broker 放弃这个连接，把请求交给下一个服务端，于是下一个也卡住。",
    },
    hints: [
      {
        en: "What is fib(80), and what does your server say? How long does fib(90) take?",
        "zh-CN": "fib(80) 是多少，你的服务端又回答什么？fib(90) 要算多久？",
      },
      {
        en: "Count up in a loop from 0 and 1, with bigint (0n, 1n): 90 steps, and as many digits as it takes.",
        "zh-CN": "从 0 和 1 开始用循环往上加，并使用 bigint（0n、1n）：只需 90 步，位数也不受限制。",
      },
      {
        en: "let [current, next] = [0n, 1n]; for (let step = 0; step < n; step += 1) [current, next] = [next, current + next]; return current;",
        "zh-CN":
          "let [current, next] = [0n, 1n]; for (let step = 0; step < n; step += 1) [current, next] = [next, current + next]; return current;",
      },
    ],
  },
  {
    id: "correlation-id",
    dimension: "rpc",
    points: 8,
    after: ["amqp-url"],
    title: {
      en: "A reply carries the correlation_id of its request",
      "zh-CN": "回复带着与请求相同的 correlation_id",
    },
    why: {
      en: "A client that has several questions open can't tell from the body which of them was answered. Mix up two prices, and a customer pays for the other one's order.",
      "zh-CN": "客户端同时提出几个问题时，光看内容分不清答的是哪一个。两个价格一旦弄混，顾客付的就是别人那一单的钱。",
    },
    hints: [
      {
        en: "A client has asked for stock and price at once, and a reply comes. Which question does it answer?",
        "zh-CN": "客户端同时问了库存和价格，来了一条回复。它回答的是哪一个？",
      },
      {
        en: "Copy the property correlation_id of the request into the reply, unchanged; it means nothing to the server.",
        "zh-CN": "把请求的 correlation_id 属性原样抄到回复里；对服务端来说它没有含义。",
      },
      {
        en: "const { replyTo, correlationId } = request.properties; channel.sendToQueue(replyTo, body, { correlationId });",
        "zh-CN":
          "const { replyTo, correlationId } = request.properties; channel.sendToQueue(replyTo, body, { correlationId });",
      },
    ],
  },
  {
    id: "ack-after-reply",
    dimension: "ack",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "The server acknowledges a request after it has replied, so a server that dies loses none",
      "zh-CN": "服务端先回复、后确认，这样服务端中途死掉也不会丢失请求",
    },
    why: {
      en: "An acknowledged request is forgotten by the broker. If the server dies before its reply is out, nobody will ever answer; if it never acknowledges, every restart answers everything again.",
      "zh-CN":
        "请求一经确认，broker 就把它忘了。服务端若在回复发出之前死掉，就再也没有人回答；若从不确认，每次重启都会把所有请求再答一遍。",
    },
    hints: [
      {
        en: "Pull the plug between any two lines of your handler. Is there a place where the request is gone and the reply not yet out?",
        "zh-CN": "设想在处理函数任意两行之间断电。有没有哪一处，请求已经没了，回复却还没发出？",
      },
      {
        en: "Consume without noAck; publish the reply first and acknowledge the request afterwards, on the same channel.",
        "zh-CN": "消费时不要用 noAck；在同一个信道上先发布回复，再确认请求。",
      },
      {
        en: "channel.sendToQueue(replyTo, body, { correlationId }); channel.ack(request);",
        "zh-CN": "channel.sendToQueue(replyTo, body, { correlationId }); channel.ack(request);",
      },
    ],
  },
  {
    id: "one-at-a-time",
    dimension: "fair-dispatch",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "A server takes one request at a time, so several servers share the load",
      "zh-CN": "服务端一次只取一个请求，多个服务端得以分担负载",
    },
    why: {
      en: "Without a limit the broker pushes whole batches at a server. Requests then wait behind a slow one, although another server has nothing to do, and the clients time out.",
      "zh-CN":
        "不加限制，broker 会把请求成批推给一个服务端。它们排在慢请求后面干等，另一个服务端却闲着，客户端只好超时。",
    },
    hints: [
      {
        en: "One server is busy with a slow request. Where do the next three requests wait: in the queue, or in that server?",
        "zh-CN": "一个服务端正忙于一个慢请求。接下来的三个请求在哪里等：在队列里，还是在那个服务端里？",
      },
      {
        en: "Set a prefetch of 1 on the channel before you consume; without noAck, since prefetch counts what is not acknowledged.",
        "zh-CN": "在消费之前给信道设置 prefetch 为 1；不要用 noAck，因为 prefetch 数的正是未确认的消息。",
      },
      {
        en: 'await channel.prefetch(1); await channel.consume("rpc_queue", handle);',
        "zh-CN": 'await channel.prefetch(1); await channel.consume("rpc_queue", handle);',
      },
    ],
  },
  {
    id: "bad-requests",
    dimension: "rpc",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    title: {
      en: "The server survives requests that are no number from 0 to 90, is done with them, and answers the next",
      "zh-CN": "遇到不是 0 到 90 的数字的请求，服务端不会倒下，处理完它再回答下一个",
    },
    why: {
      en: "A request that crashes a server goes back to the queue and crashes the next one, until none is left: one typing error stops the whole service.",
      "zh-CN": "让服务端崩溃的请求会回到队列，再弄崩下一个，直到一个不剩：一个打字错误就能让整个服务停摆。",
    },
    hints: [
      {
        en: "What does your server do with 'abc', with -1, with an empty body? And what does the broker do when that server is gone?",
        "zh-CN": "收到 'abc'、-1 或者空消息，你的服务端会做什么？服务端没了以后，broker 又会做什么？",
      },
      {
        en: "Look at the body before you compute. Whatever it is, end with exactly one acknowledgement: answer with an error or only log it, but never requeue it and never throw.",
        "zh-CN":
          "计算之前先检查内容。不管是什么，最后都要恰好确认一次：可以回复一条错误，也可以只记日志，但不要重新入队，也不要抛出异常。",
      },
      {
        en: "const n = /^\\d{1,2}$/.test(question) ? Number(question) : Infinity; if (n > 90) { /* answer with an error */ } channel.ack(request);",
        "zh-CN":
          "const n = /^\\d{1,2}$/.test(question) ? Number(question) : Infinity; if (n > 90) { /* 回复错误 */ } channel.ack(request);",
      },
    ],
  },
  {
    id: "no-reply-to",
    dimension: "rpc",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    title: {
      en: "The server survives a request without reply_to, is done with it, and answers the next",
      "zh-CN": "遇到没有 reply_to 的请求，服务端不会倒下，处理完它再回答下一个",
    },
    why: {
      en: "Properties are optional, so one day a request comes without this one. The tutorial server that expected it died of that message, got it again after its restart, and died again.",
      "zh-CN":
        "属性都是可选的，总有一天会来一个没有它的请求。那个默认它一定存在的教程服务端就死在这条消息上，重启后又收到它，又死一次。",
    },
    hints: [
      {
        en: "Where does your answer go when the request names no queue?",
        "zh-CN": "请求没有写队列名时，你的答案发到哪里去？",
      },
      {
        en: "Without reply_to there is nobody to answer. Say so on stderr, acknowledge, go on.",
        "zh-CN": "没有 reply_to 就没有人可以回答。在 stderr 上说明，确认它，继续下一个。",
      },
      {
        en: 'if (replyTo) channel.sendToQueue(replyTo, body, { correlationId }); else console.error(" [!] no reply_to"); channel.ack(request);',
        "zh-CN":
          'if (replyTo) channel.sendToQueue(replyTo, body, { correlationId }); else console.error(" [!] no reply_to"); channel.ack(request);',
      },
    ],
  },
];
