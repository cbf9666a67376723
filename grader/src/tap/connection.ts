/** One connection of a program through its tap: two pipes, and how the connection ends. */
import type { Socket } from "node:net";
import type { ConnectionEvent } from "../evidence/evidence.ts";
import { Decoder } from "./decoder.ts";
import type { EventLog } from "./event-log.ts";
import type { Direction, Faults } from "./faults.ts";
import { Pipe } from "./pipe.ts";

export interface TapConnectionOptions {
  readonly program: string;
  readonly connection: number;
  readonly log: EventLog;
  readonly faults: Faults;
  /** The program's side. */
  readonly client: Socket;
  /** The broker's side; may still be connecting. */
  readonly broker: Socket;
  /** Told how much has come from either side. */
  readonly passed: (bytes: number) => void;
}

export class TapConnection {
  /** Resolves when the program's side has ended and everything it sent is recorded. */
  readonly ended: Promise<void>;
  readonly #options: TapConnectionOptions;
  readonly #toBrokerDecoder: Decoder;
  readonly #toProgramDecoder: Decoder;
  readonly #toBroker: Pipe;
  readonly #toProgram: Pipe;
  readonly #detach: () => void;
  #resolveEnded: () => void = () => undefined;
  #over = false;

  constructor(options: TapConnectionOptions) {
    this.#options = options;
    const { program, connection, log, faults, client, broker, passed } = options;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#toBrokerDecoder = new Decoder({ program, connection, direction: "to-broker" }, log);
    this.#toProgramDecoder = new Decoder({ program, connection, direction: "to-program" }, log);
    client.setNoDelay(true);
    broker.setNoDelay(true);
    log.add({ program, connection, kind: "opened" });
    this.#toBroker = new Pipe({ from: client, to: broker }, "to-broker", faults, this.#toBrokerDecoder);
    this.#toProgram = new Pipe({ from: broker, to: client }, "to-program", faults, this.#toProgramDecoder);
    this.#detach = faults.attach({ released: (direction) => this.#released(direction), cut: () => this.cut() });
    for (const side of [client, broker]) side.on("data", (chunk: Buffer) => passed(chunk.length));
    client.on("end", () => this.#toBroker.end(() => this.#clientEnded()));
    client.on("error", (error) => this.#clientEnded(error.message));
    client.on("close", () => this.#clientEnded());
    broker.on("end", () => this.#toProgram.end(() => this.#brokerEnded()));
    broker.on("error", (error) => this.#brokerEnded(error.message));
    broker.on("close", () => this.#brokerEnded());
  }

  /** Resets both sides, as a broken network would. */
  cut(detail?: string): void {
    this.#end("cut-by-grader", detail);
    const { client, broker } = this.#options;
    reset(client);
    reset(broker);
  }

  #released(direction: Direction): void {
    if (direction === "to-broker") this.#toBroker.released();
    else this.#toProgram.released();
  }

  #clientEnded(detail?: string): void {
    this.#end("closed-by-program", detail);
    const { client, broker } = this.#options;
    // What the broker still has to say to a program that has only closed its own half goes on.
    if (client.destroyed) broker.destroy();
    else broker.end();
    this.#resolveEnded();
  }

  #brokerEnded(detail?: string): void {
    this.#end("closed-by-broker", detail);
    const { client, broker } = this.#options;
    if (detail === undefined) client.end();
    else reset(client);
    if (client.destroyed) broker.destroy();
  }

  /** Records the end that came first; what follows from it is no event. */
  #end(kind: ConnectionEvent["kind"], detail?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#toBrokerDecoder.end();
    // A program that has closed only its own half still hears what the broker says.
    if (kind !== "closed-by-program") this.#toProgramDecoder.end();
    if (kind === "cut-by-grader") {
      this.#toBroker.close();
      this.#toProgram.close();
    }
    const { program, connection, log } = this.#options;
    log.add({ program, connection, kind, ...(detail === undefined ? {} : { detail }) });
    this.#detach();
    this.#resolveEnded();
  }
}

/** What can't be reset (TLS, a socket in the file system) is closed. */
export function reset(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy();
  }
}
