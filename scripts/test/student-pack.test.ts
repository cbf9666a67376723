/** What learners get: nothing of it gives away what they are to find out, and it is the same wherever it is made. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadMistakes } from "../../grader/src/course/mistakes.ts";
import { lessonPlaces, loadLesson } from "../../grader/src/course/course.ts";
import { readHandout } from "../../grader/src/course/markdown.ts";
import { allPages } from "../../grader/src/handout/build.ts";
import { renderPage } from "../../grader/src/handout/page.ts";
import { gradescopeFiles, zip } from "../../grader/src/pack/gradescope-zip.ts";
import { partOfLockFile } from "../../grader/src/pack/lock-file.ts";
import { type PackFiles, packFiles } from "../../grader/src/pack/student-pack.ts";
import { packTools, type Tarball } from "../../grader/src/pack/tarball.ts";
import { FolderNotEmpty, writePack } from "../../grader/src/pack/write-pack.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let tools: readonly Tarball[];
let pack: PackFiles;
/** Everything that a learner can read, the packages' insides and the handouts too, by path. */
let readable: ReadonlyMap<string, string>;

beforeAll(async () => {
  tools = await packTools(root);
  pack = await packFiles({ root, audience: "learner", tools });
  const texts = new Map<string, string>();
  for (const [path, bytes] of pack) {
    if (!path.endsWith(".tgz")) texts.set(path, bytes.toString("utf8"));
    else
      for (const { header, data } of await unpackTar(gunzipSync(bytes)))
        texts.set(`${path}/${header.name}`, Buffer.from(data ?? []).toString("utf8"));
  }
  for (const { page } of await allPages(root, "learner"))
    for (const language of ["en", "zh-CN"] as const)
      texts.set(`handouts/${language}/${page.name}.html`, renderPage(page, language));
  readable = texts;
}, 240_000);

/** Texts below a folder; what has but a few letters says nothing, wherever it stands. */
async function filesOf(folder: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(root, path), await readFile(path, "utf8")] as const;
      }),
  );
  return files.filter(([, text]) => text.trim().length >= 40);
}

function holding(needle: string): readonly string[] {
  return [...readable].filter(([, text]) => text.includes(needle)).map(([path]) => path);
}

/** Long enough to be nobody else's. */
function lines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 40 && !line.startsWith("import "));
}

describe("the student pack", () => {
  it("has what a learner needs", () => {
    for (const path of [
      "README.md",
      "README.zh-CN.md",
      "LICENSE",
      ".gitignore",
      ".editorconfig",
      "package.json",
      "package-lock.json",
      "scripts/run.mjs",
      "lessons/02-work-queues/starter/worker.ts",
      "lessons/02-work-queues/public/work-queues.test.ts",
      "lessons/06-rpc/README.zh-CN.md",
      "classroom/README.md",
      "classroom/README.zh-CN.md",
      "classroom/github/grade.yml",
      "classroom/gitlab/gitlab-ci.yml",
      "classroom/gradescope/run_autograder",
      "classroom/classroom50/run.sh",
    ])
      expect([...pack.keys()]).toContain(path);
    expect([...pack.keys()].filter((path) => path.startsWith("tools/"))).toHaveLength(2);
  });

  it("has no solution, hidden test, mistake or teacher's sheet by its path", () => {
    expect(
      [...readable.keys()].filter((path) =>
        /solution|mistake|golden|teaching|run-sheet|\/hidden\//.test(
          path.replace(/^tools\/[^/]+\/package\/dist\/.*/, ""),
        ),
      ),
    ).toEqual([]);
    expect(
      [...readable.keys()].filter((path) => /\.(ts|tsbuildinfo|map|log)$/.test(path) && path.startsWith("tools/")),
    ).toEqual([]);
  });

  it("holds no line of a solution that a starter, a handout or a hint does not show on purpose", async () => {
    const places = await lessonPlaces(root);
    const lessons = await Promise.all(places.map(loadLesson));
    const hints = lessons.flatMap(({ lesson }) => lesson.criteria.flatMap(({ hints: all }) => all.map(({ en }) => en)));
    const shown = [...hints];
    for (const { folder } of places) {
      shown.push(...(await filesOf(join(folder, "starter"))).map(([, text]) => text));
      shown.push(...readHandout(await readFile(join(folder, "README.md"), "utf8")).snippets.map(({ code }) => code));
    }
    const open = shown.join("\n");
    const leaks: string[] = [];
    for (const { folder } of places) {
      for (const [path, text] of await filesOf(join(folder, "solution"))) {
        leaks.push(...holding(text).map((file) => `${path} in ${file}`));
        for (const line of lines(text).filter((one) => !open.includes(one)))
          leaks.push(...holding(line).map((file) => `${path}: ${line} in ${file}`));
      }
    }
    expect(leaks).toEqual([]);
  });

  it("holds no hidden test and no mistake", async () => {
    const leaks: string[] = [];
    for (const { folder } of await lessonPlaces(root)) {
      for (const [path, text] of await filesOf(join(folder, "hidden"))) {
        if (!/mistakes/.test(path)) leaks.push(...holding(text).map((file) => `${path} in ${file}`));
      }
      for (const { name, mistake, folder: mistakeFolder } of await loadMistakes(folder)) {
        // One word alone may be anybody's, and advice has a name that learners read.
        const isOwn = name.split("-").length > 2 && mistake.advice?.includes(name) !== true;
        const words = isOwn ? name : `mistakes/${name}`;
        leaks.push(...holding(words).map((path) => `${words} in ${path}`));
        for (const [path, text] of await filesOf(mistakeFolder))
          leaks.push(...holding(text).map((file) => `${path} in ${file}`));
      }
    }
    expect(leaks).toEqual([]);
  });

  it("judges by public tests what is public in every lesson, and that alone", async () => {
    for (const { folder, name } of await lessonPlaces(root)) {
      const { lesson } = await loadLesson({ folder, name, number: 0 });
      const tests = [...readable].filter(([path]) => path.startsWith(`lessons/${name}/public/`));
      const judged = tests.flatMap(([, text]) => [...text.matchAll(/criterion\(\s*"([a-z-]+)"/g)].map(([, id]) => id));
      const open = lesson.criteria.filter(({ visibility }) => visibility !== "hidden").map(({ id }) => id);
      expect(judged.length).toBe(open.length);
      expect({ name, judged: new Set(judged) }).toEqual({ name, judged: new Set(open) });
      const hidden = lesson.criteria.length - open.length;
      expect({ name, hidden: hidden >= 2 && hidden <= 4 }).toEqual({ name, hidden: true });
    }
  });

  it("knows a leak when it sees one", async () => {
    const [place] = await lessonPlaces(root);
    const solution = await readFile(join(place?.folder ?? "", "solution", "receive.ts"), "utf8");
    const before = readable;
    readable = new Map([...readable, ["lessons/01-hello/extra.ts", solution]]);
    expect(holding(solution)).toEqual(["lessons/01-hello/extra.ts"]);
    readable = before;
    expect(holding(solution)).toEqual([]);
  });

  it("is the same whenever it is made", async () => {
    const again = await packFiles({ root, audience: "learner" });
    expect([...again.keys()]).toEqual([...pack.keys()]);
    expect(
      [...again].filter(([path, bytes]) => !bytes.equals(pack.get(path) ?? Buffer.alloc(0))).map(([path]) => path),
    ).toEqual([]);
  }, 240_000);

  it("is small, and text but for the tools", () => {
    const sum = [...pack.values()].reduce((all, bytes) => all + bytes.length, 0);
    expect(sum).toBeLessThan(2 * 1024 * 1024);
    const binary = [...pack].filter(([path, bytes]) => !path.endsWith(".tgz") && bytes.includes(0));
    expect(binary).toEqual([]);
  });

  it("locks what the course was tested with, and nothing that only maintainers need", async () => {
    const whole = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
    const part = JSON.parse(pack.get("package-lock.json")?.toString() ?? "");
    const names = Object.keys(part.packages);
    expect(names).toEqual(
      expect.arrayContaining([
        "",
        "node_modules/amqplib",
        "node_modules/tsx",
        "node_modules/grader",
        "node_modules/broker-lite",
        "node_modules/vitest",
      ]),
    );
    for (const absent of ["turbo", "knip", "oxlint", "testcontainers", "playwright-core", "marked", "fast-check"])
      expect(names).not.toContain(`node_modules/${absent}`);
    for (const name of names.filter(
      (one) => whole.packages[one] !== undefined && one !== "" && !/(grader|broker-lite)$/.test(one),
    ))
      expect({ name, version: part.packages[name].version }).toEqual({ name, version: whole.packages[name].version });
    // Every system finds its own binaries.
    for (const system of ["linux-x64", "darwin-arm64", "win32-x64"])
      expect(names).toContain(`node_modules/@esbuild/${system}`);
  });
});

describe("writing a pack", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pack-out-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("takes an empty folder or a fresh repository", async () => {
    await mkdir(join(folder, ".git"));
    await writePack(new Map([["a/b.txt", Buffer.from("b")]]), folder);
    expect(await readFile(join(folder, "a", "b.txt"), "utf8")).toBe("b");
  });

  it("touches nobody's work", async () => {
    await writeFile(join(folder, "worker.ts"), "mine");
    await expect(writePack(new Map([["worker.ts", Buffer.from("")]]), folder)).rejects.toThrow(FolderNotEmpty);
    expect(await readFile(join(folder, "worker.ts"), "utf8")).toBe("mine");
  });
});

describe("the autograder for Gradescope", () => {
  it("has its two programs at the top, the hidden tests of its lesson, and no solution or mistake", async () => {
    const files = await gradescopeFiles(root, 2, tools);
    const paths = [...files.keys()];
    expect(paths.slice(0, 3)).toEqual(["setup.sh", "run_autograder", "lesson"]);
    expect(paths).toContain("course/lessons/02-work-queues/hidden/work-queues.test.ts");
    expect(paths.filter((path) => /lessons\/(?!02)|solution|mistake|starter/.test(path))).toEqual([]);
    const bytes = zip(files);
    expect(Buffer.from(bytes.subarray(0, 2)).toString()).toBe("PK");
    expect(bytes.length).toBeLessThan(1024 * 1024);
    expect(Buffer.compare(Buffer.from(zip(files)), Buffer.from(bytes))).toBe(0);
  }, 240_000);
});

describe("a part of a lock file", () => {
  const manifest = {
    name: "part",
    version: "0.0.0",
    license: "MIT",
    engines: {},
    dependencies: { tool: "file:tool.tgz" },
  };
  const tool = {
    name: "tool",
    workspace: "tool",
    resolved: "file:tool.tgz",
    integrity: "sha512-x",
    manifest: { version: "0.0.0", dependencies: { a: "1" } },
  };

  it("has what is needed from where Node would find it, and nothing else", () => {
    const whole = {
      packages: {
        "": {},
        "node_modules/tool": { resolved: "tool", link: true },
        tool: { version: "0.0.0" },
        "node_modules/a": { version: "2.0.0" },
        "tool/node_modules/a": {
          version: "1.0.0",
          dev: true,
          dependencies: { b: "1" },
          optionalDependencies: { c: "1", gone: "1" },
        },
        "node_modules/b": { version: "1.0.0" },
        "node_modules/c": { version: "1.0.0" },
        "node_modules/unused": { version: "1.0.0" },
      },
    };
    const { packages } = partOfLockFile(whole, manifest, [tool]);
    expect(Object.keys(packages)).toEqual([
      "",
      "node_modules/b",
      "node_modules/c",
      "node_modules/tool",
      "node_modules/tool/node_modules/a",
    ]);
    expect(packages["node_modules/tool"]).toMatchObject({ resolved: "file:tool.tgz", integrity: "sha512-x" });
    expect(packages["node_modules/tool/node_modules/a"]).not.toHaveProperty("dev");
    expect(packages["node_modules/c"]).toMatchObject({ optional: true });
  });

  it("does not do without what is needed", () => {
    expect(() => partOfLockFile({ packages: { "": {} } }, manifest, [tool])).toThrow(
      "package-lock.json has no a, which tool needs",
    );
  });
});
