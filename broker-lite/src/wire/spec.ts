/**
 * The methods of AMQP 0-9-1 with RabbitMQ's extensions, as data. A new method is one row here and nothing elsewhere. Types are
 * inferred from it in `types.ts`; how a value of each type lies in bytes is in `methods.ts`.
 *
 * Field names are the specification's, in camel case. `reserved…` fields are on the wire but not in the API: they are
 * written as zero or empty and skipped when read.
 */
import type { MethodRow } from "./layout.ts";

const TUNE_FIELDS = [
  ["channelMax", "short"],
  ["frameMax", "long"],
  ["heartbeat", "short"],
] as const;

const CLOSE_FIELDS = [
  ["replyCode", "short"],
  ["replyText", "shortString"],
  ["classId", "short"],
  ["methodId", "short"],
] as const;

const EXCHANGE_BINDING_FIELDS = [
  ["reserved1", "short"],
  ["destination", "shortString"],
  ["source", "shortString"],
  ["routingKey", "shortString"],
  ["nowait", "bit"],
  ["arguments", "table"],
] as const;

export const METHODS = {
  "connection.start": {
    classId: 10,
    methodId: 10,
    sentBy: "server",
    fields: [
      ["versionMajor", "octet"],
      ["versionMinor", "octet"],
      ["serverProperties", "table"],
      ["mechanisms", "longString"],
      ["locales", "longString"],
    ],
  },
  "connection.start-ok": {
    classId: 10,
    methodId: 11,
    sentBy: "client",
    fields: [
      ["clientProperties", "table"],
      ["mechanism", "shortString"],
      ["response", "longBytes"],
      ["locale", "shortString"],
    ],
  },
  "connection.secure": { classId: 10, methodId: 20, sentBy: "server", fields: [["challenge", "longBytes"]] },
  "connection.secure-ok": { classId: 10, methodId: 21, sentBy: "client", fields: [["response", "longBytes"]] },
  "connection.tune": {
    classId: 10,
    methodId: 30,
    sentBy: "server",
    fields: TUNE_FIELDS,
  },
  "connection.tune-ok": {
    classId: 10,
    methodId: 31,
    sentBy: "client",
    fields: TUNE_FIELDS,
  },
  "connection.open": {
    classId: 10,
    methodId: 40,
    sentBy: "client",
    fields: [
      ["virtualHost", "shortString"],
      ["reserved1", "shortString"],
      ["reserved2", "bit"],
    ],
  },
  "connection.open-ok": { classId: 10, methodId: 41, sentBy: "server", fields: [["reserved1", "shortString"]] },
  "connection.close": {
    classId: 10,
    methodId: 50,
    sentBy: "both",
    fields: CLOSE_FIELDS,
  },
  "connection.close-ok": { classId: 10, methodId: 51, sentBy: "both", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/connection-blocked
  "connection.blocked": { classId: 10, methodId: 60, sentBy: "server", fields: [["reason", "shortString"]] },
  "connection.unblocked": { classId: 10, methodId: 61, sentBy: "server", fields: [] },
  "connection.update-secret": {
    classId: 10,
    methodId: 70,
    sentBy: "client",
    fields: [
      ["newSecret", "longBytes"],
      ["reason", "shortString"],
    ],
  },
  "connection.update-secret-ok": { classId: 10, methodId: 71, sentBy: "server", fields: [] },

  "channel.open": { classId: 20, methodId: 10, sentBy: "client", fields: [["reserved1", "shortString"]] },
  "channel.open-ok": { classId: 20, methodId: 11, sentBy: "server", fields: [["reserved1", "longString"]] },
  "channel.flow": { classId: 20, methodId: 20, sentBy: "both", fields: [["active", "bit"]] },
  "channel.flow-ok": { classId: 20, methodId: 21, sentBy: "both", fields: [["active", "bit"]] },
  "channel.close": {
    classId: 20,
    methodId: 40,
    sentBy: "both",
    fields: CLOSE_FIELDS,
  },
  "channel.close-ok": { classId: 20, methodId: 41, sentBy: "both", fields: [] },

  // Left over from AMQP 0-8; RabbitMQ still answers it.
  "access.request": {
    classId: 30,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["realm", "shortString"],
      ["exclusive", "bit"],
      ["passive", "bit"],
      ["active", "bit"],
      ["write", "bit"],
      ["read", "bit"],
    ],
  },
  "access.request-ok": { classId: 30, methodId: 11, sentBy: "server", fields: [["ticket", "short"]] },

  "exchange.declare": {
    classId: 40,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["type", "shortString"],
      ["passive", "bit"],
      ["durable", "bit"],
      ["autoDelete", "bit"],
      ["internal", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "exchange.declare-ok": { classId: 40, methodId: 11, sentBy: "server", fields: [] },
  "exchange.delete": {
    classId: 40,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["ifUnused", "bit"],
      ["nowait", "bit"],
    ],
  },
  "exchange.delete-ok": { classId: 40, methodId: 21, sentBy: "server", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/e2e
  "exchange.bind": {
    classId: 40,
    methodId: 30,
    sentBy: "client",
    fields: EXCHANGE_BINDING_FIELDS,
  },
  "exchange.bind-ok": { classId: 40, methodId: 31, sentBy: "server", fields: [] },
  "exchange.unbind": {
    classId: 40,
    methodId: 40,
    sentBy: "client",
    fields: EXCHANGE_BINDING_FIELDS,
  },
  // 51, not 41: so it is in RabbitMQ's definition, and so clients expect it.
  "exchange.unbind-ok": { classId: 40, methodId: 51, sentBy: "server", fields: [] },

  "queue.declare": {
    classId: 50,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["passive", "bit"],
      ["durable", "bit"],
      ["exclusive", "bit"],
      ["autoDelete", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "queue.declare-ok": {
    classId: 50,
    methodId: 11,
    sentBy: "server",
    fields: [
      ["queue", "shortString"],
      ["messageCount", "long"],
      ["consumerCount", "long"],
    ],
  },
  "queue.bind": {
    classId: 50,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "queue.bind-ok": { classId: 50, methodId: 21, sentBy: "server", fields: [] },
  "queue.purge": {
    classId: 50,
    methodId: 30,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["nowait", "bit"],
    ],
  },
  "queue.purge-ok": { classId: 50, methodId: 31, sentBy: "server", fields: [["messageCount", "long"]] },
  "queue.delete": {
    classId: 50,
    methodId: 40,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["ifUnused", "bit"],
      ["ifEmpty", "bit"],
      ["nowait", "bit"],
    ],
  },
  "queue.delete-ok": { classId: 50, methodId: 41, sentBy: "server", fields: [["messageCount", "long"]] },
  "queue.unbind": {
    classId: 50,
    methodId: 50,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["arguments", "table"],
    ],
  },
  "queue.unbind-ok": { classId: 50, methodId: 51, sentBy: "server", fields: [] },

  "basic.qos": {
    classId: 60,
    methodId: 10,
    sentBy: "client",
    fields: [
      ["prefetchSize", "long"],
      ["prefetchCount", "short"],
      ["global", "bit"],
    ],
  },
  "basic.qos-ok": { classId: 60, methodId: 11, sentBy: "server", fields: [] },
  "basic.consume": {
    classId: 60,
    methodId: 20,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["consumerTag", "shortString"],
      ["noLocal", "bit"],
      ["noAck", "bit"],
      ["exclusive", "bit"],
      ["nowait", "bit"],
      ["arguments", "table"],
    ],
  },
  "basic.consume-ok": { classId: 60, methodId: 21, sentBy: "server", fields: [["consumerTag", "shortString"]] },
  // From the server too: https://www.rabbitmq.com/docs/consumer-cancel
  "basic.cancel": {
    classId: 60,
    methodId: 30,
    sentBy: "both",
    fields: [
      ["consumerTag", "shortString"],
      ["nowait", "bit"],
    ],
  },
  "basic.cancel-ok": { classId: 60, methodId: 31, sentBy: "both", fields: [["consumerTag", "shortString"]] },
  "basic.publish": {
    classId: 60,
    methodId: 40,
    sentBy: "client",
    content: true,
    fields: [
      ["reserved1", "short"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["mandatory", "bit"],
      ["immediate", "bit"],
    ],
  },
  "basic.return": {
    classId: 60,
    methodId: 50,
    sentBy: "server",
    content: true,
    fields: [
      ["replyCode", "short"],
      ["replyText", "shortString"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
    ],
  },
  "basic.deliver": {
    classId: 60,
    methodId: 60,
    sentBy: "server",
    content: true,
    fields: [
      ["consumerTag", "shortString"],
      ["deliveryTag", "longLong"],
      ["redelivered", "bit"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
    ],
  },
  "basic.get": {
    classId: 60,
    methodId: 70,
    sentBy: "client",
    fields: [
      ["reserved1", "short"],
      ["queue", "shortString"],
      ["noAck", "bit"],
    ],
  },
  "basic.get-ok": {
    classId: 60,
    methodId: 71,
    sentBy: "server",
    content: true,
    fields: [
      ["deliveryTag", "longLong"],
      ["redelivered", "bit"],
      ["exchange", "shortString"],
      ["routingKey", "shortString"],
      ["messageCount", "long"],
    ],
  },
  "basic.get-empty": { classId: 60, methodId: 72, sentBy: "server", fields: [["reserved1", "shortString"]] },
  // From the server as publisher confirms: https://www.rabbitmq.com/docs/confirms
  "basic.ack": {
    classId: 60,
    methodId: 80,
    sentBy: "both",
    fields: [
      ["deliveryTag", "longLong"],
      ["multiple", "bit"],
    ],
  },
  "basic.reject": {
    classId: 60,
    methodId: 90,
    sentBy: "client",
    fields: [
      ["deliveryTag", "longLong"],
      ["requeue", "bit"],
    ],
  },
  "basic.recover-async": { classId: 60, methodId: 100, sentBy: "client", fields: [["requeue", "bit"]] },
  "basic.recover": { classId: 60, methodId: 110, sentBy: "client", fields: [["requeue", "bit"]] },
  "basic.recover-ok": { classId: 60, methodId: 111, sentBy: "server", fields: [] },
  // RabbitMQ: https://www.rabbitmq.com/docs/nack
  "basic.nack": {
    classId: 60,
    methodId: 120,
    sentBy: "both",
    fields: [
      ["deliveryTag", "longLong"],
      ["multiple", "bit"],
      ["requeue", "bit"],
    ],
  },

  // RabbitMQ: https://www.rabbitmq.com/docs/confirms
  "confirm.select": { classId: 85, methodId: 10, sentBy: "client", fields: [["nowait", "bit"]] },
  "confirm.select-ok": { classId: 85, methodId: 11, sentBy: "server", fields: [] },

  "tx.select": { classId: 90, methodId: 10, sentBy: "client", fields: [] },
  "tx.select-ok": { classId: 90, methodId: 11, sentBy: "server", fields: [] },
  "tx.commit": { classId: 90, methodId: 20, sentBy: "client", fields: [] },
  "tx.commit-ok": { classId: 90, methodId: 21, sentBy: "server", fields: [] },
  "tx.rollback": { classId: 90, methodId: 30, sentBy: "client", fields: [] },
  "tx.rollback-ok": { classId: 90, methodId: 31, sentBy: "server", fields: [] },
} as const satisfies Record<string, MethodRow>;
