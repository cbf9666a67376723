import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "Ask a question into the room on a slip of paper. What must stand on it so that the answer finds you, and your question?",
        "zh-CN": "在纸条上向全班提一个问题。上面要写什么，答案才能找到你和你的问题？",
      },
    },
    {
      minutes: 15,
      what: {
        en: "reply_to, correlation_id, a reply queue of one's own; what a timeout is for.",
        "zh-CN": "reply_to、correlation_id、自己的回复队列；超时是做什么用的。",
      },
    },
    {
      minutes: 45,
      what: {
        en: "Write rpc-server, then rpc-client. One half of each group may write each.",
        "zh-CN": "先写 rpc-server，再写 rpc-client。每组可以两边各写一个。",
      },
    },
    {
      minutes: 15,
      what: {
        en: "Be a hostile peer: answer twice, late, with foreign ids. Whose client copes?",
        "zh-CN": "扮演难缠的对方：回答两次、迟到、带别人的 id。谁的客户端应付得了？",
      },
    },
  ],
  wrongTurns: [
    "client-takes-any-reply",
    "client-asks-one-by-one",
    "server-acks-first",
    "server-dies-without-reply-to",
    "server-requeues-bad-request",
    "client-waits-for-ever",
    "server-forgets-correlation-id",
    "client-shares-its-reply-queue",
    "server-counts-in-doubles",
  ],
  draw: [
    {
      en: "Requests through rpc_queue to two servers; replies dashed, back to one client. Write an id on each slip.",
      "zh-CN": "请求经 rpc_queue 到两个服务端；回复画虚线，回到一个客户端。每张纸条写一个 id。",
    },
    {
      en: "Let the second server be quicker: the replies overtake each other. Which price belongs to which item?",
      "zh-CN": "让第二个服务端快一些：回复互相超车。哪个价格属于哪件商品？",
    },
    {
      en: "Cross the server out between reply and ack, then between ack and reply. Which one loses an answer, which one answers twice?",
      "zh-CN": "在回复与确认之间划掉服务端，再换到确认与回复之间。哪种丢了答案，哪种回答两次？",
    },
  ],
});
