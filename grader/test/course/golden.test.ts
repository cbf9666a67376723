import { describe, expect, it } from "vitest";
import { goldenDifference, goldenMessage, normalise } from "../../src/course/golden.ts";
import { report } from "../report/sample-report.ts";

describe("a golden message", () => {
  it("holds what the learner reads about lost and unjudged points and the advice", () => {
    expect(goldenMessage(report(), "en")).toBe(`✗ ack-after-work: A task is acknowledged after its work is done
  + basic.ack for a task comes after its work is done
  - basic.ack for 'brave łoś …' came <time> ms after it arrived; its work takes <time> ms
  ▶ worker 1 → basic.ack delivery-tag=1 multiple=false

✗ one-at-a-time: A worker holds one unfinished task at a time
  - it held 6 at once

○ slow-worker: A slow worker does not make others idle
  A worker that acknowledges at once always looks free.

• stack-trace: A clear line on stderr helps more than a stack trace.
`);
    expect(goldenMessage(report(), "zh-CN")).toContain("到达 <time> 毫秒后就发出了 basic.ack");
  });

  it.each([
    ["connect ECONNREFUSED 127.0.0.1:45671", "connect ECONNREFUSED 127.0.0.1:<port>"],
    ["queue amq.gen-JzTY20BRgKO-HjmUJj0wLg is gone", "queue amq.gen-<name> is gone"],
    ["consumer-tag=amq.ctag-9f_x-1", "consumer-tag=amq.ctag-<name>"],
    ["reply-to amq.rabbitmq.reply-to.g1h2AA5y.bc==", "reply-to amq.rabbitmq.reply-to.<name>"],
    ["id 0f8fad5b-d9cb-469f-a165-70867728950e", "id <uuid>"],
    ["amqp://user:secret@localhost:5672/v", "amqp://<user>@localhost:<port>/v"],
    ["after 1.25 s, 3 tasks", "after <time> s, 3 tasks"],
    ["frame #17 of 20", "frame #<number> of 20"],
    ["line 3 of 10\r\n", "line 3 of 10\n"],
  ])("makes the same what differs from run to run: %s", (text, same) => {
    expect(normalise(text)).toBe(same);
  });

  it("shows the lines that differ", () => {
    expect(goldenDifference("one\ntwo\nthree\n", "one\ntwo\nthree\n")).toBeUndefined();
    expect(goldenDifference("one\r\ntwo\r\n", "one\ntwo\n")).toBeUndefined();
    expect(goldenDifference("one\ntwo\nthree\n", "one\n2\nthree\n")).toBe(" one\n-two\n+2\n three");
  });
});
