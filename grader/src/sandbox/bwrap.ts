/**
 * bubblewrap (https://github.com/containers/bubblewrap): namespaces of its own for each program, with no network but its loopback, no processes but
 * its own, and no files but the runtime and the submission, both read-only. Always as an unprivileged user.
 */
import { execFile } from "node:child_process";
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { chmod, copyFile, constants, mkdir, stat, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { dirname, join } from "node:path";
import type { Text } from "../text.ts";
import type { SubmissionLimits } from "./limits.ts";
import { type BwrapPlan, NOBODY, resourceLimits, SANDBOX } from "./plan.ts";

export interface BwrapOptions {
  readonly limits: SubmissionLimits;
  /** Of the run; made here, removed with the run. */
  readonly folder: string;
  /** The launcher, in `folder`. */
  readonly launcher: string;
  /** Interpreter for Python programs, as it is called on this machine. */
  readonly python: string;
  /** Must not be seen inside, even where they lie among the system's own. */
  readonly hidden: readonly string[];
}

export interface Bwrap {
  readonly plan: BwrapPlan;
  readonly node: string;
  readonly python: string;
}

const PROBE_DEADLINE_MS = 15_000;

/** Of the system, read-only; what isn't there is left out. Not all of /usr: sources and data of others may lie there. */
const SYSTEM = ["bin", "sbin", "lib", "lib32", "lib64", "libexec", "local/bin", "local/lib", "share/zoneinfo"];
const TOP_LEVEL = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"];
/** Packages that somebody installed for all; a submission uses the course's. */
const MASKED = ["/usr/lib/node_modules", "/usr/local/lib/node_modules"];

/** @returns what to do, or why it can't be done here */
export async function prepareBwrap(options: BwrapOptions): Promise<Bwrap | Text> {
  if (process.platform !== "linux") return ONLY_LINUX;
  const version = await run("bwrap", ["--version"]);
  if (typeof version !== "string") return NOT_INSTALLED;
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? NOBODY : undefined;
  const [node, python] = await Promise.all([nodeFor(options.folder, isRoot), pythonFor(options.python, isRoot)]);
  const limits = resourceLimits(options.limits);
  const plan: BwrapPlan = {
    level: "bwrap",
    arguments: [
      ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--hostname", "sandbox"],
      ["--uid", String(NOBODY), "--gid", String(NOBODY)],
      // Who may make namespaces inside could mount what no limit counts.
      isAtLeast(version, 0, 8) ? ["--disable-userns"] : [],
      SYSTEM.flatMap((name) => ["--ro-bind-try", `/usr/${name}`, `/usr/${name}`]),
      TOP_LEVEL.flatMap(topLevel),
      await etc(options.folder),
      [...MASKED, ...options.hidden.filter(isOfSystem)].flatMap((path) =>
        existsSync(path) ? ["--tmpfs", path, "--remount-ro", path] : [],
      ),
      node.mounts,
      python.mounts,
      ["--proc", "/proc", "--dev", "/dev"],
      ["--size", String(options.limits.diskMiB * 2 ** 20), "--perms", "1777", "--tmpfs", "/tmp"],
      ["--size", String(2 ** 20), "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
      ["--ro-bind", options.launcher, `${SANDBOX}/launcher.mjs`, "--chdir", "/tmp"],
    ].flat(),
    launch: [
      "prlimit",
      ...Object.entries({ ...limits, ...processLimit(options.limits) }).map(([name, value]) => `--${name}=${value}`),
      node.path,
      `${SANDBOX}/launcher.mjs`,
    ],
    ...(uid === undefined ? {} : { uid }),
  };
  const probe = await run("bwrap", [...plan.arguments, "--", ...plan.launch.slice(0, -1), "--version"], uid);
  if (typeof probe !== "string") return refusal(probe.message);
  return { plan, node: node.path, python: python.path };
}

/**
 * Beyond it not even the launcher could start anything: the watchdog ends a program earlier. Before Linux 5.14 the kernel counts a user's
 * processes in all sandboxes together (https://man7.org/linux/man-pages/man2/getrlimit.2.html): no use then.
 */
function processLimit(limits: SubmissionLimits): Readonly<Record<string, string>> {
  return isAtLeast(release(), 5, 14) ? { nproc: String(limits.processes + 64) } : {};
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, one, two] = /(\d+)\.(\d+)/u.exec(version) ?? [];
  return Number(one) > major || (Number(one) === major && Number(two) >= minor);
}

function topLevel(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}

/** Just what name look-ups need: no file of this machine but how its libraries are found and which time zone it has. */
async function etc(folder: string): Promise<readonly string[]> {
  const place = join(folder, "etc");
  await mkdir(place, { recursive: true });
  const files = {
    hosts: "127.0.0.1 localhost sandbox\n::1 localhost\n",
    passwd: `nobody:x:${NOBODY}:${NOBODY}:nobody:/tmp:/bin/false\n`,
    group: `nogroup:x:${NOBODY}:\n`,
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(place, name), text)));
  return [
    ...Object.keys(files).flatMap((name) => ["--ro-bind", join(place, name), `/etc/${name}`]),
    ...["ld.so.cache", "alternatives", "localtime"].flatMap((name) => [
      "--ro-bind-try",
      `/etc/${name}`,
      `/etc/${name}`,
    ]),
  ];
}

interface Found {
  /** Inside. */
  readonly path: string;
  readonly mounts: readonly string[];
}

/** Node lies among the system's programs, or is brought. The user of the sandbox may not be able to reach it where root can. */
async function nodeFor(folder: string, isRoot: boolean): Promise<Found> {
  const own = realpathSync(process.execPath);
  if (isOfSystem(own)) return { path: own, mounts: [] };
  const inside = `${SANDBOX}/node`;
  if (!isRoot || (await isOpenToAll(own))) return { path: inside, mounts: ["--ro-bind", own, inside] };
  const copy = join(folder, "node");
  await copyFile(own, copy, constants.COPYFILE_FICLONE);
  await chmod(copy, 0o755);
  return { path: inside, mounts: ["--ro-bind", copy, inside] };
}

/** The interpreter with all that it imports from; the system's own where the other is out of reach. */
async function pythonFor(command: string, isRoot: boolean): Promise<Found> {
  const fallback: Found = { path: "/usr/bin/python3", mounts: [] };
  const script = `import json,sys;print(json.dumps([sys.executable,sys.prefix,sys.base_prefix]+[p for p in sys.path if p]))`;
  const told = await run(command, ["-c", script]);
  if (typeof told !== "string") return fallback;
  const [executable = "", ...places] = JSON.parse(told) as string[];
  const needed = [executable, realpathSync(executable), ...places].filter(
    (path, index, all) =>
      existsSync(path) && !isOfSystem(path) && path !== "/usr" && path !== "/" && all.indexOf(path) === index,
  );
  const outer = needed.filter((path) => !needed.some((other) => path !== other && path.startsWith(`${other}/`)));
  if (isRoot && !(await Promise.all(outer.map(isOpenToAll))).every(Boolean)) return fallback;
  return { path: executable, mounts: outer.flatMap((path) => ["--ro-bind", path, path]) };
}

function isOfSystem(path: string): boolean {
  return SYSTEM.some((name) => path === `/usr/${name}` || path.startsWith(`/usr/${name}/`));
}

/** Whether somebody who owns nothing can come there. */
async function isOpenToAll(path: string): Promise<boolean> {
  for (let part = path; ; part = dirname(part)) {
    const { mode } = await stat(part);
    if ((mode & 0o001) === 0 && !(part === path && (mode & 0o004) !== 0)) return false;
    if (part === dirname(part)) return true;
  }
}

/** @returns what it printed, or the error with what it complained of */
function run(file: string, given: readonly string[], uid?: number): Promise<string | Error> {
  return new Promise((resolve) => {
    const options = {
      timeout: PROBE_DEADLINE_MS,
      cwd: "/",
      env: { PATH: process.env["PATH"] ?? "" },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    };
    execFile(file, [...given], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else resolve(new Error(stderr.trim() === "" ? error.message : stderr.trim()));
    });
  });
}

const ONLY_LINUX: Text = {
  en: "bwrap exists on Linux only",
  "zh-CN": "bwrap 只能在 Linux 上使用",
};

const NOT_INSTALLED: Text = {
  en: "bwrap is not installed (on Debian and Ubuntu: apt install bubblewrap)",
  "zh-CN": "没有安装 bwrap（Debian 和 Ubuntu：apt install bubblewrap）",
};

function refusal(words: string): Text {
  const line = words.split("\n")[0] ?? "";
  if (/namespace|uid map|Operation not permitted|Permission denied/iu.test(line)) {
    return {
      en: `bwrap may not make a sandbox here (${line}). Ubuntu 24.04 forbids it by AppArmor until an administrator allows it: sysctl kernel.apparmor_restrict_unprivileged_userns=0`,
      "zh-CN": `这里不允许 bwrap 建立沙箱（${line}）。Ubuntu 24.04 用 AppArmor 禁止它，需由管理员放行：sysctl kernel.apparmor_restrict_unprivileged_userns=0`,
    };
  }
  return { en: `bwrap does not work here (${line})`, "zh-CN": `bwrap 在这里无法工作（${line}）` };
}
