/** Writes evidence by hand, as taps would have recorded it: for tests of queries and checks, with no broker. */
import { makeMethod, type MethodFields, type MethodName, type Properties } from "broker-lite/wire";
import type { Evidence, ProgramRecord, WireEvent } from "../../src/evidence/evidence.ts";

type PartialFields<N extends MethodName> = { readonly [K in keyof MethodFields<N>]?: MethodFields<N>[K] };

export class Recording {
  readonly events: WireEvent[] = [];
  readonly programs: ProgramRecord[] = [];
  #program = "";
  #connection = 1;
  #channel = 1;

  /** What follows is on this program's connection and channel. */
  on(program: string, connection = 1, channel = 1): this {
    this.#program = program;
    this.#connection = connection;
    this.#channel = channel;
    return this;
  }

  opened(): this {
    return this.#add({ kind: "opened" });
  }

  ended(kind: "closed-by-program" | "closed-by-broker" | "cut-by-grader"): this {
    return this.#add({ kind });
  }

  sends<N extends MethodName>(
    name: N,
    fields: PartialFields<N> = {},
    body?: string,
    properties: Properties = {},
  ): this {
    return this.#method("to-broker", name, fields, body, properties);
  }

  gets<N extends MethodName>(name: N, fields: PartialFields<N> = {}, body?: string, properties: Properties = {}): this {
    return this.#method("to-program", name, fields, body, properties);
  }

  /** Everything up to an open channel. */
  connects(): this {
    this.opened();
    const channel = this.#channel;
    this.#channel = 0;
    this.sends("connection.open", { virtualHost: "here" }).gets("connection.open-ok");
    this.#channel = channel;
    return this.sends("channel.open").gets("channel.open-ok");
  }

  closes(): this {
    const channel = this.#channel;
    this.#channel = 0;
    this.sends("connection.close", { replyCode: 200 }).gets("connection.close-ok");
    this.#channel = channel;
    return this.ended("closed-by-program");
  }

  program(label: string, rest: Partial<ProgramRecord> = {}): this {
    const name = label.replace(/ \d+$/u, "");
    const exit = { code: 0, signal: null, cause: "itself", afterEvent: this.events.length, tookMs: 100 } as const;
    this.programs.push({
      label,
      name,
      arguments: [],
      stdout: "",
      stderr: "",
      cutBytes: 0,
      startedAfterEvent: 0,
      exit,
      ...rest,
    });
    return this;
  }

  evidence(rest: Partial<Evidence> = {}): Evidence {
    const { events, programs } = this;
    return { scenario: "recorded", events, programs, queues: [], acts: [], notes: {}, ...rest };
  }

  #method<N extends MethodName>(
    direction: "to-broker" | "to-program",
    name: N,
    fields: PartialFields<N>,
    body: string | undefined,
    properties: Properties,
  ): this {
    const bytes = body === undefined ? undefined : Buffer.from(body, "utf8");
    const content =
      bytes === undefined
        ? {}
        : { content: { properties, bodyHex: bytes.toString("hex"), text: bytes.toString("utf8") } };
    return this.#add({
      kind: "method",
      direction,
      channel: this.#channel,
      method: makeMethod(name, fields),
      ...content,
    });
  }

  #add(event: Record<string, unknown>): this {
    const number = this.events.length + 1;
    const base = { number, atMs: number, program: this.#program, connection: this.#connection };
    this.events.push({ ...base, ...event } as WireEvent);
    return this;
  }
}
