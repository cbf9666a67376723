// @ts-check
/** What the page says, in both languages. Owns the words; knows nothing of where they stand. */

/** @typedef {"en" | "zh-CN"} Language */

/** @type {Readonly<Record<string, Readonly<Record<Language, string>>>>} */
const WORDS = {
  vhost: { en: "Virtual host", "zh-CN": "虚拟主机" },
  language: { en: "Language", "zh-CN": "语言" },
  user: { en: "User", "zh-CN": "用户名" },
  password: { en: "Password", "zh-CN": "密码" },
  logIn: { en: "Log in", "zh-CN": "登录" },
  loginNeeded: {
    en: "This broker wants to know who looks. Log in with a user that has the tag “management”.",
    "zh-CN": "此 broker 需要登录。请使用带有 “management” 标签的用户登录。",
  },
  loginFailed: { en: "This user and password were not accepted.", "zh-CN": "用户名或密码不正确。" },
  pause: { en: "Pause", "zh-CN": "暂停" },
  goOn: { en: "Go on", "zh-CN": "继续" },
  paused: {
    en: "Paused: the picture stands still, the broker does not.",
    "zh-CN": "已暂停：画面静止，broker 仍在运行。",
  },
  graph: { en: "Exchanges, queues, consumers", "zh-CN": "交换机、队列、消费者" },
  legend: {
    en: "Each square in a queue is a message: empty = ready, filled = delivered and not yet acknowledged. A dashed arrow is the default exchange's: every queue is bound to it by its own name.",
    "zh-CN":
      "队列中的每个方块是一条消息：空心 = 待投递，实心 = 已投递但尚未确认。虚线箭头属于默认交换机：每个队列都以自己的名字绑定到它。",
  },
  log: { en: "What happened", "zh-CN": "发生了什么" },
  queues: { en: "Queues", "zh-CN": "队列" },
  connections: { en: "Connections", "zh-CN": "连接" },
  none: { en: "none", "zh-CN": "无" },
  name: { en: "Name", "zh-CN": "名称" },
  kind: { en: "Kind", "zh-CN": "类型" },
  ready: { en: "Ready", "zh-CN": "待投递" },
  unacknowledged: { en: "Unacknowledged", "zh-CN": "未确认" },
  consumers: { en: "Consumers", "zh-CN": "消费者" },
  client: { en: "Client", "zh-CN": "客户端" },
  channels: { en: "Channels", "zh-CN": "信道" },
  defaultExchange: { en: "(default)", "zh-CN": "（默认）" },
  durable: { en: "durable", "zh-CN": "持久" },
  transient: { en: "transient", "zh-CN": "非持久" },
  exclusive: { en: "exclusive", "zh-CN": "独占" },
  autoDelete: { en: "auto-delete", "zh-CN": "自动删除" },
  automaticAck: { en: "automatic ack", "zh-CN": "自动确认" },
  manualAck: { en: "acknowledges", "zh-CN": "手动确认" },
  noLimit: { en: "no prefetch limit", "zh-CN": "无预取限制" },
  gone: {
    en: "The broker does not answer. This page looks again every second.",
    "zh-CN": "broker 没有响应。本页面每秒重试一次。",
  },
};

/** @type {Readonly<Record<string, Readonly<Record<Language, (...values: (string | number)[]) => string>>>>} */
const SENTENCES = {
  empty: {
    en: (address) => `Nothing has been declared here yet. Start a program with AMQP_URL=${address} and watch.`,
    "zh-CN": (address) => `这里还没有任何声明。用 AMQP_URL=${address} 启动一个程序，然后观察。`,
  },
  prefetch: { en: (count) => `prefetch ${count}`, "zh-CN": (count) => `预取 ${count}` },
  more: { en: (count) => `and ${count} more, see the table`, "zh-CN": (count) => `另有 ${count} 个，见表格` },
  counts: {
    en: (ready, unacknowledged) => `${ready} ready, ${unacknowledged} unacknowledged`,
    "zh-CN": (ready, unacknowledged) => `${ready} 待投递，${unacknowledged} 未确认`,
  },
  cameExchange: { en: (name) => `exchange ${name} was declared`, "zh-CN": (name) => `声明了交换机 ${name}` },
  wentExchange: { en: (name) => `exchange ${name} is gone`, "zh-CN": (name) => `交换机 ${name} 已删除` },
  cameQueue: { en: (name) => `queue ${name} was declared`, "zh-CN": (name) => `声明了队列 ${name}` },
  wentQueue: { en: (name) => `queue ${name} is gone`, "zh-CN": (name) => `队列 ${name} 已删除` },
  cameBinding: {
    en: (queue, exchange, key) => `${queue} was bound to ${exchange}${key === "" ? "" : ` by ${key}`}`,
    "zh-CN": (queue, exchange, key) => `${queue} 绑定到 ${exchange}${key === "" ? "" : `，键为 ${key}`}`,
  },
  cameConsumer: { en: (queue) => `a consumer came to ${queue}`, "zh-CN": (queue) => `${queue} 来了一个消费者` },
  wentConsumer: { en: (queue) => `a consumer left ${queue}`, "zh-CN": (queue) => `${queue} 走了一个消费者` },
  published: {
    en: (count, name) => `${count === 1 ? "1 message" : `${count} messages`} published to ${name}`,
    "zh-CN": (count, name) => `向 ${name} 发布了 ${count} 条消息`,
  },
  dropped: {
    en: (count, name) =>
      `${count === 1 ? "1 message" : `${count} messages`} to ${name} went nowhere: no queue was bound that wanted it`,
    "zh-CN": (count, name) => `发往 ${name} 的 ${count} 条消息无处可去：没有匹配的绑定队列`,
  },
  arrived: {
    en: (count, name) => `${count === 1 ? "1 message" : `${count} messages`} arrived in ${name}`,
    "zh-CN": (count, name) => `${count} 条消息进入 ${name}`,
  },
  delivered: {
    en: (count, name) => `${count === 1 ? "1 message" : `${count} messages`} delivered from ${name}`,
    "zh-CN": (count, name) => `从 ${name} 投递了 ${count} 条消息`,
  },
  redelivered: {
    en: (count, name) => `${count === 1 ? "1 message" : `${count} messages`} of ${name} delivered again`,
    "zh-CN": (count, name) => `${name} 的 ${count} 条消息被重新投递`,
  },
  acknowledged: {
    en: (count, name) => `${count === 1 ? "1 message" : `${count} messages`} of ${name} acknowledged`,
    "zh-CN": (count, name) => `${name} 的 ${count} 条消息已确认`,
  },
};

/** @type {Language} */
let language = "en";

/** @param {string} chosen a language as browsers and `lang` attributes name it @returns {Language} the one that it is spoken in here */
export function speak(chosen) {
  language = chosen.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  return language;
}

/** @param {string} id */
export function word(id) {
  const chosen = WORDS[id];
  if (chosen === undefined) throw new Error(`no word ${id}`);
  return chosen[language];
}

/**
 * @param {string} id
 * @param {...(string | number)} values
 */
export function sentence(id, ...values) {
  const chosen = SENTENCES[id];
  if (chosen === undefined) throw new Error(`no sentence ${id}`);
  return chosen[language](...values);
}

/** For the test that both languages are complete. */
export const ALL = { WORDS, SENTENCES };
