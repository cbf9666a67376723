/** Events as lines for people. Pure. */
import { describeMethod, describeProperties, quote } from "broker-lite/wire";
import type { Evidence, WireEvent } from "../evidence/evidence.ts";
import type { Text } from "../text.ts";
import type { FrameLine } from "./report.ts";

/** Longer bodies are cut in a line. */
const BODY_CHARACTERS_SHOWN = 80;
/** Lines kept of a scenario: a program in a loop makes thousands that say the same. */
const WIRE_LINES_FIRST = 700;
const WIRE_LINES_LAST = 300;
/** Lines shown with a failure, and how many neighbours of the same program each offending one has. */
const FAILURE_LINES = 12;
const NEIGHBOURS = 1;

const CONNECTION_WORDS: Readonly<Record<Exclude<WireEvent["kind"], "method">, Text>> = {
  opened: { en: "TCP connection opened", "zh-CN": "TCP 连接建立" },
  "closed-by-program": { en: "TCP connection closed by the program", "zh-CN": "TCP 连接被程序关闭" },
  "closed-by-broker": { en: "TCP connection closed by the broker", "zh-CN": "TCP 连接被代理关闭" },
  "cut-by-grader": { en: "TCP connection cut by the grader", "zh-CN": "TCP 连接被评分程序切断" },
  malformed: { en: "bytes that are no AMQP frame", "zh-CN": "不是 AMQP 帧的字节" },
};

export function frameLine(event: WireEvent, offending = false): FrameLine {
  const { number, atMs, program } = event;
  if (event.kind !== "method") {
    const detail = event.detail === undefined ? "" : ` (${quote(event.detail).slice(1, -1)})`;
    const { en, "zh-CN": chinese } = CONNECTION_WORDS[event.kind];
    const words = { en: en + detail, "zh-CN": chinese + detail };
    return { number, atMs, program, direction: "itself", line: words.en, words, offending };
  }
  return { number, atMs, program, direction: event.direction, line: describeEvent(event), offending };
}

function describeEvent(event: Extract<WireEvent, { kind: "method" }>): string {
  const { method, content } = event;
  // Its response holds the password.
  if (method.name === "connection.start-ok") return `connection.start-ok mechanism=${quote(method.fields.mechanism)}`;
  // What it says of the broker is of no use here and long.
  if (method.name === "connection.start") return `connection.start mechanisms=${quote(method.fields.mechanisms)}`;
  const words = [describeMethod(method)];
  if (content !== undefined) {
    const properties = describeProperties(content.properties);
    if (properties !== "") words.push(properties);
    const characters = [...content.text];
    const cut = characters.length > BODY_CHARACTERS_SHOWN;
    words.push(
      `body=${quote(cut ? characters.slice(0, BODY_CHARACTERS_SHOWN).join("") : content.text)}${cut ? `… (${content.bodyHex.length / 2} bytes)` : ""}`,
    );
  }
  return words.join(" ");
}

/** All of a scenario's events; the middle of very many is left out. */
export function wireLines(evidence: Evidence): readonly FrameLine[] {
  const { events } = evidence;
  if (events.length <= WIRE_LINES_FIRST + WIRE_LINES_LAST) return events.map((event) => frameLine(event));
  return [...events.slice(0, WIRE_LINES_FIRST), ...events.slice(-WIRE_LINES_LAST)].map((event) => frameLine(event));
}

/** The events that show a failure, each with its neighbours of the same program, in order. */
export function failureLines(evidence: Evidence, offending: readonly number[]): readonly FrameLine[] {
  const shown = new Map<number, boolean>();
  for (const number of offending) {
    const event = evidence.events[number - 1];
    if (event === undefined || shown.size >= FAILURE_LINES) break;
    shown.set(number, true);
  }
  for (const number of Array.from(shown.keys())) {
    for (const neighbour of neighbours(evidence, number)) {
      if (shown.size < FAILURE_LINES && !shown.has(neighbour)) shown.set(neighbour, false);
    }
  }
  return [...shown.keys()]
    .toSorted((one, other) => one - other)
    .flatMap((number) => {
      const event = evidence.events[number - 1];
      return event === undefined ? [] : [frameLine(event, shown.get(number) ?? false)];
    });
}

function neighbours(evidence: Evidence, number: number): readonly number[] {
  const program = evidence.events[number - 1]?.program;
  const own = evidence.events.filter((event) => event.program === program).map((event) => event.number);
  const index = own.indexOf(number);
  return own.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
}
