/**
 * The frames of a scenario as messages between lanes: who sent what to whom. A frame that names a queue runs to or from its lane, all
 * others to the broker's. Pure; drawing it is the format's business.
 */
import type { FrameLine } from "../score/report.ts";

export interface Lane {
  readonly id: string;
  readonly kind: "producer" | "broker" | "queue" | "consumer";
  readonly label: string;
}

export interface Message {
  readonly frame: FrameLine;
  /** Ids of lanes; the same twice for what happens to a connection. */
  readonly from: string;
  readonly to: string;
  /** What it is, in few words: `basic.ack delivery-tag=1`. */
  readonly label: string;
}

export interface Sequence {
  /** From left to right: who publishes, the broker, its queues, who consumes. */
  readonly lanes: readonly Lane[];
  readonly messages: readonly Message[];
}

const BROKER = "broker";

/**
 * @param frames the ones to show
 * @param all every frame of the scenario, from which is learned who consumes from where
 */
export function sequenceOf(frames: readonly FrameLine[], all: readonly FrameLine[] = frames): Sequence {
  const known = learn(all.length === 0 ? frames : all);
  const queues = new Map<string, Lane>();
  const programs = new Map<string, Lane>();
  const messages = frames.map((frame): Message => {
    const { program } = frame;
    const kind = known.consumers.has(program) ? "consumer" : "producer";
    programs.set(program, { id: `program ${program}`, kind, label: program });
    const own = `program ${program}`;
    const label = shortened(frame);
    if (frame.direction === "itself") return { frame, from: own, to: own, label };
    const queue = queueOf(frame, known);
    if (queue !== undefined) queues.set(queue, { id: `queue ${queue}`, kind: "queue", label: queue });
    const other = queue === undefined ? BROKER : `queue ${queue}`;
    return frame.direction === "to-broker"
      ? { frame, from: own, to: other, label }
      : { frame, from: other, to: own, label };
  });
  const of = (kind: Lane["kind"]): Lane[] => [...programs.values()].filter((lane) => lane.kind === kind);
  const broker: Lane = { id: BROKER, kind: "broker", label: BROKER };
  return { lanes: [...of("producer"), broker, ...queues.values(), ...of("consumer")], messages };
}

interface Known {
  readonly consumers: ReadonlySet<string>;
  /** Queue by program and consumer tag. */
  readonly queueOfTag: ReadonlyMap<string, string>;
  /** Queue by program and delivery tag, as it was last given out. */
  readonly queueOfDelivery: ReadonlyMap<string, string>;
  readonly queues: ReadonlySet<string>;
}

function learn(frames: readonly FrameLine[]): Known {
  const consumers = new Set<string>();
  const queueOfTag = new Map<string, string>();
  const queueOfDelivery = new Map<string, string>();
  const queues = new Set<string>();
  const consuming = new Map<string, string>();
  for (const { program, line } of frames) {
    const queue = value(line, "queue");
    if (queue !== undefined && queue !== "" && /^queue\.declare(-ok)? /.test(line)) queues.add(queue);
    if (line.startsWith("basic.consume ") || line.startsWith("basic.get ")) {
      consumers.add(program);
      consuming.set(program, queue ?? "");
    }
    const tag = value(line, "consumer-tag");
    if (line.startsWith("basic.consume-ok ")) queueOfTag.set(key(program, tag), consuming.get(program) ?? "");
    const from = line.startsWith("basic.deliver ")
      ? queueOfTag.get(key(program, tag))
      : line.startsWith("basic.get-ok ")
        ? consuming.get(program)
        : undefined;
    if (from !== undefined) queueOfDelivery.set(key(program, value(line, "delivery-tag")), from);
  }
  return { consumers, queueOfTag, queueOfDelivery, queues };
}

function queueOf({ program, line }: FrameLine, known: Known): string | undefined {
  const method = line.split(" ", 1)[0] ?? "";
  const named = value(line, "queue");
  switch (method) {
    case "queue.declare":
    case "queue.declare-ok":
    case "queue.bind":
    case "queue.unbind":
    case "queue.delete":
    case "queue.purge":
    case "basic.consume":
    case "basic.get":
      return named === "" ? undefined : named;
    case "basic.publish": {
      const key = value(line, "routing-key");
      return value(line, "exchange") === "" && key !== undefined && known.queues.has(key) ? key : undefined;
    }
    case "basic.deliver":
      return known.queueOfTag.get(key(program, value(line, "consumer-tag"))) || undefined;
    case "basic.get-ok":
    case "basic.ack":
    case "basic.nack":
    case "basic.reject":
      return known.queueOfDelivery.get(key(program, value(line, "delivery-tag"))) || undefined;
    default:
      return undefined;
  }
}

/** What tells frames of the same method apart; the rest is in the list of frames. */
const WORTH_SHOWING = new Set([
  "exchange",
  "queue",
  "routing-key",
  "type",
  "delivery-tag",
  "multiple",
  "requeue",
  "redelivered",
  "prefetch-count",
  "global",
  "no-ack",
  "reply-code",
  "reply-text",
  "correlation-id",
  "body",
]);
const SHORT_CHARACTERS = 40;

function shortened({ line, words }: FrameLine): string {
  if (words !== undefined) return line;
  const [method = "", ...rest] = line.split(" ");
  // Without an exchange's name the routing key is the queue's name, and the arrow already runs from there.
  const isDirect = method === "basic.deliver" && value(line, "exchange") === "";
  // A flag that is set stands there without a value.
  const fields = [...rest.join(" ").matchAll(FIELD)].filter(
    ([, name = "", given]) =>
      given === undefined || (WORTH_SHOWING.has(name) && given !== '""' && !(isDirect && name === "routing-key")),
  );
  const label = [method, ...fields.map(([whole]) => whole)].join(" ");
  const characters = [...label];
  return characters.length <= SHORT_CHARACTERS ? label : `${characters.slice(0, SHORT_CHARACTERS - 1).join("")}…`;
}

/** `name=value`, where the value may be quoted, or a name alone. */
const FIELD = /([\w-]+)(?:=("(?:[^"\\]|\\.)*"|\S+))?/g;

function value(line: string, name: string): string | undefined {
  for (const [, found, given = ""] of line.matchAll(FIELD)) {
    if (found !== name) continue;
    return given.startsWith('"') ? given.slice(1, -1) : given;
  }
  return undefined;
}

function key(program: string, tag: string | undefined): string {
  return `${program}\0${tag ?? ""}`;
}
