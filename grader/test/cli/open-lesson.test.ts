/** An open lesson in a real terminal, where the system brings `script` to make one. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 240_000 });

const repository = fileURLToPath(new URL("../../..", import.meta.url));
/** Of util-linux: runs a command in a terminal of its own. */
const terminalMaker = "script";
const hasTerminal = process.platform === "linux" && spawnSync(terminalMaker, ["--version"]).status === 0;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "course-"));
  await writeFile(join(root, "package.json"), '{"private":true}');
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  await mkdir(join(root, "lessons"));
  await cp(join(repository, "lessons", "01-hello"), join(root, "lessons", "01-hello"), {
    recursive: true,
    filter: (path) => !/[\\/](submission[^\\/]*|node_modules|\.turbo)$/.test(path),
  });
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Types into a terminal and waits for what it shows. */
function openTerminal(...typed: string[]) {
  const { CI: _ci, BROKER: _broker, INIT_CWD: _directory, ...environment } = process.env;
  const main = join(repository, "grader", "src", "cli", "main.ts");
  const command = [process.execPath, "--conditions=source", "--import", import.meta.resolve("tsx"), main, ...typed];
  const child = spawn(terminalMaker, ["-qfec", command.map((word) => `'${word}'`).join(" "), "/dev/null"], {
    cwd: root,
    env: { ...environment, LC_ALL: "en_US.UTF-8", NO_COLOR: "1", TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  let changed: (() => void) | undefined;
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    shown += data;
    changed?.();
  });
  const ended = once(child, "close").then(([code]: (number | null)[]) => {
    changed?.();
    return code;
  });
  return {
    ended,
    press: (keys: string) => void child.stdin.write(keys),
    /** Waits for words that come after those waited for before. */
    async until(words: string): Promise<void> {
      for (;;) {
        const at = shown.indexOf(words);
        if (at !== -1) {
          shown = shown.slice(at + words.length);
          return;
        }
        if (child.exitCode !== null) throw new Error(`ended before it showed ${JSON.stringify(words)}: ${shown}`);
        await new Promise<void>((resolve) => (changed = resolve));
      }
    },
  };
}

describe.skipIf(!hasTerminal)("an open lesson", () => {
  it("grades at every save, shows what keys ask for, and ends with q", async () => {
    const terminal = openTerminal("lesson", "1");
    await terminal.until("The starter is now in");
    await terminal.until("more to pass");
    await terminal.until("h hint");
    terminal.press("h");
    await terminal.until("2 · a pointer");
    terminal.press("w");
    await terminal.until("connection.open");
    terminal.press("d");
    await terminal.until("offered after a pass");
    const send = join(root, "lessons/01-hello/submission/send.ts");
    await writeFile(send, "const half = (\n");
    await terminal.until("send.ts saved");
    await terminal.until("send.ts:2:1");
    await terminal.until("it waits for your next save");
    await cp(join(root, "lessons/01-hello/solution"), join(root, "lessons/01-hello/submission"), { recursive: true });
    await terminal.until("100/100");
    await terminal.until("that was the last lesson");
    terminal.press("n");
    await terminal.until("This is the last lesson");
    terminal.press("r");
    await terminal.until("(y/n)");
    terminal.press("x");
    await terminal.until("Nothing was changed");
    terminal.press("q");
    await terminal.until("Your files stay as they are");
    expect(await terminal.ended).toBe(0);
    expect(await readdir(join(root, "lessons/01-hello"))).toEqual(expect.arrayContaining(["starter", "submission"]));
  });

  it("keeps a dated copy where it is begun afresh with r and y", async () => {
    const terminal = openTerminal("lesson", "1");
    await terminal.until("h hint");
    terminal.press("r");
    await terminal.until("(y/n)");
    terminal.press("y");
    await terminal.until("is the starter again");
    await terminal.until("h hint");
    terminal.press("q");
    expect(await terminal.ended).toBe(0);
    expect(
      (await readdir(join(root, "lessons/01-hello"))).filter((name) => name.startsWith("submission.")),
    ).toHaveLength(1);
  });

  it("ends with 130 at Ctrl+C, also in the middle of a grading, and gives the terminal back", async () => {
    const terminal = openTerminal("lesson", "1");
    await terminal.until("grading lesson 1: ");
    terminal.press("\u0003");
    expect(await terminal.ended).toBe(130);
  });
});
