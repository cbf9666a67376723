/**
 * What a scenario is: a name that says what it shows, the checklist rows that it covers, and a script. Owns the stage that
 * a script acts on; who runs it, and on what, is `run.ts`.
 */
import { Peer, type ConnectOptions, type Target } from "./peer.ts";
import type { Administrator } from "./administrator.ts";
import type { Channel } from "./channel.ts";
import type { Transcript } from "./transcript.ts";

export type Script = (stage: Stage) => Promise<void>;

export interface ScenarioOptions {
  /**
   * What AMQP itself can't set up: users with their permissions, or users and a way to the broker that is not loopback's, or more: vhosts,
   * policies, alarms, restarts.
   */
  readonly needs?: "users" | "another address" | "administrator";
  /** How long the broker waits for an acknowledgement, in milliseconds, instead of half an hour; needs an administrator. */
  readonly consumerTimeoutMs?: number;
  /** What other versions of RabbitMQ do here, with the source of that knowledge; the record is 3.10's. */
  readonly versions?: { readonly [version: string]: string };
}

export interface Scenario extends ScenarioOptions {
  readonly name: string;
  readonly rows: readonly string[];
  readonly script: Script;
}

export interface Section {
  /** Also the name of its golden file. */
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}

type Define = (name: string, rows: readonly string[], script: Script, options?: ScenarioOptions) => void;

/** `section("C-routing", (scenario) => { scenario("…", ["C29"], async (c) => { … }); })` */
export function section(name: string, define: (scenario: Define) => void): Section {
  const scenarios: Scenario[] = [];
  define((title, rows, script, options = {}) => scenarios.push({ name: title, rows, script, ...options }));
  return { name, scenarios };
}

/** The connections of one run of one scenario. */
export class Stage {
  readonly target: Target;
  readonly #transcript: Transcript;
  readonly #administrator: Administrator | undefined;
  readonly #peers: Peer[] = [];

  constructor(target: Target, transcript: Transcript, administrator: Administrator | undefined) {
    this.target = target;
    this.#transcript = transcript;
    this.#administrator = administrator;
  }

  get administrator(): Administrator {
    if (this.#administrator === undefined) throw new Error("a scenario that needs an administrator must say so");
    return this.#administrator;
  }

  /** A socket on which nothing was said yet. */
  async dial(target = this.target): Promise<Peer> {
    const peer = await Peer.dial(target, `c${this.#peers.length + 1}`, this.#transcript);
    this.#peers.push(peer);
    return peer;
  }

  /** The same, not by way of loopback. */
  async dialFromElsewhere(): Promise<Peer> {
    const { elsewhere } = this.target;
    if (elsewhere === undefined) throw new Error("the broker can be reached by loopback only");
    return this.dial({ ...this.target, ...elsewhere });
  }

  /** A connection that is open. */
  async connect(options: ConnectOptions = {}): Promise<Peer> {
    const peer = await this.dial();
    await peer.connect(options);
    return peer;
  }

  /** An open channel on a connection of its own. */
  async channel(options: ConnectOptions = {}): Promise<Channel> {
    return (await this.connect(options)).channel();
  }

  /** Two open channels on one connection. */
  async channels(options: ConnectOptions = {}): Promise<[Channel, Channel]> {
    const peer = await this.connect(options);
    return [await peer.channel(), await peer.channel()];
  }

  note(line: string): void {
    this.#transcript.add(line);
  }

  /** As lines are: with numbers in place of generated names. */
  normalise(text: string): string {
    return this.#transcript.normalise(text);
  }

  /** Time passes, on the broker's clock, after all that was sent has been dealt with. */
  async elapse(milliseconds: number): Promise<void> {
    for (const peer of this.#peers) {
      if (!peer.opened) continue;
      for (const channel of peer.channels) await channel.settle();
    }
    if (this.target.elapse !== undefined) {
      await this.target.elapse(milliseconds);
      return;
    }
    await new Promise<void>((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }

  /** Writes down what nobody looked at, and says goodbye. */
  async finish(): Promise<void> {
    for (const peer of this.#peers) {
      for (const channel of peer.channels) if (!channel.ended) await channel.finish();
      for (const arrival of peer.leftOver()) peer.logArrival(arrival);
    }
    await this.close();
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) {
      if (peer.opened) await peer.quietly(() => peer.close());
      peer.destroy();
    }
  }
}
