/** What the management API works on, as the broker gives it. */
import type { Users } from "../server/auth.ts";
import type { Running } from "../server/running.ts";

export interface ManagementSource {
  /** As in server-properties: "3.10.8" or the like. */
  readonly version: string;
  readonly amqpHost: string;
  readonly amqpPort: number;
  readonly users: Users;
  /** The life that the broker has now: another one after each restart. */
  running(): Running;
  /** Something was thrown that nobody has foreseen. */
  onDefect(error: unknown): void;
  createVhost(name: string): Promise<void>;
  deleteVhost(name: string): Promise<void>;
}
