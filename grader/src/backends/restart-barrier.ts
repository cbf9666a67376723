/**
 * Scenarios that share a broker and want it restarted: they go first, one restart serves all of them when the last one has come to where it wants it,
 * and those that do not restart wait outside until then.
 */
import { Deferred } from "../deferred.ts";

interface Participant {
  /** It said that it will restart the broker, and has not yet. */
  pending: boolean;
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
  /** Opened for a look whenever somebody may be let in. */
  #gate = new Deferred<void>();

  constructor(restart: () => Promise<void>) {
    this.#restart = restart;
  }

  /** Takes a place for a scenario; resolves when it may begin. */
  async enter(options: { readonly restarts: boolean }): Promise<BarrierPlace> {
    while (!this.#mayEnter(options.restarts)) await this.#gate.promise;
    const participant: Participant = { pending: options.restarts, waiting: false };
    this.#inside.add(participant);
    return {
      restart: () => this.#wait(participant),
      leave: () => {
        this.#inside.delete(participant);
        this.#restartIfQuiet();
        this.#openGate();
      },
    };
  }

  /** One that restarts may join a round that gathers, not one that has begun to restart. */
  #mayEnter(restarts: boolean): boolean {
    if (this.#round?.running === true) return false;
    return restarts || ![...this.#inside].some((participant) => participant.pending || participant.waiting);
  }

  #openGate(): void {
    const gate = this.#gate;
    this.#gate = new Deferred();
    gate.resolve();
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
      for (const participant of this.#inside) {
        participant.waiting = false;
        participant.pending = false;
      }
    };
    this.#restart().then(
      () => {
        finish();
        round.over.resolve();
        this.#openGate();
      },
      (error: unknown) => {
        finish();
        round.over.reject(error);
        this.#openGate();
      },
    );
  }
}
