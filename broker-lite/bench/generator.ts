/** The load generator as its parent sees it: one process, one piece of work at a time. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Order, Outcome, Report, Work } from "./load/work.ts";

const FILE = fileURLToPath(new URL("load/main.ts", import.meta.url));

export interface Moments {
  /** All is prepared; the work begins when this returns. */
  begin(): void | Promise<void>;
  /** It is done; what comes now is not measured. */
  end(): void | Promise<void>;
}

export class Generator {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(FILE, [], { execArgv: ["--conditions=source", "--import", "tsx"] });
    this.#child.setMaxListeners(0);
  }

  /** Rejects where something was lost, doubled or damaged, or the broker refused. */
  async perform(url: string, work: Work, moments: Moments): Promise<Outcome> {
    this.#order({ type: "work", url, work });
    let outcome: Outcome | undefined;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one report after the other
      const report = await this.#report();
      switch (report.type) {
        case "ready":
          // oxlint-disable-next-line no-await-in-loop -- the generator waits
          await moments.begin();
          this.#order({ type: "go" });
          break;
        case "measured":
          outcome = report;
          // oxlint-disable-next-line no-await-in-loop -- the generator waits
          await moments.end();
          this.#order({ type: "go" });
          break;
        case "checked":
          if (outcome === undefined) throw new Error("the load generator measured nothing");
          return outcome;
        case "failed":
          throw new Error(report.reason);
      }
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.disconnect();
    await exited;
  }

  #order(order: Order): void {
    this.#child.send(order);
  }

  async #report(): Promise<Report> {
    const gone = new AbortController();
    try {
      const [report] = (await Promise.race([
        once(this.#child, "message", { signal: gone.signal }),
        once(this.#child, "exit", { signal: gone.signal }).then(() => {
          throw new Error("the load generator ended");
        }),
      ])) as [Report];
      return report;
    } finally {
      gone.abort();
    }
  }
}
