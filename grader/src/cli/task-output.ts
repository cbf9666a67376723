/** Reads what turbo and the tasks under it print, line by line: who runs, who is done, how many tests there were. Pure. */

export interface TaskState {
  /** Name of the workspace: `lesson-02-work-queues`. */
  readonly name: string;
  status: "running" | "passed" | "failed";
  cached: boolean;
  passed: number;
  failed: number;
  readonly lines: string[];
}

const TASK_LINE = /^([\w@/.-]+):test: ?(.*)$/;
const TASK_FAILED = /^([\w@/.-]+)#test:\s+ERROR\b/;

/** What a test runner or a selftest says at its end: `Tests  1 failed | 12 passed (13)`, `12 passed, 1 failed`, in either language. */
const COUNTS = [
  { line: /^\s*Tests\s+(.*)$/, passed: /(\d+) passed/, failed: /(\d+) failed/ },
  { line: /^(\d+ passed, \d+ failed)$/, passed: /(\d+) passed/, failed: /(\d+) failed/ },
  { line: /^(\d+ 项通过，\d+ 项失败)$/, passed: /(\d+) 项通过/, failed: /(\d+) 项失败/ },
] as const;

export class TaskOutput {
  readonly tasks = new Map<string, TaskState>();
  /** Lines that belong to no task: turbo's own complaints. */
  readonly otherLines: string[] = [];

  take(line: string): void {
    const plain = withoutStyle(line);
    const failed = TASK_FAILED.exec(plain)?.[1];
    if (failed !== undefined) {
      this.#task(failed).status = "failed";
      return;
    }
    const [, name, text] = TASK_LINE.exec(plain) ?? [];
    if (name === undefined || text === undefined) {
      this.otherLines.push(plain);
      return;
    }
    const task = this.#task(name);
    if (text.startsWith("cache hit, replaying logs")) {
      task.cached = true;
      return;
    }
    if (/^cache (miss|bypass)/.test(text)) return;
    task.lines.push(text);
    for (const counts of COUNTS) {
      const found = counts.line.exec(text)?.[1];
      if (found === undefined) continue;
      task.passed += Number(counts.passed.exec(found)?.[1] ?? 0);
      task.failed += Number(counts.failed.exec(found)?.[1] ?? 0);
    }
  }

  /** When turbo has ended, whoever did not fail has passed, unless turbo itself was stopped. */
  end(exitCode: number): void {
    for (const task of this.tasks.values()) {
      if (task.status !== "running") continue;
      task.status = exitCode === 0 || task.failed === 0 ? "passed" : "failed";
    }
  }

  #task(name: string): TaskState {
    let task = this.tasks.get(name);
    if (task === undefined) {
      task = { name, status: "running", cached: false, passed: 0, failed: 0, lines: [] };
      this.tasks.set(name, task);
    }
    return task;
  }
}

function withoutStyle(line: string): string {
  // oxlint-disable-next-line no-control-regex -- terminal styles begin with a control character
  return line.replace(/\u001b\[[\d;]*[A-Za-z]/g, "").trimEnd();
}
