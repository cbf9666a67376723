import { describe, expect, it } from "vitest";
import { TaskOutput } from "../../src/cli/task-output.ts";

const LINES = [
  "   • turbo 2.11.9",
  "broker-lite:test: cache hit, replaying logs a1bc5945b50d2ad9",
  "broker-lite:test: \u001B[2m      Tests \u001B[22m \u001B[1m\u001B[32m412 passed\u001B[39m\u001B[22m\u001B[90m (412)\u001B[39m",
  "grader:test: cache miss, executing c23a6eb53012cb51",
  "grader:test:       Tests  2 failed | 30 passed | 1 todo (33)",
  "lesson-02-work-queues:test: cache miss, executing 00",
  "lesson-02-work-queues:test: 11 passed, 1 failed",
  "lesson-03-pubsub:test: cache miss, executing 00",
  "lesson-03-pubsub:test: 12 项通过，0 项失败",
  "grader#test:  WARNING  command finished with error, but continuing...",
  "grader#test:  ERROR  command (/course/grader) npm run test exited (1)",
  "lesson-02-work-queues#test:  ERROR  command (/course/lessons/02-work-queues) npm run test exited (1)",
];

describe("what turbo prints", () => {
  it("says who ran, from the cache or not, with how many tests", () => {
    const output = new TaskOutput();
    for (const line of LINES) output.take(line);
    output.end(1);
    const tasks = [...output.tasks.values()].map(({ name, status, cached, passed, failed }) => ({
      name,
      status,
      cached,
      passed,
      failed,
    }));
    expect(tasks).toEqual([
      { name: "broker-lite", status: "passed", cached: true, passed: 412, failed: 0 },
      { name: "grader", status: "failed", cached: false, passed: 30, failed: 2 },
      { name: "lesson-02-work-queues", status: "failed", cached: false, passed: 11, failed: 1 },
      { name: "lesson-03-pubsub", status: "passed", cached: false, passed: 12, failed: 0 },
    ]);
  });

  it("keeps what belongs to no task, for when turbo itself fails", () => {
    const output = new TaskOutput();
    output.take(" ERROR  Could not find turbo.json.");
    output.end(1);
    expect(output.otherLines).toEqual([" ERROR  Could not find turbo.json."]);
    expect(output.tasks.size).toBe(0);
  });
});
