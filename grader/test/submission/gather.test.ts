import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { limitsWith } from "../../src/sandbox/limits.ts";
import type { Problem } from "../../src/score/report.ts";
import { gather } from "../../src/submission/gather.ts";
import { prepare } from "../../src/submission/prepare.ts";

const isWindows = process.platform === "win32";
let place = "";
let from = "";
let to = "";

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "gather-"));
  from = join(place, "from");
  to = join(place, "to");
  await mkdir(from);
});

afterEach(async () => {
  await rm(place, { recursive: true });
});

async function write(file: string, text = "export {};\n"): Promise<string> {
  const path = join(place, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

async function gathered(
  options: { readonly untrusted?: boolean; readonly limits?: Parameters<typeof limitsWith>[0] } = {},
): Promise<{ readonly files: readonly string[]; readonly problems: readonly Problem[] }> {
  const { untrusted = true, limits } = options;
  const problems = await gather(from, to, { limits: limitsWith(limits), untrusted, names: ["worker"] });
  const entries = await readdir(to, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
  return { files: files.map((file) => file.replaceAll("\\", "/")).toSorted(), problems };
}

test("source files are copied, and nothing else", async () => {
  const wanted = ["worker.ts", "helper.mjs", "parts/more.py", "data.json", "odd name ż.js"];
  const others = [
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "jsconfig.json",
    ".npmrc",
    ".env",
    ".hidden.ts",
    "vitest.config.ts",
    "vite.config.mjs",
    "conftest.py",
    "sitecustomize.py",
    "node_modules/amqplib/index.js",
    "__pycache__/worker.py",
    ".git/hook.js",
    "README.md",
    "run.sh",
    "addon.node",
  ];
  await Promise.all([...wanted, ...others].map((file) => write(`from/${file}`)));
  const { files, problems } = await gathered();
  expect(files).toEqual(wanted.toSorted());
  expect(problems).toEqual([]);
});

describe.skipIf(isWindows)("what is no plain file is refused by name", () => {
  test("a link, to a file or a folder", async () => {
    await symlink(await write("elsewhere/secret.ts"), join(from, "worker.ts"));
    await symlink(join(place, "elsewhere"), join(from, "folder"));
    const { files, problems } = await gathered();
    expect(files).toEqual([]);
    expect(problems.toSorted((one, other) => one.file.localeCompare(other.file))).toMatchObject([
      { kind: "refused", file: "folder", message: { en: "This is a link. Put the file itself into the folder." } },
      { kind: "refused", file: "worker.ts", program: "worker" },
    ]);
  });

  test("a file with a name elsewhere, where it is somebody else's", async () => {
    await link(await write("elsewhere/secret.ts"), join(from, "worker.ts"));
    expect(await gathered()).toMatchObject({ files: [], problems: [{ kind: "refused", file: "worker.ts" }] });
    expect(await gathered({ untrusted: false })).toMatchObject({ files: ["worker.ts"], problems: [] });
  });

  test("a pipe, without waiting for it", async () => {
    execFileSync("mkfifo", [join(from, "worker.ts")]);
    expect(await gathered()).toMatchObject({ files: [], problems: [{ kind: "refused", file: "worker.ts" }] });
  });
});

describe("too much is refused with the limit and its flag", () => {
  test("too many files", async () => {
    await Promise.all(Array.from({ length: 5 }, (_, index) => write(`from/f${index}.ts`)));
    const { files, problems } = await gathered({ limits: { sourceFiles: 3 } });
    expect(files).toHaveLength(3);
    expect(problems).toMatchObject([
      { kind: "refused", file: "", message: { en: expect.stringContaining("--max-source-files") } },
    ]);
  });

  test("too much of them, without reading it", async () => {
    await truncate(await write("from/worker.ts", ""), 2 ** 30);
    const { files, problems } = await gathered();
    expect(files).toEqual([]);
    expect(problems).toMatchObject([
      { message: { en: expect.stringContaining("2 MiB"), "zh-CN": expect.stringContaining("--max-source-mib") } },
    ]);
  });
});

async function problemsOf(source: string, untrusted: boolean): Promise<readonly Problem[]> {
  await write("from/worker.ts", source);
  const { submission } = await prepare(
    { id: "s", folder: from },
    { names: ["worker"], workFolder: join(place, "work"), index: 0, untrusted },
  );
  return submission.problems;
}

describe("imports", () => {
  test.each([
    "../elsewhere/secret.ts",
    "./../elsewhere/secret.ts",
    "/etc/passwd",
    "file:///etc/passwd",
    "../../../../../etc/hosts",
  ])("of '%s' lead out of the folder, and are refused at their line", async (path) => {
    await write("elsewhere/secret.ts");
    expect(await problemsOf(`console.log(1);\nimport ${JSON.stringify(path)};\n`, false)).toMatchObject([
      {
        kind: "syntax",
        file: "worker.ts",
        line: 2,
        program: "worker",
        message: { en: expect.stringContaining(`'${path}' lies outside`) },
      },
    ]);
  });

  test("of its own files and of the course's packages are fine", async () => {
    await write("from/parts/helper.ts", 'export { worker } from "../worker.ts";\n');
    const source =
      'import process from "node:process";\nimport amqp from "amqplib";\nimport * as helper from "./parts/helper.ts";\nexport const worker = [process, amqp, helper];\n';
    expect(await problemsOf(source, true)).toEqual([]);
  });

  test("of packages that lie beside the submission are the learner's own affair, and nobody else's", async () => {
    await write("node_modules/of-mine/index.js");
    await write("node_modules/of-mine/package.json", JSON.stringify({ name: "of-mine", main: "index.js" }));
    expect(await problemsOf('import "of-mine";\n', false)).toEqual([]);
    expect(await problemsOf('import "of-mine";\n', true)).toMatchObject([
      { kind: "syntax", message: { en: "The package 'of-mine' is not installed." } },
    ]);
  });
});
