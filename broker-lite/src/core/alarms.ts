/**
 * Memory and disk alarms (https://www.rabbitmq.com/docs/alarms): while one is raised, connections that publish are not served. Owns
 * what is raised and who waits for the end of it; how a connection waits is its own business.
 */

export type AlarmResource = "memory" | "disk";

/** Who says so. One may say that all is well while the other does not. */
export type AlarmSource = "gauge" | "store" | "owner";

/** Somebody who is not served meanwhile. */
export interface Blocked {
  alarmsCleared(): void;
}

export class Alarms {
  readonly #raised = new Set<string>();
  readonly #waiting = new Set<Blocked>();
  #isTelling = false;

  get isRaised(): boolean {
    return this.#raised.size > 0;
  }

  has(resource: AlarmResource): boolean {
    for (const raised of this.#raised) if (raised.startsWith(resource)) return true;
    return false;
  }

  set(resource: AlarmResource, source: AlarmSource, isRaised: boolean): void {
    if (isRaised) this.#raised.add(`${resource} ${source}`);
    else this.#raised.delete(`${resource} ${source}`);
  }

  /** RabbitMQ's words in connection.blocked. */
  get reason(): string {
    const resources = (["memory", "disk"] as const).filter((resource) => this.has(resource));
    return `low on ${resources.join(" & ")}`;
  }

  /** Is told when the last alarm is over. */
  wait(blocked: Blocked): void {
    this.#waiting.add(blocked);
  }

  forget(blocked: Blocked): void {
    this.#waiting.delete(blocked);
  }

  /** To be called when a turn's work is done: those who waited do what they have, one after the other, until there is an alarm again. */
  tell(): void {
    if (this.#isTelling || this.isRaised || this.#waiting.size === 0) return;
    this.#isTelling = true;
    try {
      // Who is blocked again waits behind those who were not served yet.
      for (const blocked of this.#waiting) {
        if (this.isRaised) return;
        this.#waiting.delete(blocked);
        blocked.alarmsCleared();
      }
    } finally {
      this.#isTelling = false;
    }
  }
}
