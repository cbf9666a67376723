import { readFileSync } from "node:fs";
import { startBroker } from "broker-lite";
import { expect, test } from "vitest";
import { shapesOf, type Shape } from "./shapes.ts";

/** What RabbitMQ tells and broker-lite does not. Whatever is on no line of this is told by both, in the same form. */
const NOT_TOLD: readonly (readonly [reason: string, keys: RegExp])[] = [
  [
    "sums and rates are told of messages alone, and where there were any",
    /(_details\.rate|_details|message_stats|churn_rates|(channel|connection)_(created|closed)|queue_(created|declared|deleted)|sample_retention_policies|rates_mode|statistics_db_event_queue|disable_stats|enable_queue_totals)\b/,
  ],
  [
    "there is no Erlang",
    /(erlang_\w+|garbage_collection|reductions|pending_raft_commands|proc_\w+|run_queue|gc_\w+|context_switches|mnesia_\w+|ets_\w+|net_ticktime|enabled_plugins|config_files|log_files|db_dir|metrics_gc_queue_length|ra_open_file_metrics|cluster_links|contexts|release_series_support_status)\b/,
  ],
  [
    "input and output of the disk is not counted",
    /(io_\w+|msg_store_\w+|queue_index_\w+|fd_total|fd_used|sockets_total|disk_free|disk_free_limit|mem_calculation_strategy|mem_used)$/,
  ],
  [
    "how a queue keeps its messages is its own business",
    /(backing_queue_status\b.*|consumer_capacity|consumer_utilisation|message_bytes\w*|messages_ram|messages_paged_out|messages_persistent|messages_\w+_ram|memory|idle_since|head_message_timestamp|recoverable_slaves|single_active_consumer_tag|exclusive_consumer_tag)$/,
  ],
  ["there is no TLS", /(ssl_\w+|peer_cert_\w+)$/],
  ["frames are not counted", /(recv_cnt|send_cnt|send_pend|messages_unconfirmed)$/],
  ["who declared something is not kept", /\/exchanges.*user_who_performed_action$/],
  ["bytes are told by connection only", /\/vhosts.*(recv_oct|send_oct)$/],
  ["sockets are as Node makes them", /listeners\.socket_opts\b/],
];

const golden = JSON.parse(readFileSync(new URL("golden/rabbitmq-3.10.json", import.meta.url), "utf8")) as Record<
  string,
  Shape
>;

test("answers have RabbitMQ's shape", async () => {
  const broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  try {
    const managementUrl = `http://127.0.0.1:${broker.httpPort}`;
    const shapes = await shapesOf({ managementUrl, amqpUrl: broker.url });
    expect(Object.keys(shapes)).toEqual(Object.keys(golden));
    const differences = Object.keys(golden).flatMap((question) =>
      differencesOf(question, golden[question], shapes[question]),
    );
    expect(differences).toEqual([]);
  } finally {
    await broker.close();
  }
});

test("a key that is missing, one that nobody has, and another type are differences", () => {
  const expected = { name: "string", inside: { count: "number" } };
  expect(differencesOf("q", expected, { name: "string" })).toEqual([
    "q inside is missing",
    "q inside.count is missing",
  ]);
  expect(differencesOf("q", expected, { ...expected, more: "string" })).toEqual(["q more is not RabbitMQ's"]);
  expect(differencesOf("q", expected, { ...expected, name: "number" })).toEqual(["q name is number instead of string"]);
});

function differencesOf(question: string, expected: Shape | undefined, actual: Shape | undefined): string[] {
  const [told, here] = [flat(expected), flat(actual)];
  const missing = [...told.keys()]
    .filter((key) => !here.has(key) && !NOT_TOLD.some(([, keys]) => keys.test(`${question} ${key}`)))
    .map((key) => `${question} ${key} is missing`);
  const invented = [...here.keys()]
    .filter((key) => !told.has(key))
    .map((key) => `${question} ${key} is not RabbitMQ's`);
  const others = [...here].flatMap(([key, type]) => {
    const wanted = told.get(key);
    return wanted === undefined || wanted === type ? [] : [`${question} ${key} is ${type} instead of ${wanted}`];
  });
  return [...missing, ...invented, ...others];
}

/** `inside.count` → `number`; lists by their items. */
function flat(shape: Shape | undefined, prefix = ""): Map<string, string> {
  if (shape === undefined) return new Map();
  if (typeof shape === "string") return new Map([[prefix, shape]]);
  const at: readonly (readonly [string, string])[] =
    prefix === "" ? [] : [[prefix, Array.isArray(shape) ? "list" : "object"]];
  if (Array.isArray(shape))
    return new Map(
      [...at, ...flat(shape[0], prefix)].map(([key, type]) => [key, key === prefix && prefix !== "" ? "list" : type]),
    );
  const inner = Object.entries(shape).flatMap(([key, value]) => [
    ...flat(value, prefix === "" ? key : `${prefix}.${key}`),
  ]);
  return new Map([...at, ...inner]);
}
