/** A program that the live page looks at, in a test: one channel, and what the API says at one moment. */
import { connect, type ConfirmChannel } from "amqplib";
import type { Broker } from "broker-lite";
import { asking } from "./api.ts";

export interface Peer extends AsyncDisposable {
  readonly channel: ConfirmChannel;
  snapshot(): Promise<unknown>;
  /** Resolves when the broker has them all. */
  send(exchange: string, routingKey: string, count: number): Promise<void>;
  /** Resolves with the consumer's tag when the first of all messages is acknowledged. */
  takeAllAndAcknowledgeOne(queue: string): Promise<string>;
}

export async function openPeer(broker: Broker): Promise<Peer> {
  const connection = await connect(broker.url, { clientProperties: { connection_name: "the test" } });
  const channel = await connection.createConfirmChannel();
  const ask = asking(broker);
  const list = async (path: string): Promise<unknown> => (await ask("GET", `/api/${path}`)).body;
  return {
    channel,
    snapshot: async () => ({
      exchanges: await list("exchanges/%2F"),
      queues: await list("queues/%2F"),
      bindings: await list("bindings/%2F"),
      consumers: await list("consumers/%2F"),
      connections: await list("vhosts/%2F/connections"),
    }),
    send: async (exchange, routingKey, count) => {
      for (let index = 0; index < count; index += 1) channel.publish(exchange, routingKey, Buffer.from("x"));
      await channel.waitForConfirms();
    },
    takeAllAndAcknowledgeOne: async (queue) => {
      const { messageCount } = await channel.checkQueue(queue);
      let consumerTag = "";
      await new Promise<void>((resolve, reject) => {
        let count = 0;
        const taking = channel.consume(queue, (message) => {
          count += 1;
          if (message !== null && count === 1) channel.ack(message);
          if (count === messageCount) resolve();
        });
        taking.then((consumed) => (consumerTag = consumed.consumerTag), reject);
      });
      // An answer to this comes after the acknowledgement has been dealt with.
      await channel.checkQueue(queue);
      return consumerTag;
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
