/** `/api/connections`: who is connected; deleting one closes it. */
import { connectionError } from "../../core/errors.ts";
import { DONE, found, ok, type Answer } from "../answer.ts";
import { parameter, type ApiRequest, type VhostRequest } from "../request.ts";
import { tableJson } from "../values.ts";
import { NODE, openChannels, openConnections, peerDetails, plainHost, type OpenConnection } from "../views.ts";
import { channelJson } from "./channels.ts";

export function connections(request: ApiRequest): Answer {
  return ok(openConnections(request).map(connectionJson));
}

/** `GET /api/vhosts/:vhost/connections` */
export function vhostConnections(request: VhostRequest): Answer {
  return ok(
    openConnections(request)
      .filter(({ vhost }) => vhost === request.vhost)
      .map(connectionJson),
  );
}

export function connection(request: ApiRequest): Answer {
  return ok(connectionJson(namedConnection(request)));
}

/** `GET /api/connections/:name/channels` */
export function connectionChannels(request: ApiRequest): Answer {
  const { transport } = namedConnection(request);
  return ok(
    openChannels(request)
      .filter((open) => open.transport === transport)
      .map(channelJson),
  );
}

/** Says why to the client: the header `X-Reason`, or RabbitMQ's words. */
export function deleteConnection(request: ApiRequest): Answer {
  const open = namedConnection(request);
  open.connection.close(connectionError("CONNECTION_FORCED", request.reason ?? "Closed via management plugin"));
  return DONE;
}

function namedConnection(request: ApiRequest): OpenConnection {
  const name = parameter(request, "name");
  return found(openConnections(request).find((open) => open.name === name));
}

function connectionJson(open: OpenConnection): Readonly<Record<string, unknown>> {
  const { connection: session, transport, vhost, name } = open;
  const { clientProperties, negotiated, userName } = session;
  const connectionNameOf = clientProperties["connection_name"];
  return {
    ...peerDetails(open),
    name,
    ...(connectionNameOf?.type === "string" ? { user_provided_name: connectionNameOf.value } : {}),
    node: NODE,
    type: "network",
    protocol: "AMQP 0-9-1",
    state: "running",
    host: plainHost(transport.addresses.host),
    port: transport.addresses.port,
    user: userName,
    user_who_performed_action: userName,
    vhost: vhost.name,
    auth_mechanism: negotiated?.mechanism,
    channels: session.channels.size,
    channel_max: negotiated?.channelMaximum,
    frame_max: negotiated?.frameMaximumBytes,
    timeout: negotiated?.heartbeatSeconds,
    connected_at: transport.connectedAtMs,
    client_properties: tableJson(clientProperties),
    recv_oct: transport.bytesReceived,
    send_oct: transport.bytesSent,
    ssl: false,
  };
}
