import { describe } from "vitest";
import { Connection, type AsyncMessage, type Channel, type ReturnedMessage, type SyncMessage } from "rabbitmq-client";
import { clientContract } from "./contract.ts";
import type { Delivered, Driver, DriverChannel, MessageProperties, Received } from "./driver.ts";

const driver: Driver = {
  async connect(url) {
    const connection = new Connection(url);
    connection.on("error", () => {});
    await connection.onConnect();
    const channels: Channel[] = [];
    return {
      async channel() {
        const channel = await connection.acquire();
        channels.push(channel);
        return channelOf(channel);
      },
      async close() {
        // It waits for its channels, which have to be given back.
        await Promise.all(channels.filter((channel) => channel.active).map((channel) => channel.close()));
        await connection.close();
      },
      drop() {
        connection.unsafeDestroy();
        return Promise.resolve();
      },
    };
  },
};

describe("rabbitmq-client", () => {
  clientContract(driver);
});

function channelOf(channel: Channel): DriverChannel {
  const unconfirmed: Promise<void>[] = [];
  channel.on("error", () => {});
  return {
    async declareQueue(name, options) {
      const ok = await channel.queueDeclare({ queue: name, ...options });
      return { name: ok.queue, messages: ok.messageCount, consumers: ok.consumerCount };
    },
    deleteQueue: async (queue) => void (await channel.queueDelete(queue)),
    declareExchange: (exchange, type) => channel.exchangeDeclare({ exchange, type, durable: true }),
    deleteExchange: (exchange) => channel.exchangeDelete({ exchange }),
    bind: (queue, exchange, routingKey, args) =>
      channel.queueBind({ queue, exchange, routingKey, ...(args === undefined ? {} : { arguments: args }) }),
    publish({ exchange = "", routingKey, body, properties = {}, mandatory = false }) {
      const { persistent = false, ...rest } = properties;
      // In confirm mode its promise waits for the broker, otherwise for the socket.
      unconfirmed.push(channel.basicPublish({ exchange, routingKey, mandatory, durable: persistent, ...rest }, body));
      return Promise.resolve();
    },
    confirmSelect: () => channel.confirmSelect(),
    waitForConfirms: async () => void (await Promise.all(unconfirmed)),
    prefetch: (prefetchCount) => channel.basicQos({ prefetchCount }),
    async consume(queue, noAck, receive) {
      const { consumerTag } = await channel.basicConsume({ queue, noAck }, (message) => receive(delivered(message)));
      return consumerTag;
    },
    cancel: async (consumerTag) => void (await channel.basicCancel(consumerTag)),
    async get(queue) {
      const message = await channel.basicGet(queue);
      return message === undefined ? undefined : delivered(message);
    },
    acknowledge(deliveryTag) {
      channel.basicAck({ deliveryTag });
      return Promise.resolve();
    },
    reject(deliveryTag, requeue) {
      channel.basicNack({ deliveryTag, requeue });
      return Promise.resolve();
    },
    onReturn: (receive) =>
      void channel.on("basic.return", (message) => receive({ ...received(message), replyCode: message.replyCode })),
    close: () => channel.close(),
  };
}

function received(message: AsyncMessage | SyncMessage | ReturnedMessage): Received {
  const { contentType, correlationId, replyTo, messageId, headers, durable } = message;
  return {
    // It turns text/plain and JSON into values; here everything is bytes, or a string where there is no type.
    body: Buffer.from(message.body as Buffer | string),
    exchange: message.exchange,
    routingKey: message.routingKey,
    properties: {
      contentType,
      correlationId,
      replyTo,
      messageId,
      headers,
      persistent: durable === true,
    } as MessageProperties,
  };
}

function delivered(message: AsyncMessage | SyncMessage): Delivered {
  return { ...received(message), deliveryTag: message.deliveryTag, redelivered: message.redelivered };
}
