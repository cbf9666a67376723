import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { execFileSync } from "node:child_process";
import { openLaboratory, whyNot, type Laboratory } from "./running.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let unavailable: string | undefined = "not asked yet";
let laboratory: Laboratory | undefined;

/** Before each, since it may go away in the middle. */
beforeEach(async () => {
  // Without an image made for it, Docker would fetch one, and nobody knows how long that takes.
  unavailable = process.env["SANDBOX_IMAGE"] === undefined ? "SANDBOX_IMAGE names no image" : await whyNot("docker");
  // Where Docker was started for this, a skip would hide that it went away.
  if (unavailable !== undefined && process.env["NEEDS_DOCKER"] !== undefined) throw new Error(unavailable);
});

afterEach(async () => {
  await laboratory?.close();
  laboratory = undefined;
});

function containers(): string {
  return execFileSync("docker", ["ps", "--all", "--quiet", "--filter", "name=^grader-[0-9a-f]{16}$"], {
    encoding: "utf8",
  });
}

afterAll(async () => {
  // Docker removes them in its own time; the hook's timeout bounds it.
  if (unavailable !== undefined) return;
  while (containers() !== "") await new Promise((resolve) => setTimeout(resolve, 50));
});

function needsDocker(skip: (reason: string) => void): void {
  if (unavailable !== undefined) skip(`Docker can't be used here: ${unavailable}`);
}

describe("Docker", () => {
  test("a program sees its own files, no network, and may write to /tmp alone", async ({ skip }) => {
    needsDocker(skip);
    const program = `
      import { readdirSync, writeFileSync } from "node:fs";
      import { networkInterfaces } from "node:os";
      const attempt = (act) => { try { return act(); } catch (error) { return error.code; } };
      console.log(JSON.stringify({
        user: process.getuid(),
        environment: Object.keys(process.env).toSorted(),
        interfaces: Object.keys(networkInterfaces()),
        programs: readdirSync("/submission/programs"),
        writes: ["/", "/submission", "/sandbox", "/usr", "/tmp"].map((folder) => attempt(() => { writeFileSync(folder + "/x", "x"); return "written"; })),
      }));
      process.exit(3);
    `;
    laboratory = await openLaboratory("docker", { "looks.js": program });
    const { stdout, stderr, exit } = await laboratory.run("looks");
    expect(stderr).toBe("");
    expect(exit).toMatchObject({ code: 3, signal: null, cause: "itself" });
    expect(JSON.parse(stdout)).toMatchObject({
      user: 65_534,
      environment: expect.not.arrayContaining(["HOSTNAME"]),
      interfaces: ["lo"],
      programs: ["looks.mjs", "looks.mjs.map"],
      writes: ["EROFS", "EROFS", "EROFS", "EROFS", "written"],
    });
  });

  test("it is told to stop, and killed, at once", async ({ skip }) => {
    needsDocker(skip);
    const program = `process.on("SIGINT", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1000);`;
    laboratory = await openLaboratory("docker", { "waits.js": program });
    const told = laboratory.stage.start("waits");
    await told.untilPrinted("ready", { deadlineMs: 60_000 });
    expect(await told.stop("SIGINT")).toMatchObject({ code: 7, signal: null, cause: "stopped" });
    const killed = laboratory.stage.start("waits");
    await killed.untilPrinted("ready", { deadlineMs: 60_000 });
    expect(await killed.kill()).toMatchObject({ code: null, signal: "SIGKILL", cause: "killed" });
  });

  test.for([
    ["memoryMiB", "const all = []; setInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 5);", { memoryMiB: 64 }],
    ["cpuSeconds", "for (;;);", { cpuSeconds: 1 }],
    ["programSeconds", "setInterval(() => {}, 1000);", { programSeconds: 2 }],
  ] as const)("the limit %s names itself", async ([name, source, limits], { skip }) => {
    needsDocker(skip);
    laboratory = await openLaboratory("docker", { "eats.js": source }, limits);
    expect((await laboratory.run("eats")).limit).toBe(name);
  });
});
