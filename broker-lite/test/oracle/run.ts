/** Runs scenarios on a broker and gives their records. Owns the order, the cleaning up and nothing of what is compared. */
import { isUtf8 } from "../../src/wire/utf8.ts";
import type { Administrator } from "./administrator.ts";
import { anotherAddress } from "./another-address.ts";
import { NothingCame } from "./inbox.ts";
import { Peer, type Target } from "./peer.ts";
import { Stage, type Scenario } from "./scenario.ts";
import { Transcript } from "./transcript.ts";

/** One line per frame, in the order in which the script looked at them. */
export type Record = readonly string[];

export type Recorded = ReadonlyMap<Scenario, Record>;

/** A place for one scenario, clean as it comes; given back afterwards. */
export interface Place {
  readonly target: Target;
  readonly administrator?: Administrator;
  release(): Promise<void>;
}

export interface Runner {
  /** How many scenarios may run at once. */
  readonly concurrency: number;
  /** Without it, scenarios that need an administrator are left out. */
  readonly administers: boolean;
  place(scenario: Scenario): Promise<Place>;
}

export async function record(scenarios: readonly Scenario[], runner: Runner): Promise<Recorded> {
  const records = new Map<Scenario, Record>();
  const waiting = scenarios.filter(({ needs }) => needs === undefined || runner.administers).filter(isPossible);
  const worker = async (): Promise<void> => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const place = await runner.place(scenario);
      records.set(scenario, await recordOne(scenario, place));
      await place.release();
    }
  };
  await Promise.all(Array.from({ length: runner.concurrency }, worker));
  return records;
}

/** Whether this machine has what the scenario needs. */
export function isPossible({ needs }: Scenario): boolean {
  return needs !== "another address" || anotherAddress() !== undefined;
}

async function recordOne(scenario: Scenario, { target, administrator }: Place): Promise<Record> {
  const transcript = new Transcript(target.vhost);
  const stage = new Stage(target, transcript, administrator);
  try {
    await scenario.script(stage);
    await stage.finish();
  } catch (error) {
    transcript.add(error instanceof NothingCame ? `!! ${error.message}` : `!! ${String(error)}`);
    await stage.close().catch(() => {});
  }
  return transcript.lines;
}

/**
 * A broker where all scenarios share one vhost, one after another: what a scenario declared is deleted after it, by a
 * connection that the scenario knows nothing of.
 */
export function sharedVhost(target: Target, administrator: Administrator | undefined): Runner {
  const place = async ({ needs, consumerTimeoutMs }: Scenario): Promise<Place> => {
    if (consumerTimeoutMs !== undefined) await administrator?.setConsumerTimeout(consumerTimeoutMs);
    const host = needs === "another address" ? anotherAddress() : undefined;
    const listener =
      host === undefined ? undefined : await administrator?.listenAt(host, target.user).catch(() => undefined);
    const declared = { queues: new Set<string>(), exchanges: new Set<string>() };
    return {
      target: {
        ...target,
        ...(host === undefined || listener === undefined ? {} : { elsewhere: { host, port: listener.port } }),
        // No broker takes other names, and one that is asked to delete them hangs up.
        onDeclared: (kind, name) => isUtf8(name) && declared[kind].add(name),
      },
      ...(administrator === undefined ? {} : { administrator }),
      release: async () => {
        if (consumerTimeoutMs !== undefined) await administrator?.setConsumerTimeout();
        await listener?.close();
        await sweep(target, declared);
      },
    };
  };
  return { concurrency: 1, administers: administrator !== undefined, place };
}

async function sweep(
  target: Target,
  declared: { readonly queues: Iterable<string>; readonly exchanges: Iterable<string> },
): Promise<void> {
  const janitor = await Peer.dial(target, "janitor", new Transcript(target.vhost));
  await janitor.connect();
  const channel = await janitor.channel();
  for (const queue of declared.queues) {
    if ((await channel.call("queue.delete", { queue })).kind !== "queue.delete-ok") await channel.open();
  }
  for (const exchange of declared.exchanges) {
    if ((await channel.call("exchange.delete", { exchange })).kind !== "exchange.delete-ok") await channel.open();
  }
  await janitor.close();
  janitor.destroy();
}
