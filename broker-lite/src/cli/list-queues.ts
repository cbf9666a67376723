/** `broker-lite list-queues`: prints what `rabbitmqctl list_queues` would print of the same queues. */
import { checkColumns, DEFAULT_COLUMNS, jsonRow, tableLine, type QueueRow } from "./columns.ts";
import { CommandError, EXIT } from "./exit.ts";
import { ask, findBroker, type FindOptions } from "./find-broker.ts";

export interface ListQueuesOptions extends FindOptions {
  readonly columns: readonly string[];
  readonly vhost: string;
  readonly formatter: "table" | "json";
  readonly quiet?: boolean;
  readonly silent?: boolean;
}

export async function listQueues(options: ListQueuesOptions): Promise<number> {
  const columns = options.columns.length === 0 ? DEFAULT_COLUMNS : options.columns;
  checkColumns(columns);
  const broker = await findBroker(options);
  const answer = await ask(broker.httpPort, `/api/queues/${encodeURIComponent(options.vhost)}`, options);
  if (answer?.status === 404)
    throw new CommandError(`the broker has no virtual host ${JSON.stringify(options.vhost)}: name one with --vhost`);
  if (answer?.status !== 200) throw new CommandError("the broker did not answer");
  const rows = answer.body as readonly QueueRow[];
  const lines = options.formatter === "json" ? jsonLines(rows, columns) : tableLines(rows, columns, options);
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.done;
}

function tableLines(rows: readonly QueueRow[], columns: readonly string[], options: ListQueuesOptions): string[] {
  const saysWhat = options.quiet !== true && options.silent !== true;
  return [
    ...(saysWhat ? ["Timeout: 60.0 seconds ...", `Listing queues for vhost ${options.vhost} ...`] : []),
    ...(rows.length === 0 || options.silent === true ? [] : [columns.join("\t")]),
    ...rows.map((row) => tableLine(row, columns)),
  ];
}

function jsonLines(rows: readonly QueueRow[], columns: readonly string[]): string[] {
  return ["[", ...rows.map((row, index) => `${index === 0 ? "" : ","}${JSON.stringify(jsonRow(row, columns))}`), "]"];
}
