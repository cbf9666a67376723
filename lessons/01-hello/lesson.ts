import { defineLesson } from "grader";

export const lesson = defineLesson({
  number: 1,
  folder: "01-hello",
  title: { en: "Hello", "zh-CN": "你好，消息" },
  task: {
    en: "Write 'send', which puts one message into the queue 'hello', and 'receive', which prints every message of that queue until Ctrl+C. Connect to the URL in AMQP_URL.",
    "zh-CN":
      "编写 'send'：把一条消息放进队列 'hello'；编写 'receive'：打印该队列的每一条消息，直到按下 Ctrl+C。两者都连接 AMQP_URL 中的地址。",
  },
  programs: [
    { name: "send", kind: "producer", usage: "[word…]" },
    { name: "receive", kind: "consumer", usage: "" },
  ],
  topology: {
    nodes: [
      { id: "send", kind: "producer", label: "send", column: 0, row: 0 },
      { id: "default", kind: "exchange", label: '""', column: 1, row: 0 },
      { id: "hello", kind: "queue", label: "hello", column: 2, row: 0 },
      { id: "receive", kind: "consumer", label: "receive", column: 3, row: 0 },
    ],
    edges: [
      { from: "send", to: "default" },
      { from: "default", to: "hello", label: "hello" },
      { from: "hello", to: "receive" },
    ],
  },
  criteria: [
    {
      id: "amqp-url",
      dimension: "routing",
      points: 10,
      title: {
        en: "Both programs connect to the URL in AMQP_URL",
        "zh-CN": "两个程序都连接 AMQP_URL 中的地址",
      },
      why: {
        en: "Host, port, user, password and vhost differ between your laptop, the test system and production. A program that takes all of them from one URL runs everywhere unchanged.",
        "zh-CN":
          "笔记本、测试环境和生产环境的主机、端口、用户、密码、虚拟主机都不一样。把这些全部放在一个 URL 里，程序才能不改一行就到处运行。",
      },
      hints: [
        {
          en: "Where does your program get its host, port, user, password and vhost from? Is any of them written in the code?",
          "zh-CN": "你的程序从哪里得到主机、端口、用户名、密码和虚拟主机？其中有没有写死在代码里的？",
        },
        {
          en: "amqplib's connect() understands a whole URL; hand it the environment variable as it is, and amqp://localhost only where it is not set.",
          "zh-CN": "amqplib 的 connect() 能直接理解整个 URL：把环境变量原样交给它，没有设置时才用 amqp://localhost。",
        },
        {
          en: 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
          "zh-CN": 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
        },
      ],
    },
    {
      id: "both-declare",
      dimension: "routing",
      points: 12,
      after: ["amqp-url"],
      title: {
        en: "Both programs declare the queue, with the same options, so either may start first",
        "zh-CN": "两个程序都以相同的选项声明队列，谁先启动都可以",
      },
      why: {
        en: "A message for a queue that does not exist is dropped without a word, and consuming from one closes your channel. Programs are started in any order after a deployment, so none may rely on another having been there.",
        "zh-CN":
          "发往不存在的队列的消息会被悄悄丢弃；从不存在的队列消费则会导致信道被关闭。部署之后程序的启动顺序是任意的，谁都不能指望别人已经来过。",
      },
      hints: [
        {
          en: "On a brand-new broker there is no queue at all. What happens to the program that you start first?",
          "zh-CN": "在全新的 broker 上一个队列都没有。先启动的那个程序会遇到什么？",
        },
        {
          en: "Call assertQueue() in send before publishing and in receive before consuming. Declaring an existing queue with the same options changes nothing; with others the broker answers 406.",
          "zh-CN":
            "send 在发布之前、receive 在消费之前都要调用 assertQueue()。用相同选项重复声明不会有任何改变；选项不同则 broker 回答 406。",
        },
        {
          en: 'await channel.assertQueue("hello", { durable: true }); // the same line in both programs',
          "zh-CN": 'await channel.assertQueue("hello", { durable: true }); // 两个程序里写同样的一行',
        },
      ],
    },
    {
      id: "send-delivers",
      dimension: "routing",
      points: 20,
      after: ["amqp-url"],
      title: {
        en: "send publishes its words once, as UTF-8 text, to the queue hello, and they have left before it ends",
        "zh-CN": "send 把它的参数作为 UTF-8 文本发布一次到队列 hello，并在结束前确实发出",
      },
      why: {
        en: "Publishing only writes to a buffer in your own process. A program that ends too soon takes the message with it, without any error: an order that nobody will ever see.",
        "zh-CN":
          "发布只是写进自己进程里的缓冲区。程序结束得太早，消息就跟着一起消失，而且不报任何错误：这张订单再也没有人会看到。",
      },
      hints: [
        {
          en: "When sendToQueue() returns, where is your message? Does anything still have to happen before the program may end?",
          "zh-CN": "sendToQueue() 返回的时候，消息在哪里？程序结束之前还需要发生什么？",
        },
        {
          en: "Use a confirm channel and wait for the broker's confirm, then close the channel, then the connection. The default exchange is the empty name, and its routing key is the name of the queue; sendToQueue() does both.",
          "zh-CN":
            "使用确认信道，等到 broker 的确认，再依次关闭信道和连接。默认交换机的名字是空字符串，路由键就是队列名；sendToQueue() 已经包办了这两点。",
        },
        {
          en: 'channel.sendToQueue("hello", Buffer.from(text)); await channel.waitForConfirms(); await channel.close(); await connection.close();',
          "zh-CN":
            'channel.sendToQueue("hello", Buffer.from(text)); await channel.waitForConfirms(); await channel.close(); await connection.close();',
        },
      ],
    },
    {
      id: "default-text",
      dimension: "routing",
      points: 5,
      visibility: "hidden",
      after: ["amqp-url", "both-declare", "send-delivers"],
      title: {
        en: "Without words, send publishes 'Hello World!'",
        "zh-CN": "没有参数时，send 发布 'Hello World!'",
      },
      why: {
        en: "An empty message is a real message: it takes its place in the queue and somebody has to make sense of it. Decide what is sent when nothing was asked for.",
        "zh-CN": "空消息也是消息：它照样占据队列中的位置，总要有人去理解它。没有输入时发什么，应当事先想好。",
      },
      hints: [
        { en: "What is [].join(' ')?", "zh-CN": "[].join(' ') 的结果是什么？" },
        {
          en: "Join the arguments with a space; where the result is empty, take the default text.",
          "zh-CN": "用空格连接参数；如果结果为空，就用默认文本。",
        },
        {
          en: 'const text = process.argv.slice(2).join(" ") || "Hello World!";',
          "zh-CN": 'const text = process.argv.slice(2).join(" ") || "Hello World!";',
        },
      ],
    },
    {
      id: "receive-prints",
      dimension: "routing",
      points: 20,
      after: ["amqp-url", "both-declare"],
      title: {
        en: "receive prints the text of every message of hello, each once",
        "zh-CN": "receive 打印 hello 中每一条消息的文本，各一次",
      },
      why: {
        en: "A consumer subscribes and stays: messages come when they come. And what arrives is bytes; it is you who knows that they are UTF-8 text.",
        "zh-CN": "消费者订阅之后就一直等着：消息什么时候来都可以。而收到的只是字节，只有你知道它们是 UTF-8 文本。",
      },
      hints: [
        {
          en: "Does your program get one message, or every message that will ever come? And what type is message.content?",
          "zh-CN": "你的程序取的是一条消息，还是今后到来的每一条？message.content 又是什么类型？",
        },
        {
          en: "Subscribe with consume(): its callback is called for each message. content is a Buffer; toString() reads it as UTF-8.",
          "zh-CN": "用 consume() 订阅：每来一条消息就调用一次回调。content 是 Buffer，toString() 按 UTF-8 读出文本。",
        },
        {
          en: "await channel.consume(\"hello\", (message) => { if (message === null) return; console.log(` [x] Received '${message.content.toString()}'`); channel.ack(message); });",
          "zh-CN":
            "await channel.consume(\"hello\", (message) => { if (message === null) return; console.log(` [x] Received '${message.content.toString()}'`); channel.ack(message); });",
        },
      ],
    },
    {
      id: "receive-settles",
      dimension: "ack",
      points: 13,
      after: ["amqp-url", "both-declare"],
      title: {
        en: "A message that receive has printed does not come back when it is started again",
        "zh-CN": "receive 打印过的消息，再次启动时不会重新出现",
      },
      why: {
        en: "Until it is told otherwise, the broker takes a message as not dealt with and gives it out again as soon as your connection is gone: the customer gets the same text message twice, or every morning.",
        "zh-CN":
          "在得到确认之前，broker 认为消息还没有处理，连接一断就会再次投递：顾客会收到两条一样的短信，甚至每天早上一条。",
      },
      hints: [
        {
          en: "How does the broker find out that you are done with a message?",
          "zh-CN": "broker 怎么知道你已经处理完一条消息？",
        },
        {
          en: "Either acknowledge each message after printing it, or consume with { noAck: true }, and the broker forgets a message when it sends it. Never both.",
          "zh-CN": "要么打印之后逐条确认，要么用 { noAck: true } 消费，broker 发出即忘。两者不可同时使用。",
        },
        {
          en: "channel.ack(message); // after console.log, in the callback of consume()",
          "zh-CN": "channel.ack(message); // 放在 consume() 回调里的 console.log 之后",
        },
      ],
    },
    {
      id: "send-ends",
      dimension: "routing",
      points: 5,
      after: ["amqp-url", "send-delivers"],
      worthlessWithout: ["amqp-url"],
      title: {
        en: "send ends by itself with exit code 0",
        "zh-CN": "send 自行结束，退出码为 0",
      },
      why: {
        en: "A script or a scheduler that starts your producer waits for its end and looks at its exit code. One that hangs blocks everything behind it.",
        "zh-CN": "启动生产者的脚本或调度器会等它结束，并查看退出码。挂住不退，后面的一切都被卡住。",
      },
      hints: [
        {
          en: "What keeps a Node program alive when its last line has run?",
          "zh-CN": "最后一行执行完之后，是什么让 Node 程序继续运行？",
        },
        {
          en: "An open connection does. Close it when your work is done, also when something failed.",
          "zh-CN": "是打开的连接。工作完成后要关闭它，出错时也一样。",
        },
        {
          en: "await channel.close(); await connection.close();",
          "zh-CN": "await channel.close(); await connection.close();",
        },
      ],
    },
    {
      id: "receive-stops",
      dimension: "routing",
      points: 5,
      after: ["amqp-url", "receive-prints"],
      title: {
        en: "receive runs until SIGINT or SIGTERM, then closes its connection and exits with code 0",
        "zh-CN": "receive 一直运行到收到 SIGINT 或 SIGTERM，然后关闭连接，以退出码 0 结束",
      },
      why: {
        en: "Ctrl+C sends SIGINT, and service managers and containers send SIGTERM at every deployment. A program that closes in order gives its messages back at once and leaves no half-open connection behind.",
        "zh-CN":
          "Ctrl+C 发送 SIGINT，而服务管理器和容器在每次部署时都会发送 SIGTERM。有序关闭的程序会立刻归还手中的消息，也不会留下半开的连接。",
      },
      hints: [
        {
          en: "What does Node do with SIGINT and SIGTERM where you say nothing?",
          "zh-CN": "如果你什么都不做，Node 收到 SIGINT 和 SIGTERM 会怎样？",
        },
        {
          en: "It ends on the spot. Listen for both signals and close the channel, then the connection; without a connection, Node ends by itself with code 0.",
          "zh-CN": "它会当场终止。监听这两个信号，先关信道再关连接；没有了连接，Node 会自己以退出码 0 结束。",
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
      dimension: "routing",
      points: 5,
      visibility: "hidden",
      after: ["amqp-url"],
      worthlessWithout: ["amqp-url"],
      title: {
        en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
        "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
      },
      why: {
        en: "Brokers are restarted and networks fail. Whoever started your program has to learn of it from the exit code, and whoever reads the log has to see why.",
        "zh-CN": "broker 会重启，网络会出故障。启动程序的一方要能从退出码得知，看日志的人要能看出原因。",
      },
      hints: [
        {
          en: "What does connect() do when nobody listens there, and what does your program do then?",
          "zh-CN": "没有人在那个端口监听时，connect() 会怎样？你的程序随后又做什么？",
        },
        {
          en: "It rejects. Catch that around the whole program, write the reason with console.error, and set the exit code; don't swallow it.",
          "zh-CN": "它会 reject。在整个程序外面捕获它，用 console.error 写出原因，并设置退出码；不要把错误吞掉。",
        },
        {
          en: "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
          "zh-CN":
            "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        },
      ],
    },
    {
      id: "durable-queue",
      dimension: "durability",
      points: 5,
      after: ["amqp-url", "both-declare"],
      title: {
        en: "hello is a durable queue that both programs share",
        "zh-CN": "hello 是由两个程序共享的持久队列",
      },
      why: {
        en: "A queue that is not durable is gone when the broker restarts, with all that waits in it. RabbitMQ 4.3 refuses such queues altogether where they are shared.",
        "zh-CN":
          "不持久的队列会随 broker 重启而消失，里面等待的消息也一并丢失。RabbitMQ 4.3 干脆拒绝创建这种共享的非持久队列。",
      },
      hints: [
        {
          en: "Is the queue still there after the broker was restarted?",
          "zh-CN": "broker 重启之后，这个队列还在吗？",
        },
        {
          en: "The options of assertQueue() decide it: durable, exclusive, autoDelete. A queue that outlives its programs is durable and neither of the others.",
          "zh-CN":
            "由 assertQueue() 的选项决定：durable、exclusive、autoDelete。比程序活得久的队列应当 durable，而另外两项都不要。",
        },
        {
          en: 'await channel.assertQueue("hello", { durable: true });',
          "zh-CN": 'await channel.assertQueue("hello", { durable: true });',
        },
      ],
    },
  ],
});
