/** A connection for each direction and a channel for each purpose, all of them watched and written about. */
import process from "node:process";
import { connect, type Channel, type ChannelModel, type ConfirmChannel } from "amqplib";
import { debug, fatal, info } from "./log.ts";

export class Links {
  readonly #connections: ChannelModel[] = [];
  #closing = false;

  async connection(purpose: string): Promise<ChannelModel> {
    const url = process.env["AMQP_URL"] ?? "amqp://localhost";
    debug("connecting", { purpose });
    try {
      const connection = await connect(url, { clientProperties: { connection_name: `${process.title} ${purpose}` } });
      connection.on("error", (error: Error) => fatal(`${purpose}: ${error.message}`));
      connection.on("close", () =>
        this.#closing ? debug("closed", { purpose }) : fatal(`${purpose}: connection lost`),
      );
      connection.on("blocked", (reason: string) => info(`${purpose}: the broker holds us back: ${reason}`));
      this.#connections.push(connection);
      return connection;
    } catch (error) {
      return fatal(`${purpose}: no connection: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async channel(connection: ChannelModel, purpose: string): Promise<Channel> {
    return this.#watched(await connection.createChannel(), purpose);
  }

  async confirmChannel(connection: ChannelModel, purpose: string): Promise<ConfirmChannel> {
    return this.#watched(await connection.createConfirmChannel(), purpose);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#connections.map((connection) => connection.close()));
    info("good bye");
  }

  /** Closes at the first SIGINT or SIGTERM. */
  closeWhenTold(): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        info(`${signal}: closing`);
        void this.close();
      });
    }
  }

  #watched<T extends Channel>(channel: T, purpose: string): T {
    channel.on("error", (error: Error) => fatal(`channel for ${purpose}: ${error.message}`));
    debug("channel is open", { purpose });
    return channel;
  }
}
