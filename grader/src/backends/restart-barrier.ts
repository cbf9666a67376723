/**
 * Scenarios that share a broker and want it restarted: gathers them, waits until all others are quiet, and restarts once for all.
 * New ones that do not restart wait outside meanwhile.
 */
import { Deferred } from "../deferred.ts";

interface Participant {
  readonly restarts: boolean;
  waiting: boolean;
}

export interface BarrierPlace {
  /** Resolves when the broker has been restarted for all who want it. */
  restart(): Promise<void>;
  leave(): void;
}

interface Round {
  readonly over: Deferred<void>;
  running: boolean;
}

export class RestartBarrier {
  readonly #restart: () => Promise<void>;
  readonly #inside = new Set<Participant>();
  #round: Round | undefined;

  constructor(restart: () => Promise<void>) {
    this.#restart = restart;
  }

  /** Takes a place for a scenario; resolves when it may begin. */
  async enter(options: { readonly restarts: boolean }): Promise<BarrierPlace> {
    // One that restarts may join a round that gathers, not one that has begun to restart.
    while (this.#round !== undefined && (this.#round.running || !options.restarts))
      await this.#round.over.promise.catch(() => undefined);
    const participant: Participant = { restarts: options.restarts, waiting: false };
    this.#inside.add(participant);
    return {
      restart: () => this.#wait(participant),
      leave: () => {
        this.#inside.delete(participant);
        this.#restartIfQuiet();
      },
    };
  }

  #wait(participant: Participant): Promise<void> {
    participant.waiting = true;
    this.#round ??= { over: new Deferred(), running: false };
    const { promise } = this.#round.over;
    this.#restartIfQuiet();
    return promise;
  }

  #restartIfQuiet(): void {
    const round = this.#round;
    if (round === undefined || round.running) return;
    if ([...this.#inside].some((participant) => !participant.waiting)) return;
    round.running = true;
    const finish = (): void => {
      this.#round = undefined;
      for (const participant of this.#inside) participant.waiting = false;
    };
    this.#restart().then(
      () => {
        finish();
        round.over.resolve();
      },
      (error: unknown) => {
        finish();
        round.over.reject(error);
      },
    );
  }
}
