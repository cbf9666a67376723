/** What the broker says of itself in connection.start. Clients branch on some of it (https://www.rabbitmq.com/docs/connections#capabilities). */
import type { Profile } from "../core/profile.ts";
import { fieldTable, type FieldTable } from "../wire/index.ts";

/** Every one of these is honoured. */
const CAPABILITIES = {
  publisher_confirms: true,
  exchange_exchange_bindings: true,
  "basic.nack": true,
  consumer_cancel_notify: true,
  "connection.blocked": true,
  consumer_priorities: true,
  authentication_failure_close: true,
  per_consumer_qos: true,
  direct_reply_to: true,
} as const;

export function serverProperties(profile: Profile): FieldTable {
  return fieldTable({
    capabilities: CAPABILITIES,
    cluster_name: "broker-lite@localhost",
    copyright: "Copyright (c) the authors of broker-lite",
    information: "Licensed under the MIT licence",
    // Who branches on the product gets what RabbitMQ does; who wants to know what this is looks at the platform.
    platform: "broker-lite",
    product: "RabbitMQ",
    version: profile.version,
  });
}
