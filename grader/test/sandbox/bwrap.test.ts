import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openLaboratory, whyNot, type Laboratory } from "./running.ts";

vi.setConfig({ testTimeout: 240_000 });

const unavailable = await whyNot("bwrap");
let laboratory: Laboratory | undefined;

afterEach(async () => {
  await laboratory?.close();
  laboratory = undefined;
});

const LOOKS_AROUND = `
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { lookup } from "node:dns/promises";
import { networkInterfaces, userInfo } from "node:os";
const attempt = (act) => { try { return act(); } catch (error) { return error.code; } };
const links = readdirSync("/proc/self/fd").map((name) => attempt(() => readlinkSync("/proc/self/fd/" + name)));
const before = links.filter((link) => link.startsWith("socket:")).length;
console.log(JSON.stringify({
  environment: Object.keys(process.env).toSorted(),
  user: userInfo().username,
  localhost: (await lookup("localhost", { family: 4 })).address,
  interfaces: Object.keys(networkInterfaces()),
  outside: readdirSync("/").filter((name) => ["home", "root", "var", "opt", "mnt", "srv", "work"].includes(name)),
  sockets: before,
  processes: readdirSync("/proc").filter((name) => Number(name) > 0).length,
  environmentOfFirst: attempt(() => readFileSync("/proc/1/environ", "utf8").split("\\0").filter(Boolean).map((line) => line.split("=")[0])),
  writes: ["/", "/submission", "/sandbox", "/usr/bin", "/dev", "/etc", "/tmp"].map((folder) => attempt(() => { writeFileSync(folder + "/x", "x"); return "written"; })),
  folder: process.cwd(),
}));
`;

describe.skipIf(unavailable !== undefined)(`bubblewrap${unavailable === undefined ? "" : ` (${unavailable})`}`, () => {
  test("a program sees its own files, its own processes, and a clean environment", async () => {
    vi.stubEnv("GRADER_SECRET", "x");
    laboratory = await openLaboratory("bwrap", { "looks.js": LOOKS_AROUND });
    const { stdout, stderr } = await laboratory.run("looks");
    vi.unstubAllEnvs();
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      environment: [
        "AMQP_URL",
        "HOME",
        "LANG",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUNBUFFERED",
        "PYTHONUTF8",
        "TMPDIR",
      ],
      user: "nobody",
      localhost: "127.0.0.1",
      interfaces: ["lo"],
      outside: [],
      // Its two outputs.
      sockets: 2,
      // bwrap's own, the launcher, the program.
      processes: 3,
      environmentOfFirst: expect.not.arrayContaining(["GRADER_SECRET", "HOME"]),
      writes: ["EROFS", "EROFS", "EROFS", "EROFS", "EROFS", "EROFS", "written"],
      // Shown as what the teacher knows.
      folder: expect.stringMatching(/handed-in$/u),
    });
  });

  test("it ends as it ends outside: by a code, by a signal of its own, told to stop, killed", async () => {
    const program = `
      process.on("SIGTERM", () => process.exit(7));
      const [how] = process.argv.slice(2);
      if (how === "code") process.exit(130);
      if (how === "signal") process.kill(process.pid, "SIGABRT");
      console.log("ready");
      setInterval(() => {}, 1000);
    `;
    laboratory = await openLaboratory("bwrap", { "ends.js": program });
    expect((await laboratory.run("ends", ["code"])).exit).toMatchObject({ code: 130, signal: null, cause: "itself" });
    expect((await laboratory.run("ends", ["signal"])).exit).toMatchObject({ code: null, signal: "SIGABRT" });
    const told = laboratory.stage.start("ends");
    await told.untilPrinted("ready");
    expect(await told.stop("SIGTERM")).toMatchObject({ code: 7, signal: null, cause: "stopped" });
    const killed = laboratory.stage.start("ends");
    await killed.untilPrinted("ready");
    expect(await killed.kill()).toMatchObject({ code: null, signal: "SIGKILL", cause: "killed" });
  });

  test("all that it sends before it ends reaches the broker, through its tap", async () => {
    const got: Buffer[] = [];
    const broker = createServer((socket) => socket.on("data", (chunk) => got.push(chunk))).listen(0, "127.0.0.1");
    await once(broker, "listening");
    const program = `
      import { connect } from "node:net";
      const { port } = new URL(process.env.AMQP_URL);
      const socket = connect(Number(port), "localhost");
      socket.once("connect", () => { socket.write(Buffer.alloc(100_000, "x")); process.exit(0); });
    `;
    laboratory = await openLaboratory("bwrap", { "sends.js": program }, {}, (broker.address() as AddressInfo).port);
    expect((await laboratory.run("sends")).exit).toMatchObject({ code: 0 });
    await expect.poll(() => Buffer.concat(got).length).toBe(100_000);
    expect(laboratory.stage.evidence().events.map(({ kind }) => kind)).toContain("opened");
    broker.close();
  });

  test("Python programs run too, and their children end with them", async () => {
    const program = `
import os, subprocess, sys
print(os.getpid() > 0, sys.flags.utf8_mode, flush=True)
subprocess.Popen(["sleep", "1000"], start_new_session=True)
`;
    laboratory = await openLaboratory("bwrap", { "snake.py": program });
    const { stdout, exit } = await laboratory.run("snake");
    expect(stdout).toBe("True 1\n");
    expect(exit).toMatchObject({ code: 0 });
  });
});

describe.skipIf(unavailable !== undefined)("limits name themselves", () => {
  test.each([
    ["programSeconds", "setInterval(() => {}, 1000);", { programSeconds: 2 }],
    ["cpuSeconds", "for (;;);", { cpuSeconds: 1 }],
    ["memoryMiB", "const all = []; setInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 5);", { memoryMiB: 128 }],
    [
      "processes",
      `import { spawn } from "node:child_process"; setInterval(() => spawn("sleep", ["60"]).on("error", () => {}), 5);`,
      { processes: 30 },
    ],
    ["outputMiB", "while True: print('x' * 100000)", { outputMiB: 1 }],
    [
      "fileMiB",
      "f = open('/tmp/f', 'wb')\nimport signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_DFL)\nwhile True: f.write(b'x' * 100000)",
      { fileMiB: 1 },
    ],
  ] as const)("%s", async (name, source, limits) => {
    laboratory = await openLaboratory("bwrap", { [source.includes(";") ? "eats.js" : "eats.py"]: source }, limits);
    const record = await laboratory.run("eats");
    expect(record.limit).toBe(name);
    expect(record.exit).toMatchObject({ code: null, cause: "itself" });
  });

  test("disk and open files: the program hears of them", async () => {
    const source = `
      import { openSync, writeFileSync } from "node:fs";
      const until = (act) => { try { for (let count = 0; ; count += 1) act(count); } catch (error) { return error.code; } };
      console.log(until((count) => writeFileSync("/tmp/f" + count, Buffer.alloc(2 ** 19))), until((count) => writeFileSync("/dev/shm/f" + count, Buffer.alloc(2 ** 18))), until(() => openSync("/etc/hosts")));
    `;
    laboratory = await openLaboratory("bwrap", { "eats.js": source }, { diskMiB: 2, openFiles: 100 });
    expect((await laboratory.run("eats")).stdout).toBe("ENOSPC ENOSPC EMFILE\n");
  });
});
