/**
 * Where every `npm run …` of this repository starts: makes sure that Node and the dependencies are there, then runs the
 * command from source. Plain JavaScript without dependencies, because on a fresh clone there is nothing else yet.
 * Knows nothing of the commands themselves (grader/src/cli/).
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, "package-lock.json");
/** What npm says it has installed; written by npm at the end of a complete installation. */
const installedFile = join(root, "node_modules", ".package-lock.json");
/** Remembers the lock file that was last found to be installed, so that it is compared only once. */
const stampFile = join(root, "node_modules", ".course-install");

/** Ends with its own code: the command line could not be judged (see grader/README.md). */
const EXIT_NOT_JUDGED = 2;

const chinese = /^zh/i.test(
  process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || Intl.DateTimeFormat().resolvedOptions().locale,
);
const say = (english, inChinese) => process.stderr.write(`${chinese ? inChinese : english}\n`);

/** What the packages of this course need: 20.19 or later of Node 20, 22.12 or later of what came after. */
function nodeIsRecentEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** Identifies what must be installed on this machine. */
function installStamp(lock) {
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform} ${process.arch}\n`;
}

/** True where everything that the lock file demands is there in the same version. */
function isInstalled() {
  const lock = readFileSync(lockFile, "utf8");
  if (!existsSync(installedFile)) return false;
  const stamp = installStamp(lock);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return true;
  try {
    if (!installationMatches(JSON.parse(lock).packages, JSON.parse(readFileSync(installedFile, "utf8")).packages))
      return false;
  } catch {
    // npm was interrupted while it wrote its list.
    return false;
  }
  writeFileSync(stampFile, stamp);
  return true;
}

function installationMatches(demanded, installed) {
  // Folders copied from another system lack this one's binaries.
  if (!existsSync(join(root, "node_modules", "@esbuild", `${process.platform}-${process.arch}`))) return false;
  for (const [path, entry] of Object.entries(demanded)) {
    if (!path.startsWith("node_modules/") || entry.optional || entry.devOptional || entry.peer) continue;
    const present = installed[path];
    if (present === undefined || present.version !== entry.version) return false;
    // A package from a file keeps its version when it changes.
    if (entry.resolved?.startsWith("file:") && present.integrity !== entry.integrity) return false;
  }
  return true;
}

async function install() {
  say(
    "Installing what the course needs (npm ci); this happens once and takes about a minute …",
    "正在安装课程所需的依赖（npm ci），只需一次，大约一分钟……",
  );
  const started = Date.now();
  const { command, shell } = npm();
  // Its output goes to stderr: stdout belongs to the command that comes after.
  const child = spawn(command[0], [...command.slice(1), "ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    env: withoutRunSettings(process.env),
    shell,
    stdio: ["ignore", 2, 2],
  });
  const { code, signal, error } = await ended(child);
  if (signal !== null || interrupted !== undefined) process.exit(exitCode(null, signal ?? interrupted));
  if (code !== 0) {
    say(
      `The installation did not work (${error?.message ?? `npm ci ended with ${code}`}). Is this computer online? Is there a proxy that npm must know (npm config set proxy …)?\nTry \`npm ci\` by itself in ${root}, then type the command again.`,
      `安装没有成功（${error?.message ?? `npm ci 以 ${code} 结束`}）。电脑联网了吗？需要代理吗（npm config set proxy …）？\n请先在 ${root} 中单独运行 \`npm ci\`，然后重新输入刚才的命令。`,
    );
    process.exit(EXIT_NOT_JUDGED);
  }
  writeFileSync(stampFile, installStamp(readFileSync(lockFile, "utf8")));
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`Installed in ${seconds} s.\n`, `安装完成，用时 ${seconds} 秒。\n`);
}

/** The npm that runs us, or the one on the PATH. */
function npm() {
  const running = process.env.npm_execpath;
  if (running !== undefined && /npm-cli\.c?js$/.test(running))
    return { command: [process.execPath, running], shell: false };
  return { command: ["npm"], shell: process.platform === "win32" };
}

/** `npm run lesson 3 --lang zh-CN` turns the flag into settings of npm (`--lang` reads as `-l -a -n -g`), which an installation must not inherit. */
function withoutRunSettings(environment) {
  const inherited =
    /^npm_config_(global|location|all|long|yes|workspace|workspaces|include_workspace_root|omit|dry_run)$/i;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !inherited.test(name) && name !== "NODE_ENV"),
  );
}

/** The command line: this repository's sources, or the package that learners have. */
function mainFile() {
  const source = join(root, "grader", "src", "cli", "main.ts");
  return existsSync(source) ? source : join(root, "node_modules", "grader", "dist", "cli", "main.js");
}

/** Newer Nodes run TypeScript themselves, which starts faster than a loader. */
function nodeOptions() {
  const options = ["--conditions=source"];
  return process.features.typescript ? options : [...options, "--import", import.meta.resolve("tsx")];
}

function ended(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

function exitCode(code, signal) {
  return signal === null || signal === undefined ? (code ?? EXIT_NOT_JUDGED) : 128 + (constants.signals[signal] ?? 0);
}

/** A terminal sends Ctrl+C to the whole group, a supervisor to this process alone: pass on what may not have arrived, and wait for the child to tidy up. */
let interrupted;
let running;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = signal;
    running?.kill(signal);
  });
}

async function main() {
  if (!nodeIsRecentEnough(process.versions.node)) {
    say(
      `This course needs Node 20.19 or later (or 22.12 or later); this is Node ${process.versions.node}. Get it from https://nodejs.org.`,
      `本课程需要 Node 20.19 或更高版本（或 22.12 以上）；当前是 Node ${process.versions.node}。请从 https://nodejs.org 下载。`,
    );
    process.exit(EXIT_NOT_JUDGED);
  }
  if (!isInstalled()) await install();
  // The channel tells the child when this process is gone, however it ended.
  running = spawn(process.execPath, [...nodeOptions(), mainFile(), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node-compile"), ...process.env },
  });
  const { code, signal, error } = await ended(running);
  if (error !== undefined) say(error.message, error.message);
  process.exit(exitCode(code, signal));
}

await main();
