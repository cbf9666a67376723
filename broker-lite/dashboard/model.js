// @ts-check
/** What the answers of the management API mean: a graph, and what happened between two looks. Pure; draws nothing. */

/**
 * @typedef {{ publish?: number, publish_in?: number, publish_out?: number, deliver_no_ack?: number, get_no_ack?: number, deliver_get?: number, redeliver?: number, ack?: number }} Counts
 * @typedef {{ name: string, type: string, durable: boolean, message_stats?: Counts }} Exchange
 * @typedef {{ name: string, type: string, durable: boolean, exclusive: boolean, auto_delete: boolean, messages_ready: number, messages_unacknowledged: number, consumers: number, arguments?: { "x-overflow"?: string }, effective_policy_definition?: { overflow?: string }, message_stats?: Counts }} Queue
 * @typedef {{ source: string, destination: string, destination_type: "queue" | "exchange", routing_key: string, properties_key: string }} Binding
 * @typedef {{ consumer_tag: string, ack_required: boolean, prefetch_count: number, queue: { name: string }, channel_details: { name?: string, connection_name?: string, peer_port?: number }, client?: string }} Consumer client: who it is, in the words of its connection
 * @typedef {{ name: string, user: string, channels: number, client_properties?: { product?: string, connection_name?: string } }} Connection
 * @typedef {{ exchanges: readonly Exchange[], queues: readonly Queue[], bindings: readonly Binding[], consumers: readonly Consumer[], connections: readonly Connection[] }} Snapshot
 *
 * @typedef {{ id: string, kind: "exchange" | "queue" | "consumer", name: string, exchange?: Exchange, queue?: Queue, consumer?: Consumer }} Node
 * @typedef {{ id: string, from: string, to: string, labels: string[], isDefault: boolean }} Edge
 * @typedef {{ nodes: readonly Node[], edges: readonly Edge[], hiddenQueues: number }} Graph
 *
 * @typedef {{ sentence: string, values: readonly (string | number)[] }} Happening
 * @typedef {{ edge: string, count: number }} Movement
 * @typedef {{ happenings: readonly Happening[], movements: readonly Movement[] }} Changes
 */

/** More than that and nobody can follow; the rest stands in the table. */
export const QUEUES_DRAWN = 40;

/** What stands for the exchange without a name where somebody reads it. */
export const DEFAULT = "(default)";

export const exchangeId = (/** @type {string} */ name) => `exchange ${name}`;
export const queueId = (/** @type {string} */ name) => `queue ${name}`;
export const consumerId = (/** @type {Consumer} */ { channel_details, consumer_tag }) =>
  `consumer ${channel_details.name ?? ""} ${consumer_tag}`;

/** @param {Snapshot} snapshot @returns {Graph} */
export function graphOf({ exchanges, queues, bindings, consumers, connections }) {
  const shown = queues.slice(0, QUEUES_DRAWN);
  const isShown = new Set(shown.map(({ name }) => queueId(name)));
  const explicit = bindings.filter(({ source }) => source !== "");
  const bound = new Set(explicit.map(({ destination, destination_type }) => idOf(destination_type, destination)));
  const used = new Set(
    explicit.flatMap((one) => [exchangeId(one.source), idOf(one.destination_type, one.destination)]),
  );
  // RabbitMQ's own exchanges only where somebody uses them.
  const named = exchanges.filter(({ name }) => name !== "" && (!name.startsWith("amq.") || used.has(exchangeId(name))));
  // The default exchange leads to every queue; where a queue has bindings of its own, that arrow would only hide them.
  const byDefault = shown.filter(({ name }) => !bound.has(queueId(name)));
  const defaults = byDefault.length > 0 ? exchanges.filter(({ name }) => name === "") : [];
  /** @type {Map<string, Edge>} */
  const edges = new Map();
  for (const { source, destination, destination_type, routing_key } of explicit) {
    const [from, to] = [exchangeId(source), idOf(destination_type, destination)];
    if (destination_type === "queue" && !isShown.has(to)) continue;
    const id = edgeId(from, to);
    const edge = edges.get(id) ?? { id, from, to, labels: [], isDefault: false };
    if (routing_key !== "") edge.labels.push(routing_key);
    edges.set(id, edge);
  }
  for (const { name } of defaults.length > 0 ? byDefault : []) {
    const [from, to] = [exchangeId(""), queueId(name)];
    edges.set(edgeId(from, to), { id: edgeId(from, to), from, to, labels: [], isDefault: true });
  }
  const listening = consumers.filter(({ queue }) => isShown.has(queueId(queue.name)));
  for (const consumer of listening) {
    const [from, to] = [queueId(consumer.queue.name), consumerId(consumer)];
    edges.set(edgeId(from, to), { id: edgeId(from, to), from, to, labels: [], isDefault: false });
  }
  return {
    nodes: [
      ...[...defaults, ...named].map((exchange) =>
        node("exchange", exchangeId(exchange.name), exchange.name, { exchange }),
      ),
      ...shown.map((queue) => node("queue", queueId(queue.name), queue.name, { queue })),
      ...listening.map((consumer) => {
        const client = clientOf(consumer, connections);
        return node("consumer", consumerId(consumer), consumer.consumer_tag, { consumer: { ...consumer, client } });
      }),
    ],
    edges: [...edges.values()],
    hiddenQueues: queues.length - shown.length,
  };
}

/**
 * What happened between two looks at the same vhost, in words and as movements along the arrows.
 * @param {Snapshot} before @param {Snapshot} after @returns {Changes}
 */
export function changesBetween(before, after) {
  /** @type {Happening[]} */
  const happenings = [];
  /** @type {Movement[]} */
  const movements = [];
  const tell = (/** @type {string} */ sentence, /** @type {(string | number)[]} */ ...values) => {
    happenings.push({ sentence, values });
  };
  const exchangesBefore = new Map(before.exchanges.map((one) => [one.name, one]));
  const queuesBefore = new Map(before.queues.map((one) => [one.name, one]));
  for (const { name } of missingIn(before.exchanges, after.exchanges)) tell("cameExchange", name);
  for (const { name } of missingIn(before.queues, after.queues)) tell("cameQueue", name);
  const bindingsBefore = new Set(before.bindings.map(bindingId));
  for (const one of after.bindings) {
    if (one.source !== "" && !bindingsBefore.has(bindingId(one)))
      tell("cameBinding", one.destination, one.source, one.routing_key);
  }
  const consumersBefore = new Set(before.consumers.map(consumerId));
  const consumersAfter = new Set(after.consumers.map(consumerId));
  for (const one of after.consumers) if (!consumersBefore.has(consumerId(one))) tell("cameConsumer", one.queue.name);

  for (const exchange of after.exchanges) {
    const [counted, was] = [exchange.message_stats, exchangesBefore.get(exchange.name)?.message_stats];
    const came = grown(counted?.publish_in, was?.publish_in);
    if (came === 0) continue;
    tell("published", came, exchange.name || DEFAULT);
    movements.push({ edge: edgeId("publisher", exchangeId(exchange.name)), count: came });
    // Some may have gone to several queues; none at all is what can be told for certain.
    if (grown(counted?.publish_out, was?.publish_out) === 0) tell("dropped", came, exchange.name || DEFAULT);
  }
  for (const queue of after.queues) {
    const [counted, was] = [queue.message_stats, queuesBefore.get(queue.name)?.message_stats];
    const arrived = arrivedIn(queue, queuesBefore.get(queue.name));
    const delivered = grown(counted?.deliver_get, was?.deliver_get);
    const again = grown(counted?.redeliver, was?.redeliver);
    const acknowledged = grown(counted?.ack, was?.ack);
    if (arrived > 0) {
      tell("arrived", arrived, queue.name);
      for (const from of sourcesOf(after, queue.name))
        movements.push({ edge: edgeId(from, queueId(queue.name)), count: arrived });
    }
    if (delivered > again) tell("delivered", delivered - again, queue.name);
    if (again > 0) tell("redelivered", again, queue.name);
    if (acknowledged > 0) tell("acknowledged", acknowledged, queue.name);
    const consumers = after.consumers.filter((one) => one.queue.name === queue.name);
    // Which of them got how many is not told: shared out evenly, as the broker does.
    consumers.forEach((one, index) => {
      const share = Math.floor((delivered + consumers.length - 1 - index) / consumers.length);
      if (share > 0) movements.push({ edge: edgeId(queueId(queue.name), consumerId(one)), count: share });
    });
  }

  for (const one of before.consumers) if (!consumersAfter.has(consumerId(one))) tell("wentConsumer", one.queue.name);
  for (const { name } of missingIn(after.queues, before.queues)) tell("wentQueue", name);
  for (const { name } of missingIn(after.exchanges, before.exchanges)) tell("wentExchange", name);
  return { happenings, movements };
}

/** @param {string} from @param {string} to */
export function edgeId(from, to) {
  return `${from} -> ${to}`;
}

/** The name that a connection gave itself, else its library's and its port, which tells two of them apart. */
function clientOf(
  /** @type {Consumer} */ { channel_details: details },
  /** @type {readonly Connection[]} */ connections,
) {
  const named = connections.find(({ name }) => name === details.connection_name)?.client_properties;
  return named?.connection_name ?? `${named?.product ?? ""} :${details.peer_port ?? ""}`.trim();
}

/** Where messages to a queue may have come from: its bindings, else the default exchange. */
function sourcesOf(/** @type {Snapshot} */ { bindings }, /** @type {string} */ queue) {
  const sources = bindings.filter(
    (one) => one.source !== "" && one.destination_type === "queue" && one.destination === queue,
  );
  return sources.length > 0 ? [...new Set(sources.map(({ source }) => exchangeId(source)))] : [exchangeId("")];
}

/**
 * How many messages came into a queue, as far as can be told. What was published to it counts what it refused, and leaves out dead letters:
 * these show in what it holds.
 */
function arrivedIn(/** @type {Queue} */ queue, /** @type {Queue | undefined} */ before) {
  const [now, was] = [queue.message_stats, before?.message_stats];
  const taken =
    grown(now?.ack, was?.ack) +
    grown(now?.deliver_no_ack, was?.deliver_no_ack) +
    grown(now?.get_no_ack, was?.get_no_ack);
  const more = heldBy(queue) - heldBy(before) + taken;
  const overflow = queue.arguments?.["x-overflow"] ?? queue.effective_policy_definition?.overflow;
  return Math.max(overflow?.startsWith("reject") === true ? 0 : grown(now?.publish, was?.publish), more);
}

function heldBy(/** @type {Queue | undefined} */ queue) {
  return queue === undefined ? 0 : queue.messages_ready + queue.messages_unacknowledged;
}

function idOf(/** @type {"queue" | "exchange"} */ kind, /** @type {string} */ name) {
  return kind === "queue" ? queueId(name) : exchangeId(name);
}

function bindingId(/** @type {Binding} */ { source, destination, destination_type, properties_key }) {
  return [source, destination_type, destination, properties_key].join("\0");
}

/** @param {Node["kind"]} kind @param {string} id @param {string} name @param {Partial<Node>} what @returns {Node} */
function node(kind, id, name, what) {
  return { id, kind, name, ...what };
}

/** A counter that starts anew (the broker was restarted) has not run backwards. */
function grown(/** @type {number | undefined} */ now, /** @type {number | undefined} */ was) {
  return Math.max(0, (now ?? 0) - (was ?? 0));
}

/** @template {{ name: string }} T @param {readonly T[]} known @param {readonly T[]} all */
function missingIn(known, all) {
  const names = new Set(known.map(({ name }) => name));
  return all.filter(({ name }) => !names.has(name));
}
