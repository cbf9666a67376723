/** Every cheat that we know, as data: its files, what it is after, and what stops it. */
import type { LimitName } from "../../src/evidence/evidence.ts";

export interface Cheat {
  readonly name: string;
  /** What it tries, as a reader of the README sees it. */
  readonly attempt: string;
  /** What stops it, in general; what the report said of it is added by the test. */
  readonly stop: string;
  /** Program in `attacks/`, taken for each of the lesson's programs; none where the test makes them. */
  readonly attack?: string;
  /** Files beside it. `/canary` in them, and in the attack, becomes a folder that no program may touch. */
  readonly files?: Readonly<Record<string, string>>;
  /** Criteria that it meets as the contract has them, beside those that an empty program meets. */
  readonly earns?: readonly string[];
  /** Of these, one has to end one of its programs. */
  readonly ends?: readonly (LimitName | "deadline")[];
  /** Problems that have to be reported: `file:line`, or the file alone. */
  readonly problems?: readonly string[];
}

const SETTINGS_OF_TOOLS = {
  "package.json": JSON.stringify({
    type: "commonjs",
    main: "fake.ts",
    scripts: { preinstall: "touch /canary/stolen", pretest: "touch /canary/stolen" },
    imports: { "#amqplib": "./fake.ts" },
    browser: { amqplib: "./fake.ts" },
    sideEffects: true,
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { baseUrl: ".", paths: { amqplib: ["./fake.ts"], "node:*": ["./fake.ts"] } },
  }),
  ".npmrc": "node-options=--import=./loader.mjs\nignore-scripts=false\n",
  "vitest.config.ts":
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('/canary/stolen', '');\nexport default { test: { setupFiles: ['./loader.mjs'], globals: true } };\n",
  "vite.config.js": "import { writeFileSync } from 'node:fs';\nwriteFileSync('/canary/stolen', '');\n",
  "loader.mjs":
    "globalThis.takenOver = true;\nimport { writeFileSync } from 'node:fs';\nwriteFileSync('/canary/stolen', '');\n",
  "fake.ts": "export const takenOver = true;\n",
  "node_modules/amqplib/package.json": JSON.stringify({ name: "amqplib", main: "index.js" }),
  "node_modules/amqplib/index.js": "exports.takenOver = true;\n",
  "conftest.py": "open('/canary/stolen', 'w')\n",
  "sitecustomize.py": "open('/canary/stolen', 'w')\n",
  "hidden/hello.test.ts": "import { writeFileSync } from 'node:fs';\nwriteFileSync('/canary/stolen', '');\n",
} as const;

export const CHEATS: readonly Cheat[] = [
  {
    name: "prints-expected-output",
    attempt: "prints what a right program prints",
    stop: "verdicts come from the wire; texts, keys and numbers are made for each run",
    attack: "prints-expected-output.ts",
  },
  {
    name: "exits-at-import",
    attempt: "`process.exit(0)` before anything is judged",
    stop: "a process of its own: the grader goes on without it",
    attack: "exits-at-import.ts",
  },
  {
    name: "patches-everything",
    attempt: "patches `assert`, prototypes, the test framework's globals",
    stop: "nothing of a submission is loaded where it is judged",
    attack: "patches-everything.ts",
  },
  {
    name: "takes-over-tools",
    attempt: "brings package.json, tsconfig.json, .npmrc, vitest.config.ts, a loader, a test, packages of its own",
    stop: "only source files are copied, into a clean folder; packages are the course's",
    attack: "takes-over-tools.ts",
    files: SETTINGS_OF_TOOLS,
  },
  {
    name: "writes-results",
    attempt: "writes results files everywhere",
    stop: "all but a private /tmp is read-only; a report is made by the grader, of what it saw itself",
    attack: "writes-results.ts",
  },
  {
    name: "prints-grades",
    attempt: "prints grade lines of several graders",
    stop: "output is kept, cut and escaped, never read for points",
    attack: "prints-grades.ts",
  },
  {
    name: "reads-secrets",
    attempt: "reads hidden tests, solutions, other submissions, environments of other processes",
    stop: "not there: its own files, its own processes and a clean environment are all that it sees",
    attack: "reads-secrets.ts",
  },
  {
    name: "imports-a-solution",
    attempt: "imports a solution by its path",
    stop: "imports stay inside the folder; others are refused at their line",
    files: {
      "send.ts":
        'import process from "node:process";\nimport "../../canary/lessons/01-hello/solution/send.ts";\nprocess.exit();\n',
      "receive.ts":
        'import "/canary/lessons/01-hello/solution/receive.ts";\nawait import("file:///canary/secret.js");\n',
    },
    problems: ["send.ts:2", "receive.ts:1", "receive.ts:2"],
  },
  {
    name: "links-to-a-solution",
    attempt: "hands in links: symbolic, hard, a pipe instead of a file",
    stop: "links are refused by name",
    problems: ["send.ts", "receive.ts", "helper.ts"],
  },
  {
    name: "is-enormous",
    attempt: "hands in a gigabyte",
    stop: "sources are counted before they are read",
    problems: [""],
  },
  {
    name: "leaves-a-daemon",
    attempt: "leaves processes and poisoned files for the next run",
    stop: "the sandbox ends with the program, and all that was in it",
    attack: "leaves-a-daemon.ts",
  },
  {
    name: "leaves-a-daemon-python",
    attempt: "the same by `fork`, `setsid`, `fork`",
    stop: "a process namespace can't be left",
    attack: "leaves-a-daemon.py",
  },
  {
    name: "fork-bomb",
    attempt: "starts processes without end",
    stop: "a limit of processes, counted for the whole tree",
    attack: "fork-bomb.ts",
    ends: ["processes"],
  },
  {
    name: "fork-bomb-python",
    attempt: "the same by `fork`",
    stop: "limits of processes and of memory, counted for the whole tree",
    attack: "fork-bomb.py",
    ends: ["processes", "memoryMiB"],
  },
  {
    name: "memory-hog",
    attempt: "takes memory without end",
    stop: "a limit of memory, counted for the whole tree",
    attack: "memory-hog.ts",
    ends: ["memoryMiB"],
  },
  {
    name: "disk-filler",
    attempt: "fills the disk with files",
    stop: "all that it can write to is a small /tmp in memory",
    attack: "disk-filler.ts",
  },
  {
    name: "big-file-python",
    attempt: "writes one file without end",
    stop: "a limit of file size",
    attack: "big-file.py",
  },
  {
    name: "floods-its-output",
    attempt: "prints without end",
    stop: "a limit of output, of which little is kept",
    attack: "floods-its-output.ts",
    ends: ["outputMiB"],
  },
  {
    name: "computes-for-ever",
    attempt: "computes without end",
    stop: "deadlines on everything, and a limit of processor time",
    attack: "computes-for-ever.ts",
    ends: ["cpuSeconds"],
  },
  {
    name: "hangs-python",
    attempt: "does not end, and hears no signal",
    stop: "deadlines on everything",
    attack: "hangs.py",
    ends: ["deadline"],
  },
  {
    name: "attacks-the-broker",
    attempt: "tries other users, vhosts and ports, the management API and the network; deletes queues",
    stop: "no network but its own tap; a broker or vhost for each scenario, with a user that opens only it",
    attack: "attacks-the-broker.ts",
    earns: ["amqp-url"],
  },
  {
    name: "speaks-for-its-sandbox",
    attempt: "takes over the process that started it, and says that the sandbox failed",
    stop: "once a program was started, nobody is believed that it could not be",
    attack: "speaks-for-its-sandbox.ts",
  },
  {
    name: "floods-the-broker",
    attempt: "publishes without end: small messages, large ones, and many whose ends never come",
    stop: "a limit of what goes over its tap, counted for all its connections",
    attack: "floods-the-broker.ts",
    earns: ["amqp-url"],
    ends: ["amqpMiB"],
  },
  {
    name: "kills-everybody",
    attempt: "kills every process it can name",
    stop: "it sees no other, and is nobody",
    attack: "kills-everybody.ts",
  },
  {
    name: '=1+1|"><b>\u001B[2J',
    attempt: "names and prints what acts in a terminal, a page or a spreadsheet",
    stop: "every format escapes what came from a submission",
    attack: "hostile-output.ts",
    files: { "=cmd|'calc'!A0 <script>.ts": "export {};\n", "\u001B[31m.json": "{}" },
  },
];
