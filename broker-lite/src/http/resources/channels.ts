/** `/api/channels` and `/api/consumers`: what connections have open, and who waits for messages. */
import type { ChannelConsumer } from "../../session/consumer.ts";
import { found, ok, type Answer } from "../answer.ts";
import { parameter, type ApiRequest, type VhostRequest } from "../request.ts";
import { tableJson } from "../values.ts";
import { channelStats, statsJson } from "../stats.ts";
import { channelName, NODE, openChannels, peerDetails, plainHost, type OpenChannel } from "../views.ts";

export function channels(request: ApiRequest): Answer {
  return ok(openChannels(request).map(channelJson));
}

/** `GET /api/vhosts/:vhost/channels` */
export function vhostChannels(request: VhostRequest): Answer {
  return ok(inThat(request).map(channelJson));
}

export function channel(request: ApiRequest): Answer {
  const name = parameter(request, "name");
  const open = found(openChannels(request).find((candidate) => channelName(candidate) === name));
  return ok({ ...channelJson(open), consumer_details: consumersOf(open), publishes: [], deliveries: [] });
}

export function consumers(request: ApiRequest): Answer {
  return ok(openChannels(request).flatMap(consumersOf));
}

/** `GET /api/consumers/:vhost` */
export function vhostConsumers(request: VhostRequest): Answer {
  return ok(inThat(request).flatMap(consumersOf));
}

export function consumersOf(open: OpenChannel): readonly ConsumerJson[] {
  const { channel: session, connection, transport, vhost, name } = open;
  const { peerHost, peerPort } = transport.addresses;
  return [...session.consumers.values()].map((consumer) => ({
    consumer_tag: consumer.consumerTag,
    queue: { name: consumer.queue.name, vhost: vhost.name },
    ack_required: !consumer.noAck,
    exclusive: consumer.exclusive,
    prefetch_count: consumer.prefetchCount,
    active: consumer.queue.consumers.isActive(consumer),
    activity_status: activityOf(consumer),
    arguments: tableJson(consumer.arguments),
    channel_details: {
      connection_name: name,
      name: channelName(open),
      node: NODE,
      number: session.number,
      peer_host: plainHost(peerHost),
      peer_port: peerPort,
      user: connection.userName,
    },
  }));
}

export interface ConsumerJson {
  readonly queue: { readonly name: string; readonly vhost: string };
  readonly [key: string]: unknown;
}

export function channelJson(open: OpenChannel): Readonly<Record<string, unknown>> {
  const { channel: session, connection, vhost } = open;
  const nowMs = vhost.host.clock.now();
  return {
    name: channelName(open),
    number: session.number,
    node: NODE,
    state: "running",
    user: connection.userName,
    user_who_performed_action: connection.userName,
    vhost: vhost.name,
    connection_details: peerDetails(open),
    confirm: session.confirms !== undefined,
    transactional: session.transaction !== undefined,
    consumer_count: session.consumers.size,
    messages_unacknowledged: session.unacked.size,
    messages_uncommitted: session.transaction?.publications.length ?? 0,
    acks_uncommitted:
      session.transaction?.settlements.reduce((total, { deliveries }) => total + deliveries.length, 0) ?? 0,
    prefetch_count: session.prefetchCount,
    global_prefetch_count: session.sharedPrefetchCount,
    ...statsJson(session.counts, channelStats(session.counts), nowMs),
  };
}

function activityOf(consumer: ChannelConsumer): string {
  const { consumers, policy } = consumer.queue;
  if (!policy.singleActiveConsumer) return "up";
  return consumers.isActive(consumer) ? "single_active" : "waiting";
}

function inThat(request: VhostRequest): OpenChannel[] {
  return openChannels(request).filter(({ vhost }) => vhost === request.vhost);
}
