/**
 * The RabbitMQ that was started for a grader: one for all its gradings, since starting it costs more than most of them. Owned here, where Ctrl+C and
 * the end of the process are heard; scenarios use it from their own thread.
 */
import { isStarted, openBackend, startBroker, type BrokerChoice, type StartedBackend } from "../backends/backend.ts";
import { shareBackend, type SharedBackend } from "../backends/between-threads.ts";
import type { Text } from "../text.ts";
import { makeWorkFolder, type WorkFolder } from "./work-folder.ts";

export interface BrokerProgress {
  /** What is being done: `starting RabbitMQ 3.10.8`. */
  readonly step: Text;
  /** Since this step began. */
  readonly seconds: number;
}

interface Kept {
  readonly choice: BrokerChoice;
  readonly backend: StartedBackend;
  readonly shared: SharedBackend;
  close(): Promise<void>;
}

/** What scenarios are to open. */
export type BrokerToOpen = Exclude<BrokerChoice, "local" | "testcontainers"> | SharedBackend;

const TELL_EVERY_MS = 1000;

export class BrokerKeeper {
  #kept: Kept | undefined;

  /**
   * Starts what was chosen, unless it runs already or needs no start; tries what runs elsewhere.
   * @throws BackendError where it does not start or answer; the signal's reason where it is given up
   */
  async open(
    choice: BrokerChoice,
    options: { readonly signal: AbortSignal; readonly management?: string },
    onProgress: (progress: BrokerProgress) => void,
  ): Promise<BrokerToOpen> {
    const { signal } = options;
    if (choice === "lite") return choice;
    if (!isStarted(choice)) {
      // Said once here, rather than by every scenario.
      await (await openBackend(choice, options)).close();
      return choice;
    }
    if (this.#kept?.choice !== choice || !this.#kept.backend.isRunning) {
      await this.close();
      this.#kept = await start(choice, signal, onProgress);
    }
    return this.#kept.shared;
  }

  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.close();
  }
}

async function start(
  choice: Parameters<typeof startBroker>[0],
  signal: AbortSignal,
  onProgress: (progress: BrokerProgress) => void,
): Promise<Kept> {
  let ending: (() => void) | undefined;
  const work = await makeWorkFolder(() => ending?.());
  const telling = tellTime(onProgress);
  try {
    const backend = await startBroker(choice, {
      folder: work.path,
      registryFolder: work.registry,
      environment: process.env,
      signal,
      onStep: (step) => telling.begin(step),
      whenEnding: (endNow) => (ending = endNow),
    });
    return keep(choice, backend, work);
  } catch (error) {
    await work.remove();
    throw error;
  } finally {
    telling.end();
  }
}

function keep(choice: BrokerChoice, backend: StartedBackend, work: WorkFolder): Kept {
  const sharing = shareBackend(backend);
  return {
    choice,
    backend,
    shared: sharing.shared,
    close: async () => {
      sharing.stop();
      try {
        await backend.close();
      } finally {
        await work.remove();
      }
    },
  };
}

/** Says again every second what is being done, and for how long already. */
function tellTime(onProgress: (progress: BrokerProgress) => void): { begin(step: Text): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (step) => {
      clearInterval(timer);
      const begun = performance.now();
      const tell = (): void => onProgress({ step, seconds: Math.round((performance.now() - begun) / 1000) });
      tell();
      timer = setInterval(tell, TELL_EVERY_MS);
    },
    end: () => clearInterval(timer),
  };
}
