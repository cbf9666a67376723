/** Section D: x-arguments of queues: what is refused, and in which words. */
import { typed, type Plain } from "../fields.ts";
import { section } from "../scenario.ts";

type Arguments = { readonly [name: string]: Plain };

/** Each is declared on its own; a refusal ends the channel, which is then opened again. */
const REFUSED: readonly (readonly [name: string, rows: readonly string[], ...tries: readonly Arguments[]])[] = [
  ["a negative x-message-ttl", ["D24"], { "x-message-ttl": -1 }],
  [
    "an x-message-ttl that is no integer",
    ["D25"],
    { "x-message-ttl": "1000" },
    { "x-message-ttl": true },
    { "x-message-ttl": typed("double", 1.5) },
    { "x-message-ttl": null },
  ],
  [
    "an x-message-ttl beyond what a timer can do",
    ["D24"],
    { "x-message-ttl": typed("int64", 4_294_967_296) },
    { "x-message-ttl": typed("int64", 4_294_967_295) },
  ],
  ["an x-expires of zero or below", ["D26"], { "x-expires": 0 }, { "x-expires": -1 }, { "x-expires": "60000" }],
  ["a negative x-max-length", ["D27"], { "x-max-length": -1 }, { "x-max-length": "5" }],
  ["a negative x-max-length-bytes", ["D27"], { "x-max-length-bytes": -1 }, { "x-max-length-bytes": false }],
  ["an unknown x-overflow", ["D28"], { "x-overflow": "spill" }, { "x-overflow": 1 }],
  ["an x-dead-letter-routing-key without an exchange", ["D29"], { "x-dead-letter-routing-key": "k" }],
  [
    "an x-dead-letter-routing-key that is no string",
    ["D29"],
    { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": 5 },
  ],
  [
    "an x-dead-letter-exchange that is no string",
    ["D30"],
    { "x-dead-letter-exchange": 5 },
    { "x-dead-letter-exchange": typed("int16", 5) },
  ],
  [
    "an x-max-priority out of range",
    ["D31"],
    { "x-max-priority": 256 },
    { "x-max-priority": -1 },
    { "x-max-priority": "5" },
  ],
  [
    "an x-single-active-consumer that is no boolean",
    ["D32"],
    { "x-single-active-consumer": "true" },
    { "x-single-active-consumer": 1 },
  ],
  ["an unknown x-queue-type", ["D33"], { "x-queue-type": "heap" }, { "x-queue-type": 1 }],
  ["an unknown x-queue-mode", ["D28"], { "x-queue-mode": "eager" }, { "x-queue-mode": 5 }],
  ["a negative x-delivery-limit", ["D56"], { "x-delivery-limit": -1 }],
];

/** Each is accepted. */
const ACCEPTED: readonly (readonly [name: string, rows: readonly string[], ...tries: readonly Arguments[]])[] = [
  ["a time to live of zero", ["D40"], { "x-message-ttl": 0 }],
  [
    "integers of any width",
    ["D13"],
    { "x-message-ttl": typed("int8", 100) },
    { "x-message-ttl": typed("int16", 1000) },
    { "x-message-ttl": typed("int64", 100_000) },
    { "x-max-length": typed("uint8", 5) },
  ],
  ["an empty dead-letter exchange, the default one", ["D30"], { "x-dead-letter-exchange": "" }],
  ["a limit of zero messages", ["D51"], { "x-max-length": 0 }, { "x-max-length-bytes": 0 }],
  [
    "each kind of overflow",
    ["D28"],
    { "x-overflow": "drop-head" },
    { "x-overflow": "reject-publish" },
    { "x-overflow": "reject-publish-dlx" },
  ],
  ["x-max-priority from 0 to 255", ["D31"], { "x-max-priority": 0 }, { "x-max-priority": 255 }],
  ["queue modes", ["D14"], { "x-queue-mode": "lazy" }, { "x-queue-mode": "default" }],
];

export const queueArguments = section("D-arguments", (scenario) => {
  for (const [name, rows, ...tries] of REFUSED) {
    scenario(`refuses ${name}`, rows, async (c) => {
      const ch = await c.channel();
      for (const plain of tries) {
        const { kind } = await ch.queue("q", { arguments: plain });
        if (kind === "channel.close") await ch.open();
        else await ch.call("queue.delete", { queue: "q" });
      }
    });
  }
  for (const [name, rows, ...tries] of ACCEPTED) {
    scenario(`accepts ${name}`, rows, async (c) => {
      const ch = await c.channel();
      for (const plain of tries) {
        const { kind } = await ch.queue("q", { arguments: plain });
        if (kind === "channel.close") await ch.open();
        else await ch.call("queue.delete", { queue: "q" });
      }
    });
  }
  scenario("the same number in another width is the same", ["D13"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-message-ttl": 1000 } });
    await ch.queue("q", { arguments: { "x-message-ttl": typed("int64", 1000) } });
    await ch.queue("q", { arguments: { "x-message-ttl": typed("int16", 1000) } });
    await ch.queue("q", { arguments: { "x-message-ttl": typed("int16", 1001) } });
  });
  scenario("x-queue-type classic is the same as none", ["D38"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-queue-type": "classic" } });
    await ch.queue("q");
    await ch.queue("p");
    await ch.queue("p", { arguments: { "x-queue-type": "classic" } });
  });
  scenario("arguments are looked at even where a queue is there already", ["D12", "D24"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { arguments: { "x-message-ttl": -1 } });
  });
});
