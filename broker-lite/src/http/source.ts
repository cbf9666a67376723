/** What the management API shows and whom it asks, as the broker gives it. Grows by members as resources are added. */
import type { PlainValue } from "../wire/index.ts";

export interface QueueView {
  readonly vhost: string;
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
  readonly arguments: Readonly<Record<string, PlainValue>>;
  readonly messagesReady: number;
  readonly messagesUnacknowledged: number;
  readonly consumers: number;
}

export interface ManagementSource {
  /** As in server-properties: "3.10.8" or the like. */
  readonly version: string;
  readonly amqpHost: string;
  readonly amqpPort: number;
  authenticate(userName: string, password: string, isLoopback: boolean): boolean;
  vhosts(): readonly string[];
  /** Of all virtual hosts, or of one. */
  queues(vhost?: string): readonly QueueView[];
}
