/** What the contract asks of a client, so that one suite is run by all of them. Each client's driver translates, and decides nothing. */

export interface Driver {
  connect(url: string): Promise<DriverConnection>;
}

export interface DriverConnection {
  channel(): Promise<DriverChannel>;
  close(): Promise<void>;
  /** Breaks the TCP connection without a word. */
  drop(): Promise<void>;
}

export interface QueueOptions {
  readonly passive?: boolean;
  readonly durable?: boolean;
  readonly exclusive?: boolean;
  readonly autoDelete?: boolean;
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
}

export interface QueueCounts {
  readonly name: string;
  readonly messages: number;
  readonly consumers: number;
}

export interface MessageProperties {
  readonly contentType?: string;
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly messageId?: string;
  readonly persistent?: boolean;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
}

export interface Publication {
  readonly exchange?: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties?: MessageProperties;
  readonly mandatory?: boolean;
}

export interface Received {
  readonly body: Buffer;
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: MessageProperties;
}

export interface Delivered extends Received {
  readonly deliveryTag: number;
  readonly redelivered: boolean;
}

export interface DriverChannel {
  declareQueue(name: string, options: QueueOptions): Promise<QueueCounts>;
  deleteQueue(name: string): Promise<void>;
  declareExchange(name: string, type: string): Promise<void>;
  deleteExchange(name: string): Promise<void>;
  bind(queue: string, exchange: string, routingKey: string, args?: Readonly<Record<string, string>>): Promise<void>;
  publish(publication: Publication): Promise<void>;
  confirmSelect(): Promise<void>;
  /** Resolves when all that was published since `confirmSelect` is confirmed. */
  waitForConfirms(): Promise<void>;
  prefetch(count: number): Promise<void>;
  consume(queue: string, noAck: boolean, receive: (message: Delivered) => void): Promise<string>;
  cancel(consumerTag: string): Promise<void>;
  get(queue: string): Promise<Delivered | undefined>;
  acknowledge(deliveryTag: number): Promise<void>;
  reject(deliveryTag: number, requeue: boolean): Promise<void>;
  onReturn(receive: (message: Received & { readonly replyCode: number }) => void): void;
  close(): Promise<void>;
}

const DEADLINE_MS = 60_000;

/** Messages as they come, for a test that waits for them. */
export class Inbox<M> {
  readonly #messages: M[] = [];
  readonly #waiting: ((message: M) => void)[] = [];

  readonly receive = (message: M): void => {
    const next = this.#waiting.shift();
    if (next === undefined) this.#messages.push(message);
    else next(message);
  };

  /** What came and was not taken yet. */
  get size(): number {
    return this.#messages.length;
  }

  next(): Promise<M> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`no message within ${DEADLINE_MS} ms`)), DEADLINE_MS);
      this.#waiting.push((late) => {
        clearTimeout(deadline);
        resolve(late);
      });
    });
  }

  async take(count: number): Promise<M[]> {
    const messages: M[] = [];
    // oxlint-disable-next-line no-await-in-loop -- in their order
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }
}
