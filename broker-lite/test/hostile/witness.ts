/** An honest client beside the hostile ones: what it publishes must come back to it, once, in order, byte for byte, all the time. */
import { connect, type ChannelModel, type ConfirmChannel } from "amqplib";
import { Random } from "../fuzz/random.ts";

const QUEUE = "witness";
const IN_FLIGHT = 20;

export class Witness {
  readonly #model: ChannelModel;
  readonly #channel: ConfirmChannel;
  readonly #random = new Random(1);
  readonly #expected: Buffer[] = [];
  #received = 0;
  #stopped: (() => void) | undefined;
  #problem: unknown;

  private constructor(model: ChannelModel, channel: ConfirmChannel) {
    this.#model = model;
    this.#channel = channel;
  }

  static async start(url: string): Promise<Witness> {
    const model = await connect(url);
    const channel = await model.createConfirmChannel();
    const witness = new Witness(model, channel);
    model.on("error", (error) => (witness.#problem ??= error));
    channel.on("error", (error) => (witness.#problem ??= error));
    await channel.assertQueue(QUEUE, { exclusive: true });
    await channel.prefetch(IN_FLIGHT);
    await channel.consume(QUEUE, (message) => {
      if (message === null) return witness.#fail("the witness's consumer was cancelled");
      const expected = witness.#expected.shift();
      if (expected === undefined || !message.content.equals(expected) || message.fields.redelivered)
        return witness.#fail(`the witness's message ${witness.#received} came wrongly`);
      witness.#received++;
      channel.ack(message);
      if (witness.#stopped === undefined) witness.#publish();
      else if (witness.#expected.length === 0) witness.#stopped();
    });
    for (let count = 0; count < IN_FLIGHT; count++) witness.#publish();
    return witness;
  }

  /** How many messages have come back so far. Throws where one came wrongly. */
  get received(): number {
    if (this.#problem !== undefined) throw this.#problem;
    return this.#received;
  }

  /** All that is under way comes back, and it goes. */
  async stop(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      if (this.#expected.length === 0 || this.#problem !== undefined) resolve();
    });
    await this.#channel.waitForConfirms();
    const { received } = this;
    await this.#model.close();
    return received;
  }

  #publish(): void {
    const body = this.#random.bytes(this.#random.below(200));
    this.#expected.push(body);
    this.#channel.sendToQueue(QUEUE, body);
  }

  #fail(text: string): void {
    this.#problem ??= new Error(text);
    this.#stopped?.();
  }
}
