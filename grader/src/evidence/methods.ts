/** Picks events out of evidence. The plainest queries; the others in this folder are built on them. */
import type { Method, MethodName } from "broker-lite/wire";
import type { ConnectionEvent, Evidence, MethodEvent, ProgramRecord } from "./evidence.ts";

/** A method event whose fields are known by its name. */
export type EventOf<N extends MethodName> = Omit<MethodEvent, "method"> & { readonly method: Method<N> };

export interface Selection {
  /** A label (`worker 2`) for one program, or a name (`worker`) for all programs that were started under it. */
  readonly program?: string;
}

/** The records of a program: all that were started under this name, or the one with this label. */
export function records(evidence: Evidence, program: string): readonly ProgramRecord[] {
  const labelled = evidence.programs.filter((record) => record.label === program);
  // The first program of a name has the name itself as its label, so a name always means all of them.
  const named = evidence.programs.filter((record) => record.name === program);
  return named.length > 0 ? named : labelled;
}

/**
 * The record of one started program.
 * @throws Error where the scenario started no program with this label: a hidden test that is wrong.
 */
export function record(evidence: Evidence, label: string): ProgramRecord {
  const found = evidence.programs.find((candidate) => candidate.label === label);
  if (found === undefined) throw new Error(`scenario '${evidence.scenario}' started no program '${label}'`);
  return found;
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

/** Whether an event ends the channel with this key, or the connection that it is part of. */
export function endsChannel(event: Evidence["events"][number], key: string): "channel" | "connection" | undefined {
  const connection = `${event.program}\n${event.connection}\n`;
  if (!key.startsWith(connection)) return undefined;
  if (event.kind === "method") {
    if (event.method.name === "connection.close") return "connection";
    if (event.method.name === "channel.close" && channelKey(event) === key) return "channel";
    return undefined;
  }
  return event.kind === "opened" || event.kind === "malformed" ? undefined : "connection";
}
