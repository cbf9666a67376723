import { AMQPClient, type AMQPChannel, type AMQPMessage, type AMQPProperties } from "@cloudamqp/amqp-client";
import { describe } from "vitest";
import { clientContract } from "./contract.ts";
import type { Delivered, Driver, DriverChannel, MessageProperties, Received } from "./driver.ts";

const driver: Driver = {
  async connect(url) {
    const client = new AMQPClient(url);
    client.logger = undefined;
    await client.connect();
    return {
      channel: async () => channelOf(await client.channel()),
      close: () => client.close(),
      drop() {
        client.socket?.destroy();
        return Promise.resolve();
      },
    };
  },
};

describe("@cloudamqp/amqp-client", () => {
  clientContract(driver);
});

function channelOf(channel: AMQPChannel): DriverChannel {
  const unconfirmed: Promise<number>[] = [];
  // Its own callback, not an event target.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  channel.onerror = () => {};
  return {
    async declareQueue(name, { arguments: args, ...options }) {
      const ok = await channel.queueDeclare(name, { durable: false, ...options }, args);
      return { name: ok.name, messages: ok.messageCount, consumers: ok.consumerCount };
    },
    deleteQueue: async (name) => void (await channel.queueDelete(name)),
    declareExchange: (name, type) => channel.exchangeDeclare(name, type, { durable: true }),
    deleteExchange: (name) => channel.exchangeDelete(name),
    bind: (queue, exchange, key, args) => channel.queueBind(queue, exchange, key, args),
    publish({ exchange = "", routingKey, body, properties = {}, mandatory = false }) {
      const { persistent, ...rest } = properties;
      const theirs: AMQPProperties = persistent === true ? { ...rest, deliveryMode: 2 } : rest;
      // In confirm mode its promise waits for the broker, otherwise for the socket.
      unconfirmed.push(channel.basicPublish(exchange, routingKey, body, theirs, mandatory));
      return Promise.resolve();
    },
    confirmSelect: () => channel.confirmSelect(),
    waitForConfirms: async () => void (await Promise.all(unconfirmed)),
    prefetch: (count) => channel.prefetch(count),
    async consume(queue, noAck, receive) {
      return (await channel.basicConsume(queue, { noAck }, (message) => receive(delivered(message)))).tag;
    },
    cancel: async (consumerTag) => void (await channel.basicCancel(consumerTag)),
    async get(queue) {
      const message = await channel.basicGet(queue, { noAck: false });
      return message === null ? undefined : delivered(message);
    },
    acknowledge: (deliveryTag) => channel.basicAck(deliveryTag),
    reject: (deliveryTag, requeue) => channel.basicNack(deliveryTag, requeue),
    onReturn(receive) {
      channel.onReturn = (message) => receive({ ...received(message), replyCode: message.replyCode ?? 0 });
    },
    close: () => channel.close(),
  };
}

function received(message: AMQPMessage): Received {
  const { contentType, correlationId, replyTo, messageId, headers, deliveryMode } = message.properties;
  return {
    body: Buffer.from(message.body as Uint8Array),
    exchange: message.exchange,
    routingKey: message.routingKey,
    properties: {
      contentType,
      correlationId,
      replyTo,
      messageId,
      headers,
      persistent: deliveryMode === 2,
    } as MessageProperties,
  };
}

function delivered(message: AMQPMessage): Delivered {
  return { ...received(message), deliveryTag: message.deliveryTag, redelivered: message.redelivered };
}
