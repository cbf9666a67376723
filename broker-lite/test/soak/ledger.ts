/** Which messages are under way, and what became of the others. Owns the sums; bounded by what is under way, however long a soak takes. */

export type Outcome = "acknowledged" | "died" | "expired" | "answered" | "taken" | "returned";

export class Ledger {
  readonly #underWay = new Map<number, string>();
  readonly #outcomes = new Map<Outcome, number>();
  #published = 0;
  #redelivered = 0;

  /** The number that goes into the message's body. */
  publish(where: string): number {
    this.#published++;
    this.#underWay.set(this.#published, where);
    return this.#published;
  }

  /** Throws for a message that was never published, or is settled already. */
  settle(number: number, where: string, outcome: Outcome): void {
    const published = this.#underWay.get(number);
    if (published === undefined) throw new Error(`message ${number} came to its end a second time, or was invented`);
    if (published !== where) throw new Error(`message ${number} was published for ${published} and ended in ${where}`);
    this.#underWay.delete(number);
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** It came, and went back. */
  redeliver(number: number): void {
    if (!this.#underWay.has(number)) throw new Error(`message ${number} came again after its end`);
    this.#redelivered++;
  }

  get published(): number {
    return this.#published;
  }

  get underWayCount(): number {
    return this.#underWay.size;
  }

  get redelivered(): number {
    return this.#redelivered;
  }

  get outcomes(): Readonly<Partial<Record<Outcome, number>>> {
    return Object.fromEntries(this.#outcomes);
  }

  /** Throws unless everything that was published came to one end. */
  close(): void {
    const settled = [...this.#outcomes.values()].reduce((sum, count) => sum + count, 0);
    if (this.#underWay.size > 0 || settled !== this.#published) {
      const [first] = this.#underWay;
      throw new Error(
        `${this.#published} published, ${settled} settled, ${this.#underWay.size} under way; the first is ${String(first)}`,
      );
    }
  }
}
