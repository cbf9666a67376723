/** Class connection, once the handshake is over (amqp0-9-1 §1.4). */
import { connectionError } from "../../core/errors.ts";
import type { Method } from "../../wire/index.ts";
import type { Connection } from "../connection.ts";

export function handleConnectionMethod(connection: Connection, method: Method): void {
  switch (method.name) {
    case "connection.close":
      return connection.closedByClient();
    case "connection.update-secret":
      // https://www.rabbitmq.com/docs/oauth2: a new secret for the same user; passwords are checked at login only.
      return connection.outbox.send(0, "connection.update-secret-ok", {});
    default:
      throw connectionError("CHANNEL_ERROR", "unexpected method in connection state running");
  }
}
