/**
 * The columns of list_queues: RabbitMQ's names, and where each is found in the management API. What broker-lite does not
 * have is accepted and stays empty, as RabbitMQ leaves empty what a queue does not have.
 */
import { quote } from "../wire/index.ts";
import { CommandError, EXIT } from "./exit.ts";

export type QueueRow = Readonly<Record<string, unknown>>;

export const DEFAULT_COLUMNS: readonly string[] = ["name", "messages"];

const COLUMNS = new Set([
  "arguments",
  "auto_delete",
  "consumer_capacity",
  "consumer_utilisation",
  "consumers",
  "disk_reads",
  "disk_writes",
  "durable",
  "exclusive",
  "exclusive_consumer_pid",
  "exclusive_consumer_tag",
  "head_message_timestamp",
  "leader",
  "members",
  "memory",
  "message_bytes",
  "message_bytes_persistent",
  "message_bytes_ram",
  "message_bytes_ready",
  "message_bytes_unacknowledged",
  "messages",
  "messages_persistent",
  "messages_ram",
  "messages_ready",
  "messages_ready_ram",
  "messages_unacknowledged",
  "messages_unacknowledged_ram",
  "name",
  "online",
  "owner_pid",
  "pid",
  "policy",
  "slave_pids",
  "state",
  "synchronised_slave_pids",
  "type",
]);

/** Throws a CommandError with rabbitmqctl's words. */
export function checkColumns(columns: readonly string[]): void {
  const unknown = columns.filter((column) => !COLUMNS.has(column));
  if (unknown.length === 0) return;
  throw new CommandError(
    `Error (argument validation): Info key(s) ${unknown.join(",")} are not supported\nmust be one of ${[...COLUMNS].join(", ")}`,
    EXIT.usage,
  );
}

/** One line: the columns with tabs between them. */
export function tableLine(row: QueueRow, columns: readonly string[]): string {
  return columns.map((column) => (column === "arguments" ? argumentsText(row[column]) : cell(row[column]))).join("\t");
}

/** The row with just these columns. */
export function jsonRow(row: QueueRow, columns: readonly string[]): QueueRow {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? ""]));
}

/** A tab or line break in a name would look like a column or row of its own. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return quote(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\");
}

/** As rabbitmqctl prints a table: `[{"x-max-length",5}]`. */
function argumentsText(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  return `[${Object.entries(value)
    .map(([name, inner]) => `{${JSON.stringify(name)},${argumentText(inner)}}`)
    .join(",")}]`;
}

function argumentText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(argumentText).join(",")}]`;
  return typeof value === "object" && value !== null ? argumentsText(value) : JSON.stringify(value);
}
