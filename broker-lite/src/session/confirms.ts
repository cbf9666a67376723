/**
 * Publisher confirms of one channel (https://www.rabbitmq.com/docs/confirms): numbers the publishes, and gathers what became of them
 * until the turn ends, so that many confirms become one with multiple=true.
 */

export type Confirm =
  | { readonly name: "basic.ack"; readonly deliveryTag: number; readonly multiple: boolean }
  | { readonly name: "basic.nack"; readonly deliveryTag: number };

export class Confirms {
  #lastTag = 0;
  /** Published, and not confirmed; in rising order. */
  readonly #open = new Set<number>();
  #confirmed: number[] = [];
  #refused: number[] = [];

  /** The next publish is confirmed, or refused, at once. */
  settle(isRefused: boolean): void {
    (isRefused ? this.#refused : this.#confirmed).push(++this.#lastTag);
  }

  /** The number of the next publish, of which it is not known yet. */
  open(): number {
    const tag = ++this.#lastTag;
    this.#open.add(tag);
    return tag;
  }

  confirm(tag: number): void {
    if (this.#open.delete(tag)) this.#confirmed.push(tag);
  }

  get hasNews(): boolean {
    return this.#confirmed.length > 0 || this.#refused.length > 0;
  }

  /** Of the news: how many are good. */
  get confirmedCount(): number {
    return this.#confirmed.length;
  }

  /** What to tell the publisher now: refusals one by one, then everything below the oldest open one at once, then the rest. */
  take(): readonly Confirm[] {
    const confirms: Confirm[] = this.#refused.map((deliveryTag) => ({ name: "basic.nack", deliveryTag }));
    const confirmed = this.#confirmed.toSorted((left, right) => left - right);
    this.#refused = [];
    this.#confirmed = [];
    const [oldestOpen = Infinity] = this.#open;
    const together = confirmed.filter((tag) => tag < oldestOpen);
    const last = together.at(-1);
    if (last !== undefined) confirms.push({ name: "basic.ack", deliveryTag: last, multiple: together.length > 1 });
    for (const deliveryTag of confirmed.slice(together.length)) {
      confirms.push({ name: "basic.ack", deliveryTag, multiple: false });
    }
    return confirms;
  }
}
