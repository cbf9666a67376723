import { connect, type ConsumeMessage, type GetMessage, type Message } from "amqplib";
import { describe } from "vitest";
import { clientContract } from "./contract.ts";
import type { Delivered, Driver, DriverChannel, MessageProperties, Received } from "./driver.ts";

type Model = Awaited<ReturnType<typeof connect>>;

const driver: Driver = {
  async connect(url) {
    const model = await connect(url);
    model.on("error", () => {});
    return {
      channel: () => channelOf(model),
      close: () => model.close(),
      drop() {
        // The socket is not part of its types.
        (model as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        return Promise.resolve();
      },
    };
  },
};

describe("amqplib", () => {
  clientContract(driver);
});

async function channelOf(model: Model): Promise<DriverChannel> {
  // A confirm channel sends confirm.select when it is opened; on it, everything else is the same.
  const plain = await model.createChannel();
  let confirming: Awaited<ReturnType<Model["createConfirmChannel"]>> | undefined;
  for (const event of ["error", "close"]) plain.on(event, () => {});
  return {
    async declareQueue(name, { passive, ...options }) {
      const ok = await (passive === true ? plain.checkQueue(name) : plain.assertQueue(name, options));
      return { name: ok.queue, messages: ok.messageCount, consumers: ok.consumerCount };
    },
    deleteQueue: async (name) => void (await plain.deleteQueue(name)),
    declareExchange: async (name, type) => void (await plain.assertExchange(name, type)),
    deleteExchange: async (name) => void (await plain.deleteExchange(name)),
    bind: async (queue, exchange, key, args) => void (await plain.bindQueue(queue, exchange, key, args)),
    publish({ exchange = "", routingKey, body, properties, mandatory = false }) {
      (confirming ?? plain).publish(exchange, routingKey, body, { ...properties, mandatory });
      return Promise.resolve();
    },
    async confirmSelect() {
      confirming = await model.createConfirmChannel();
    },
    async waitForConfirms() {
      await confirming?.waitForConfirms();
    },
    prefetch: async (count) => void (await plain.prefetch(count)),
    async consume(queue, noAck, receive) {
      const { consumerTag } = await plain.consume(queue, (message) => message && receive(delivered(message)), {
        noAck,
      });
      return consumerTag;
    },
    cancel: async (consumerTag) => void (await plain.cancel(consumerTag)),
    async get(queue) {
      const message = await plain.get(queue);
      return message === false ? undefined : delivered(message);
    },
    acknowledge(deliveryTag) {
      plain.ack(messageOf(deliveryTag));
      return Promise.resolve();
    },
    reject(deliveryTag, requeue) {
      plain.nack(messageOf(deliveryTag), false, requeue);
      return Promise.resolve();
    },
    onReturn: (receive) =>
      void plain.on("return", (message: Message) =>
        receive({ ...received(message), replyCode: (message.fields as unknown as { replyCode: number }).replyCode }),
      ),
    close: () => plain.close(),
  };
}

/** amqplib looks at the tag alone. */
function messageOf(deliveryTag: number): Message {
  return { fields: { deliveryTag } } as unknown as Message;
}

function received({ content, fields, properties }: Message): Received {
  const { contentType, correlationId, replyTo, messageId, headers, deliveryMode } = properties;
  return {
    body: content,
    exchange: fields.exchange,
    routingKey: fields.routingKey,
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

function delivered(message: ConsumeMessage | GetMessage): Delivered {
  const { deliveryTag, redelivered } = message.fields;
  return { ...received(message), deliveryTag, redelivered };
}
