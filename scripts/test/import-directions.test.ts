import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { violations } from "../import-directions.ts";

const root = path.resolve(import.meta.dirname, "../..");

function sources(): string[] {
  const files = ["broker-lite/src", "grader/src", "lessons"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
      path.posix.join(folder, file.replaceAll("\\", "/")),
    ),
  );
  return files.filter((file) => file.endsWith(".ts") && !/\/(node_modules|dist|submission[^/]*)\//.test(file));
}

describe("import directions", () => {
  it("hold in every source file", () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => violations(file, readFileSync(path.join(root, file), "utf8")))).toEqual([]);
  });

  it.each([
    ["broker-lite/src/wire/frames.ts", `import net from "node:net";`],
    ["broker-lite/src/wire/frames.ts", `import { Vhost } from "../core/vhost.ts";`],
    ["broker-lite/src/core/queue.ts", `import { readFileSync } from "node:fs";`],
    ["broker-lite/src/core/queue.ts", `import { encodeMethod } from "../wire/index.ts";`],
    ["broker-lite/src/core/routing/topic.ts", `export { Session } from "../../session/connection.ts";`],
    ["broker-lite/src/session/channel.ts", `import { createServer } from "../server/server.ts";`],
    ["broker-lite/src/store/disk.ts", `import { Connection } from "../session/connection.ts";`],
    ["grader/src/tap/tap.ts", `import { startBroker } from "broker-lite";`],
    ["grader/src/evidence/queries.ts", `const fs = await import("node:fs");`],
    ["grader/src/checks/ack.ts", `import { spawn } from "node:child_process";`],
    ["grader/src/stage/live-stage.ts", `import { startBroker } from "broker-lite";`],
    ["grader/src/report/terminal.ts", `import { Tap } from "../tap/tap.ts";`],
    ["lessons/01-hello/solution/send.ts", `import { hiddenTests } from "grader";`],
    ["lessons/01-hello/starter/send.ts", `import lodash from "lodash";`],
    ["lessons/01-hello/hidden/hello.test.ts", `import { startBroker } from "broker-lite";`],
  ])("catch a planted violation in %s", (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  it.each([
    [
      "broker-lite/src/core/queue.ts",
      `import type { Properties } from "../wire/index.ts"; import { x } from "./routing/topic.ts";`,
    ],
    ["broker-lite/src/core/routing/topic.ts", `import type { Exchange } from "../exchange.ts";`],
    ["grader/src/backends/lite.ts", `import { startBroker } from "broker-lite"; import net from "node:net";`],
    [
      "lessons/06-rpc/solution/rpc-server.ts",
      `import amqp from "amqplib"; import { fib } from "./fib.ts"; import process from "node:process";`,
    ],
    ["lessons/06-rpc/hidden/mistakes/ack-first/mistake.ts", `import { defineMistake } from "grader";`],
  ])("let pass what is right in %s", (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});
