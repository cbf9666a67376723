/** Picks events out of evidence. The plainest queries; the others in this folder are built on them. */
import type { Method, MethodName } from "broker-lite/wire";
import type { ConnectionEvent, Evidence, MethodEvent, ProgramRecord, WireEvent } from "./evidence.ts";

/** A method event whose fields are known by its name. */
export type EventOf<N extends MethodName> = Omit<MethodEvent, "method"> & { readonly method: Method<N> };

export interface Selection {
  /** A label (`worker 2`) for one program, or a name (`worker`) for all programs that were started under it. */
  readonly program?: string | undefined;
}

/** The records of a program: all that were started under this name, or the one with this label. */
export function records(evidence: Evidence, program: string): readonly ProgramRecord[] {
  const named = evidence.programs.filter((each) => each.name === program);
  if (named.length > 0) return named;
  const labelled = evidence.programs.filter((each) => each.label === program);
  if (labelled.length > 0) return labelled;
  // Where only one was started, its label has no number; `worker 1` means it all the same.
  return evidence.programs.filter((each) => `${each.label} 1` === program);
}

/**
 * The record of one started program, by its label; by its name too, where only one was started.
 * @throws Error where the scenario started no such program, or several: a hidden test that is wrong.
 */
export function record(evidence: Evidence, label: string): ProgramRecord {
  const found = records(evidence, label);
  const [first] = found;
  if (first === undefined) throw new Error(`scenario '${evidence.scenario}' started no program '${label}'`);
  if (found.length > 1)
    throw new Error(
      `scenario '${evidence.scenario}' started several programs '${label}': say which, as in '${label} 2'`,
    );
  return first;
}

/** Whether an event or query result belongs to the selected program; everything does where none is named. */
export function belongsTo(evidence: Evidence, selection: Selection): (item: { readonly program: string }) => boolean {
  const { program } = selection;
  if (program === undefined) return () => true;
  const labels = new Set(records(evidence, program).map((each) => each.label));
  labels.add(program);
  return (item) => labels.has(item.program);
}

export function isMethod<N extends MethodName>(
  event: Evidence["events"][number],
  name: N,
): event is EventOf<N> & MethodEvent {
  return event.kind === "method" && event.method.name === name;
}

/** All events of one method, in order. */
export function methods<N extends MethodName>(
  evidence: Evidence,
  name: N,
  selection: Selection = {},
): readonly EventOf<N>[] {
  const belongs = belongsTo(evidence, selection);
  return evidence.events.flatMap((event) => (isMethod(event, name) && belongs(event) ? [event] : []));
}

/** What happened to the TCP connections themselves, in order. */
export function connectionEvents(evidence: Evidence, selection: Selection = {}): readonly ConnectionEvent[] {
  const belongs = belongsTo(evidence, selection);
  return evidence.events.flatMap((event) => (event.kind !== "method" && belongs(event) ? [event] : []));
}

/** Names a channel of a connection of a program, for use as a key. */
export function channelKey(event: {
  readonly program: string;
  readonly connection: number;
  readonly channel: number;
}): string {
  return `${event.program}\n${event.connection}\n${event.channel}`;
}

/** Names a connection of a program, for use as a key. */
export function connectionKey(event: { readonly program: string; readonly connection: number }): string {
  return `${event.program}\n${event.connection}`;
}

/** What an event ends: one channel, the whole connection with its channels, or nothing. */
export function endedBy(event: WireEvent): "channel" | "connection" | undefined {
  if (event.kind === "method") {
    if (event.method.name === "connection.close") return "connection";
    return event.method.name === "channel.close" ? "channel" : undefined;
  }
  return event.kind === "opened" || event.kind === "malformed" ? undefined : "connection";
}
