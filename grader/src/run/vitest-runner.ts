/** Starts vitest inside this process, with nothing of the surrounding project's configuration, and hears what its tests find. */
import { accessSync, constants, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVitest, type TestCase, type Vitest } from "vitest/node";
import { readMark, type Finding, type GradingContext, type Mark } from "./context.ts";

/** Workspace packages are run from their sources where this process does so. */
const CONDITIONS = ["source", "node", "import", "default"];

export interface RunListener {
  finding(finding: Finding): void;
  /** Said while the tests run. */
  mark(mark: Mark): void;
  /** A test file could not be loaded, or something went wrong outside all tests. */
  failed(words: string): void;
}

/** Vitest has its reporter for life; who listens changes from run to run. */
interface Ear {
  listener: RunListener | undefined;
}

/** Keeps vitest between runs: starting it costs more than a run. */
export class VitestRunner {
  readonly #vitest: Vitest;
  readonly #ear: Ear;

  private constructor(vitest: Vitest, ear: Ear) {
    this.#vitest = vitest;
    this.#ear = ear;
  }

  static async open(folder: string): Promise<VitestRunner> {
    const ear: Ear = { listener: undefined };
    const vitest = await createVitest(
      "test",
      {
        config: false,
        root: folder,
        watch: false,
        // One thread for all: measured to start in 115 ms, a process in 165 ms.
        pool: "threads",
        isolate: false,
        maxWorkers: 1,
        fileParallelism: false,
        // Deadlines are the stage's; how many scenarios run side by side is the runner's.
        testTimeout: 0,
        hookTimeout: 0,
        teardownTimeout: 5000,
        maxConcurrency: 100_000,
        disableConsoleIntercept: true,
        api: false,
        cache: false,
        // Saves half a second of transforming at every start but the first.
        experimental: cacheOptions(),
        reporters: [reporter(ear)],
      },
      {
        logLevel: "silent",
        resolve: { conditions: CONDITIONS },
        ssr: { resolve: { conditions: CONDITIONS, externalConditions: CONDITIONS } },
        server: { watch: null },
      },
    );
    return new VitestRunner(vitest, ear);
  }

  /** Runs the test files with this context; resolves when all is over. */
  async run(
    files: readonly string[],
    context: GradingContext,
    listener: RunListener,
    signal: AbortSignal,
  ): Promise<void> {
    const { exitCode } = process;
    const cancel = (): void => void this.#vitest.cancelCurrentRun("keyboard-input");
    this.#ear.listener = listener;
    signal.addEventListener("abort", cancel, { once: true });
    try {
      this.#vitest.provide("grading", context);
      const project = this.#vitest.getRootProject();
      await this.#vitest.runTestSpecifications(
        files.map((file) => project.createSpecification(file)),
        true,
      );
    } finally {
      signal.removeEventListener("abort", cancel);
      this.#ear.listener = undefined;
      // A lost criterion is no failure of this process.
      process.exitCode = exitCode;
    }
  }

  async close(): Promise<void> {
    await this.#vitest.close();
  }
}

/** A cache of transformed modules in the nearest node_modules, where that can be written to. */
function cacheOptions(): { readonly fsModuleCache: boolean; readonly fsModuleCachePath?: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const packages = join(folder, "node_modules");
    if (!existsSync(join(packages, "vitest"))) continue;
    try {
      accessSync(packages, constants.W_OK);
    } catch {
      break;
    }
    return { fsModuleCache: true, fsModuleCachePath: join(packages, ".cache", "grader") };
  }
  return { fsModuleCache: false };
}

function reporter(ear: Ear): object {
  return {
    onTestCaseAnnotate: (_test: TestCase, annotation: { readonly message: string }) => {
      const mark = readMark(annotation.message);
      if (mark !== undefined) ear.listener?.mark(mark);
    },
    onTestCaseResult: (test: TestCase) => {
      const { grading } = test.meta();
      if (grading !== undefined) ear.listener?.finding(grading);
    },
    onTestModuleEnd: (module: { errors(): readonly { readonly message: string }[] }) => {
      for (const error of module.errors()) ear.listener?.failed(error.message);
    },
    onTestRunEnd: (_modules: unknown, errors: readonly { readonly name?: string; readonly message: string }[]) => {
      for (const error of errors) {
        // A wait that nobody awaited any more when its scenario ended says nothing new.
        if (error.name !== "ScenarioStopped" && error.name !== "AbortError") ear.listener?.failed(error.message);
      }
    },
  };
}
