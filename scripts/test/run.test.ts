/** scripts/run.mjs in a repository of its own, with an npm that only notes what it was asked. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

// Each starts Node several times; how fast that is, is the machine's business.
vi.setConfig({ testTimeout: 240_000 });

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Installs as npm does: every package of the lock file in its hidden list, unless it is told to fail. */
const FAKE_NPM = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
appendFileSync("npm-calls", process.argv.slice(2).join(" ") + " global=" + process.env.npm_config_global + "\\n");
process.stdout.write("npm says something on stdout\\n");
if (process.env.FAIL_INSTALL === "yes") process.exit(7);
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
mkdirSync("node_modules/@esbuild/" + process.platform + "-" + process.arch, { recursive: true });
writeFileSync("node_modules/.package-lock.json", JSON.stringify(lock));
`;

const FAKE_MAIN = `
const [command, value] = process.argv.slice(2);
if (command === "exit") process.exit(Number(value));
if (command === "wait") {
  process.on("SIGTERM", () => { console.log("told to stop"); process.exit(143); });
  process.on("disconnect", () => process.exit(0));
  setInterval(() => {}, 1000);
  console.log("waiting " + process.pid);
} else console.log(JSON.stringify(process.argv.slice(2)));
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "run-"));
  await mkdir(join(root, "scripts"));
  await mkdir(join(root, "grader", "src", "cli"), { recursive: true });
  await copyFile(join(repository, "scripts", "run.mjs"), join(root, "scripts", "run.mjs"));
  await writeFile(join(root, "grader", "src", "cli", "main.ts"), FAKE_MAIN);
  await writeFile(join(root, "package.json"), '{"type":"module"}');
  await writeFile(join(root, "npm-cli.js"), FAKE_NPM);
  await writeLock("1.0.0");
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function writeLock(version: string): Promise<void> {
  const packages = {
    "": {},
    "node_modules/one": { version },
    "node_modules/elsewhere": { version, optional: true },
    grader: { version },
  };
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
}

function start(typed: readonly string[], environment: Record<string, string> = {}) {
  return spawn(process.execPath, [join(root, "scripts", "run.mjs"), ...typed], {
    cwd: root,
    env: { ...process.env, LC_ALL: "en_US.UTF-8", npm_execpath: join(root, "npm-cli.js"), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(typed: readonly string[], environment: Record<string, string> = {}) {
  // tsx is looked for beside run.mjs; the fake npm brings none.
  const child = start(typed, environment);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (output.stdout += String(data)));
  child.stderr.on("data", (data) => (output.stderr += String(data)));
  const [code] = await once(child, "close");
  return { code: code as number, ...output };
}

async function npmCalls(): Promise<string[]> {
  const text = await readFile(join(root, "npm-calls"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

async function bringTsx(): Promise<void> {
  await mkdir(join(root, "node_modules"), { recursive: true });
  for (const name of ["tsx", "esbuild", "get-tsconfig", "resolve-pkg-maps"]) {
    const there = join(repository, "node_modules", name);
    if (
      await access(there).then(
        () => true,
        () => false,
      )
    )
      await symlink(there, join(root, "node_modules", name), "junction");
  }
}

describe("a fresh clone", () => {
  beforeEach(bringTsx);

  it("installs what is missing first, says so, and then runs the command", async () => {
    const first = await run(["lesson", "3"]);
    expect(first).toMatchObject({ code: 0, stdout: '["lesson","3"]\n' });
    expect(first.stderr).toContain("Installing what the course needs (npm ci)");
    expect(await npmCalls()).toEqual(["ci --include=dev --no-audit --no-fund global=undefined"]);
  });

  it("installs only once, and again when the lock file has changed", async () => {
    await run(["lesson"]);
    expect((await run(["lesson"])).stderr).toBe("");
    expect(await npmCalls()).toHaveLength(1);
    await writeLock("1.0.1");
    expect((await run(["lesson"])).stderr).toContain("Installing");
    expect(await npmCalls()).toHaveLength(2);
  });

  it("does not install again what someone has installed by hand", async () => {
    await run(["lesson"]);
    await rm(join(root, "node_modules", ".course-install"));
    await run(["lesson"]);
    expect(await npmCalls()).toHaveLength(1);
  });

  it("installs again where an installation was broken off", async () => {
    await run(["lesson"]);
    await rm(join(root, "node_modules", ".course-install"));
    await writeFile(join(root, "node_modules", ".package-lock.json"), '{"packages":{"node_mod');
    expect((await run(["lesson"])).code).toBe(0);
    expect(await npmCalls()).toHaveLength(2);
  });

  it("hands no setting to npm ci that came from a flag of ours", async () => {
    await run(["lesson"], { npm_config_global: "true", npm_config_long: "true" });
    expect(await npmCalls()).toEqual([expect.stringContaining("global=undefined")]);
  });

  it("says what to do where the installation fails, and ends with 2", async () => {
    const failed = await run(["lesson"], { FAIL_INSTALL: "yes" });
    expect(failed).toMatchObject({ code: 2, stdout: "" });
    expect(failed.stderr).toContain("npm ci ended with 7");
    expect(failed.stderr).toContain("Try `npm ci` by itself");
  });
});

describe("running a command", () => {
  beforeEach(bringTsx);

  it("passes its exit code on", async () => {
    expect((await run(["exit", "0"])).code).toBe(0);
    expect((await run(["exit", "1"])).code).toBe(1);
  });

  it.skipIf(process.platform === "win32")("passes signals on and waits for the end", async () => {
    await run(["exit", "0"]);
    const child = start(["wait"]);
    let stdout = "";
    child.stdout.on("data", (data) => {
      stdout += String(data);
      if (String(data).startsWith("waiting")) child.kill("SIGTERM");
    });
    const [code] = await once(child, "close");
    expect({ code, stopped: stdout.includes("told to stop") }).toEqual({ code: 143, stopped: true });
  });

  it.skipIf(process.platform === "win32")("leaves no command behind when it is killed itself", async () => {
    await run(["exit", "0"]);
    const child = start(["wait"]);
    child.stdout.on("data", () => child.kill("SIGKILL"));
    // Its stdout is shared with the command: it closes when both are gone.
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
  });
});
