/**
 * What was done to each message over all lives of the broker, and what that means for where it may be at the end. Messages are numbers;
 * knows nothing of AMQP.
 */

export type Place = "work" | "timed" | "dead" | "expired";
export type Settlement = "acknowledged" | "rejected";

interface History {
  readonly isTransient: boolean;
  isConfirmed: boolean;
  /** The client said so. Whether the broker heard it before it was killed is not known… */
  readonly said: Set<Settlement>;
  /** …but for these: something that was said later on the same channel was confirmed. */
  readonly kept: Set<Settlement>;
}

export interface Balance {
  readonly published: number;
  /** Persistent ones. */
  readonly confirmed: number;
  readonly acknowledged: number;
  readonly stillThere: Readonly<Record<Place, number>>;
  /** Not confirmed, as the broker was killed between the disk and the confirm; or transient, and kept by a quorum queue. */
  readonly unconfirmedThere: number;
}

export class Account {
  readonly #histories: History[] = [];
  #said: { readonly number: number; readonly settlement: Settlement }[] = [];

  publish(isTransient: boolean): number {
    this.#histories.push({ isTransient, isConfirmed: false, said: new Set(), kept: new Set() });
    return this.#histories.length - 1;
  }

  settle(number: number, settlement: Settlement): void {
    this.#of(number).said.add(settlement);
    this.#said.push({ number, settlement });
  }

  /** How much was said before now in this life of the broker. */
  get saidCount(): number {
    return this.#said.length;
  }

  /** @param saidBefore how much was said on the channel before that message was published */
  confirm(number: number, saidBefore: number): void {
    const history = this.#of(number);
    history.isConfirmed = true;
    // What waits for no disk says nothing about what went there before.
    if (history.isTransient) return;
    for (const { number: settled, settlement } of this.#said.slice(0, saidBefore))
      this.#of(settled).kept.add(settlement);
  }

  /** The broker was killed: what comes from the next one is said on another channel. */
  endLife(): void {
    this.#said = [];
  }

  /** Throws where something is lost, has come back, is there twice, or was never published. */
  settleAccount(found: Readonly<Record<Place, readonly number[]>>): Balance {
    const places = new Map<number, Place>();
    for (const place of ["work", "timed", "dead", "expired"] as const) {
      for (const number of found[place]) {
        const other = places.get(number);
        if (other !== undefined) throw new Error(`message ${number} is in ${other} and in ${place}`);
        places.set(number, place);
      }
    }
    for (const [number, place] of places) {
      if (this.#histories[number] === undefined) throw new Error(`message ${number} was never published`);
      this.#assertMayBeIn(number, place);
    }
    this.#histories.forEach((_history, number) => {
      if (!places.has(number)) this.#assertMayBeGone(number);
    });
    const confirmed = this.#histories.filter(isDue);
    const there = [...places].filter(([number]) => isDue(this.#of(number)));
    return {
      published: this.#histories.length,
      confirmed: confirmed.length,
      acknowledged: confirmed.length - there.length,
      stillThere: {
        work: there.filter(([, place]) => place === "work").length,
        timed: there.filter(([, place]) => place === "timed").length,
        dead: there.filter(([, place]) => place === "dead").length,
        expired: there.filter(([, place]) => place === "expired").length,
      },
      unconfirmedThere: places.size - there.length,
    };
  }

  #assertMayBeIn(number: number, place: Place): void {
    const { isTransient, said, kept } = this.#of(number);
    // Dead is a quorum queue: it keeps every message.
    if (isTransient && place !== "dead") throw new Error(`message ${number} was transient and is in ${place}`);
    if (kept.has("acknowledged")) throw new Error(`message ${number} was acknowledged for good and is in ${place}`);
    if (place === "dead" && !said.has("rejected"))
      throw new Error(`message ${number} is in dead, and nobody rejected it`);
    if (place === "work" && kept.has("rejected"))
      throw new Error(`message ${number} was rejected for good and is in work`);
  }

  #assertMayBeGone(number: number): void {
    const { isTransient, isConfirmed, said } = this.#of(number);
    if (isConfirmed && !isTransient && !said.has("acknowledged"))
      throw new Error(`message ${number} was confirmed and is lost`);
  }

  #of(number: number): History {
    const history = this.#histories[number];
    if (history === undefined) throw new Error(`message ${number} was never published`);
    return history;
  }
}

function isDue({ isConfirmed, isTransient }: History): boolean {
  return isConfirmed && !isTransient;
}
