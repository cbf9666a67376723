import { defineLesson } from "grader";

export const lesson = defineLesson({
  number: 6,
  folder: "06-rpc",
  title: { en: "Remote procedure call", "zh-CN": "远程过程调用" },
  task: {
    en: "Write 'rpc-server', which takes a number n from the queue 'rpc_queue' and sends fib(n) to whoever asked, and 'rpc-client', which asks for every n it is given at once, prints the results and ends. Connect to the URL in AMQP_URL.",
    "zh-CN":
      "编写 'rpc-server'：从队列 'rpc_queue' 取出数字 n，把 fib(n) 发回给提问者；编写 'rpc-client'：一次性提出参数中的所有 n，打印结果后结束。两者都连接 AMQP_URL 中的地址。",
  },
  programs: [
    { name: "rpc-server", kind: "consumer", usage: "" },
    { name: "rpc-client", kind: "producer", usage: "[n…]" },
  ],
  topology: {
    nodes: [
      { id: "client", kind: "producer", label: "rpc-client", column: 0, row: 0.5 },
      { id: "requests", kind: "queue", label: "rpc_queue", column: 1, row: 0 },
      { id: "replies", kind: "queue", label: "amq.gen-Xa2…", column: 1, row: 1 },
      { id: "server-1", kind: "consumer", label: "rpc-server 1", column: 2, row: 0 },
      { id: "server-2", kind: "consumer", label: "rpc-server 2", column: 2, row: 1 },
    ],
    edges: [
      { from: "client", to: "requests", label: "reply_to\ncorrelation_id" },
      { from: "requests", to: "server-1" },
      { from: "requests", to: "server-2" },
      { from: "server-1", to: "replies", kind: "reply" },
      { from: "server-2", to: "replies", kind: "reply" },
      { from: "replies", to: "client", label: "correlation_id", kind: "reply" },
    ],
  },
  criteria: [
    {
      id: "amqp-url",
      dimension: "rpc",
      points: 4,
      title: { en: "Both programs connect to the URL in AMQP_URL", "zh-CN": "两个程序都连接 AMQP_URL 中的地址" },
      why: {
        en: "Host, port, user, password and vhost differ from place to place. A program that takes all of them from one URL runs everywhere unchanged.",
        "zh-CN": "主机、端口、用户、密码和虚拟主机因环境而异。把它们都放进一个 URL，程序不改一行就能到处运行。",
      },
      hints: [
        {
          en: "Is a host, a port, a user or a vhost written anywhere in your code?",
          "zh-CN": "你的代码里有没有写死的主机、端口、用户名或虚拟主机？",
        },
        {
          en: "Hand the environment variable AMQP_URL to connect() as it is, and amqp://localhost only where it is not set.",
          "zh-CN": "把环境变量 AMQP_URL 原样交给 connect()，没有设置时才用 amqp://localhost。",
        },
        {
          en: 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
          "zh-CN": 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
        },
      ],
    },
    {
      id: "both-declare",
      dimension: "rpc",
      points: 5,
      after: ["amqp-url"],
      title: {
        en: "Both programs declare rpc_queue, with the same options, so either may start first",
        "zh-CN": "两个程序都以相同的选项声明 rpc_queue，谁先启动都可以",
      },
      why: {
        en: "A request for a queue that does not exist is dropped without a word, and the client waits for an answer to a question that nobody ever saw.",
        "zh-CN": "发往不存在的队列的请求会被悄悄丢弃，客户端却还在等一个谁也没见过的问题的答案。",
      },
      hints: [
        {
          en: "On a brand-new broker there is no rpc_queue. What happens to the program that you start first?",
          "zh-CN": "全新的 broker 上没有 rpc_queue。先启动的那个程序会怎样？",
        },
        {
          en: "Call assertQueue() for rpc_queue in the server before consuming and in the client before publishing, with the same options in both.",
          "zh-CN": "服务端在消费之前、客户端在发布之前都要对 rpc_queue 调用 assertQueue()，选项要一致。",
        },
        {
          en: 'await channel.assertQueue("rpc_queue", { durable: true }); // the same line in both programs',
          "zh-CN": 'await channel.assertQueue("rpc_queue", { durable: true }); // 两个程序里写同样的一行',
        },
      ],
    },
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
        "zh-CN":
          "服务端不认识、也不必认识它的客户端：答案送到哪里，由请求自己说明。所以新增客户端时服务端一行都不用改。",
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
    {
      id: "server-stops",
      dimension: "rpc",
      points: 3,
      after: ["amqp-url"],
      title: {
        en: "The server runs until SIGINT or SIGTERM, then closes its connection and exits with code 0",
        "zh-CN": "服务端一直运行到收到 SIGINT 或 SIGTERM，然后关闭连接，以退出码 0 结束",
      },
      why: {
        en: "Servers are replaced at every deployment. One that closes in order gives the request in its hands back at once, and the next server answers it before the client's patience ends.",
        "zh-CN":
          "每次部署都会替换服务端。有序关闭的服务端会立刻归还手上的请求，别的服务端还来得及在客户端超时之前回答。",
      },
      hints: [
        {
          en: "What does Node do with SIGINT and SIGTERM where you say nothing?",
          "zh-CN": "如果你什么都不做，Node 收到 SIGINT 和 SIGTERM 会怎样？",
        },
        {
          en: "It ends on the spot. Listen for both and close the channel, then the connection.",
          "zh-CN": "它会当场终止。监听这两个信号，先关信道，再关连接。",
        },
        {
          en: 'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, async () => { await channel.close(); await connection.close(); });',
          "zh-CN":
            'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, async () => { await channel.close(); await connection.close(); });',
        },
      ],
    },
    {
      id: "unreachable",
      dimension: "rpc",
      points: 2,
      after: ["amqp-url"],
      title: {
        en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
        "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
      },
      why: {
        en: "Whoever started the program learns from the exit code that it failed, and from the line why.",
        "zh-CN": "启动程序的一方从退出码得知失败，从那一行文字得知原因。",
      },
      hints: [
        {
          en: "What does connect() do when nobody listens there, and what does your program do then?",
          "zh-CN": "没有人在那个端口监听时，connect() 会怎样？你的程序随后又做什么？",
        },
        {
          en: "It rejects. Catch that around the whole program, write the reason with console.error and set the exit code.",
          "zh-CN": "它会 reject。在整个程序外面捕获，用 console.error 写出原因，并设置退出码。",
        },
        {
          en: "try { await serve(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
          "zh-CN":
            "try { await serve(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        },
      ],
    },
    {
      id: "durable-queue",
      dimension: "durability",
      points: 5,
      after: ["amqp-url"],
      title: {
        en: "rpc_queue is a durable queue that everybody shares",
        "zh-CN": "rpc_queue 是大家共享的持久队列",
      },
      why: {
        en: "A queue that is not durable is gone when the broker restarts, one that is exclusive serves a single connection, and RabbitMQ 4.3 refuses shared queues that are not durable.",
        "zh-CN":
          "不持久的队列在 broker 重启后就没了，独占的队列只服务一个连接；RabbitMQ 4.3 还会拒绝非持久的共享队列。",
      },
      hints: [
        {
          en: "Is rpc_queue still there after a restart of the broker, and can a second server use it?",
          "zh-CN": "broker 重启之后 rpc_queue 还在吗？第二个服务端能用它吗？",
        },
        {
          en: "Declare it durable, neither exclusive nor auto-delete, in both programs. Exclusive is for the reply queue.",
          "zh-CN": "在两个程序里都声明为 durable，不要 exclusive，也不要 autoDelete。独占是给回复队列用的。",
        },
        {
          en: 'await channel.assertQueue("rpc_queue", { durable: true });',
          "zh-CN": 'await channel.assertQueue("rpc_queue", { durable: true });',
        },
      ],
    },
  ],
});
