/** Has messages go every way that there is, and asks a broker's management API what it counted. */
import { connect, type Channel, type ChannelModel, type GetMessage } from "amqplib";
import type { Place } from "./shapes.ts";

/** By name; `null` where the API says nothing. */
export type Counts = Readonly<Record<string, number>> | null;

export interface Counted {
  /** By what the channel was there for. */
  readonly channels: Readonly<Record<string, Counts>>;
  readonly queues: Readonly<Record<string, Counts>>;
  readonly exchanges: Readonly<Record<string, Counts>>;
  readonly vhost: Counts;
  /** The lists beside the counts of a channel, a queue and an exchange. */
  readonly lists: unknown;
}

const VHOST = "counted";
const ONE = Buffer.from("x");

/** @param collected waits until the API shows what happened: RabbitMQ collects it every five seconds */
export async function countedBy(place: Place, collected: () => Promise<void>): Promise<Counted> {
  await ask(place, "DELETE", `/api/vhosts/${VHOST}`);
  await ask(place, "PUT", `/api/vhosts/${VHOST}`);
  await ask(place, "PUT", `/api/permissions/${VHOST}/guest`, { configure: ".*", write: ".*", read: ".*" });
  const model = await connect(`${place.amqpUrl}/${VHOST}`);
  try {
    const roles = await act(model);
    await collected();
    return await answers(place, roles);
  } finally {
    await model.close();
    await ask(place, "DELETE", `/api/vhosts/${VHOST}`);
  }
}

/** The channels in their order, as they were opened. */
async function act(model: ChannelModel): Promise<readonly string[]> {
  await publishing(model);
  await getting(model);
  await consuming(model);
  await requesting(model);
  await transacting(model);
  await dying(model);
  await returning(model);
  return [
    "publishes",
    "publishes, confirmed",
    "gets",
    "consumes",
    "asks",
    "answers",
    "transacts",
    "rejects",
    "gives back",
  ];
}

async function publishing(model: ChannelModel): Promise<void> {
  const plain = await model.createChannel();
  const confirming = await model.createConfirmChannel();
  await plain.assertExchange("fan", "fanout");
  await plain.assertExchange("behind", "direct");
  await plain.bindExchange("behind", "fan", "");
  for (const queue of ["left", "right", "last"]) await plain.assertQueue(queue);
  await plain.assertQueue("full", { arguments: { "x-max-length": 0, "x-overflow": "reject-publish" } });
  await plain.bindQueue("left", "fan", "");
  await plain.bindQueue("right", "fan", "");
  await plain.bindQueue("last", "behind", "key");
  for (const publisher of [plain, confirming]) {
    publisher.publish("fan", "key", ONE);
    publisher.publish("", "left", ONE);
    publisher.publish("amq.direct", "nowhere", ONE);
    publisher.publish("", "nowhere", ONE, { mandatory: true });
    publisher.publish("fan", "", ONE, { CC: ["left"] });
  }
  await confirming.waitForConfirms();
  confirming.publish("", "full", ONE);
  await confirming.waitForConfirms().catch(() => {});
  await plain.checkQueue("left");
}

async function getting(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  await channel.assertQueue("nothing");
  await channel.get("nothing");
  await channel.get("nothing", { noAck: true });
  await channel.get("left", { noAck: true });
  const [first, second, third] = [await got(channel, "left"), await got(channel, "left"), await got(channel, "left")];
  channel.ack(first);
  channel.nack(second, false, true);
  channel.reject(third, false);
  channel.ack(await got(channel, "left"));
  await channel.checkQueue("left");
}

async function consuming(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  let taken = 0;
  await deliveries(channel, "right", 4, { noAck: true }, () => {});
  await deliveries(channel, "left", 3, {}, (message) => {
    taken++;
    if (taken === 1) channel.nack(message, false, true);
    if (taken === 3) channel.ack(message, true);
  });
  await channel.checkQueue("left");
}

async function requesting(model: ChannelModel): Promise<void> {
  const [asks, replies] = [await model.createChannel(), await model.createChannel()];
  await asks.assertQueue("requests");
  const answered = new Promise((resolve) => {
    void asks.consume("amq.rabbitmq.reply-to", resolve, { noAck: true });
  });
  asks.sendToQueue("requests", ONE, { replyTo: "amq.rabbitmq.reply-to" });
  await asks.checkQueue("requests");
  const request = await got(replies, "requests");
  replies.sendToQueue(String(request.properties.replyTo), ONE);
  replies.ack(request);
  await answered;
  await replies.checkQueue("requests");
}

async function transacting(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  const call = channel as unknown as Transactional;
  await call.rpc(SELECT, {}, SELECT_OK);
  await channel.assertQueue("ledger");
  channel.sendToQueue("ledger", ONE);
  channel.sendToQueue("ledger", ONE);
  await call.rpc(COMMIT, {}, COMMIT_OK);
  channel.ack(await got(channel, "ledger"));
  channel.sendToQueue("ledger", ONE);
  await call.rpc(ROLLBACK, {}, ROLLBACK_OK);
}

/** amqplib has no name for class tx. */
interface Transactional {
  rpc(method: number, fields: object, expected: number): Promise<unknown>;
}
const [SELECT, SELECT_OK, COMMIT, COMMIT_OK, ROLLBACK, ROLLBACK_OK] = [10, 11, 20, 21, 30, 31].map(
  (method) => (90 << 16) | method,
) as [number, number, number, number, number, number];

async function dying(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  await channel.assertQueue("dead");
  await channel.assertQueue("dying", { deadLetterExchange: "", deadLetterRoutingKey: "dead" });
  channel.sendToQueue("dying", ONE);
  await channel.checkQueue("dying");
  channel.reject(await got(channel, "dying"), false);
  // Not before it has come through.
  for (let message: GetMessage | false = false; message === false;)
    message = await channel.get("dead", { noAck: true });
}

/** A message that comes back to a quorum queue is a new one there. */
async function returning(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel();
  await channel.assertQueue("steady", {
    durable: true,
    arguments: { "x-queue-type": "quorum", "x-delivery-limit": 3 },
  });
  channel.sendToQueue("steady", ONE);
  // Not before its replicas have agreed on it.
  const next = async (): Promise<GetMessage> => {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- asks until it is there
      const { messageCount } = await channel.checkQueue("steady");
      // oxlint-disable-next-line no-await-in-loop -- the same
      if (messageCount > 0) return got(channel, "steady");
    }
  };
  channel.nack(await next(), false, true);
  channel.ack(await next());
  await channel.checkQueue("steady");
}

async function got(channel: Channel, queue: string): Promise<GetMessage> {
  const message = await channel.get(queue);
  if (message === false) throw new Error(`there was to be a message in ${queue}`);
  return message;
}

async function deliveries(
  channel: Channel,
  queue: string,
  count: number,
  options: { readonly noAck?: boolean },
  take: (message: GetMessage) => void,
): Promise<void> {
  let came = 0;
  await new Promise<void>((resolve) => {
    void channel.consume(
      queue,
      (message) => {
        take(message as unknown as GetMessage);
        if (++came === count) resolve();
      },
      options,
    );
  });
}

async function answers(place: Place, roles: readonly string[]): Promise<Counted> {
  const channels = (await ask(place, "GET", `/api/vhosts/${VHOST}/channels`)) as readonly Told[];
  const named = channels.toSorted((left, right) => Number(left["number"]) - Number(right["number"]));
  const byRole = named.map((channel, index) => [String(roles[index]), countsIn(channel)] as const);
  const queues = await listed(place, `/api/queues/${VHOST}`);
  const exchanges = await listed(place, `/api/exchanges/${VHOST}`);
  const details = await Promise.all([
    ask(place, "GET", `/api/channels/${encodeURIComponent(String(named[0]?.["name"]))}`),
    ask(place, "GET", `/api/queues/${VHOST}/left`),
    ask(place, "GET", `/api/exchanges/${VHOST}/fan`),
  ]);
  return {
    channels: Object.fromEntries(byRole),
    queues,
    exchanges,
    vhost: countsIn((await ask(place, "GET", `/api/vhosts/${VHOST}`)) as Told),
    lists: details.map((detail) => {
      const { publishes, deliveries: toChannels, incoming, outgoing } = detail as Told;
      return { publishes, deliveries: toChannels, incoming, outgoing };
    }),
  };
}

type Told = Readonly<Record<string, unknown>>;

async function listed(place: Place, path: string): Promise<Readonly<Record<string, Counts>>> {
  const all = (await ask(place, "GET", path)) as readonly Told[];
  return Object.fromEntries(all.map((one) => [String(one["name"]), countsIn(one)] as const).toSorted(byName));
}

/** Without rates. */
function countsIn({ message_stats: stats }: Told): Counts {
  if (stats === undefined) return null;
  const counts = Object.entries(stats as Record<string, number>).filter(([name]) => !name.endsWith("_details"));
  return Object.fromEntries(counts.toSorted(byName));
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

async function ask({ managementUrl }: Place, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(managementUrl + path, {
    method,
    headers: { authorization: `Basic ${btoa("guest:guest")}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
