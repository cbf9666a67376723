/**
 * What learners get, as files by their paths. Everything in it is named here: what is not on this list does not get in, so that
 * no solution, hidden test or planted mistake ever does. Owns the list; writing it to a folder is write-pack.ts's business.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { lessonPlaces } from "../course/course.ts";
import { type LockFile, partOfLockFile, type RootManifest } from "./lock-file.ts";
import { packTools, type Tarball } from "./tarball.ts";

/** Bytes by path with forward slashes. */
export type PackFiles = ReadonlyMap<string, Buffer>;

export interface PackOptions {
  readonly root: string;
  /** Numbers of lessons; all unless said. */
  readonly lessons?: readonly number[];
  /**
   * `learner`: public tests only. `grading`: hidden ones as well, and none of what is only read: for a grading machine of the
   * teacher's, never for learners.
   */
  readonly audience: "learner" | "grading";
  /** Built before, for several packs at once. */
  readonly tools?: readonly Tarball[];
}

/** Of a lesson's folder, for learners. `starter` and `public` are folders; what they hold is theirs. */
const LEARNER_LESSON = [
  /^README(\.zh-CN)?\.md$/,
  /^topology\.svg$/,
  /^lesson\.ts$/,
  /^criteria\/[a-z-]+\.ts$/,
  /^starter\/[a-z-]+\.ts$/,
  /^public\/[a-z0-9-]+(\.test)?\.ts$/,
];
/** For grading: the tests, and nothing that tells a learner anything. */
const GRADING_LESSON = [
  /^lesson\.ts$/,
  /^criteria\/[a-z-]+\.ts$/,
  /^public\/[a-z0-9-]+(\.test)?\.ts$/,
  /^hidden\/[a-z0-9-]+(\.test)?\.ts$/,
];
/** Templates for a teacher's host, and how to set it up; they stand where the teacher finds them. */
const CLASSROOM = [
  /^README(\.zh-CN)?\.md$/,
  /^github\/grade\.yml$/,
  /^gitlab\/gitlab-ci\.yml$/,
  /^gradescope\/(setup\.sh|run_autograder)$/,
  /^classroom50\/run\.sh$/,
];
const SCRIPTS = ["lesson", "test", "grade", "broker"] as const;

export async function packFiles(options: PackOptions): Promise<PackFiles> {
  const { root, audience } = options;
  const places = (await lessonPlaces(root)).filter(
    ({ number }) => options.lessons === undefined || options.lessons.includes(number),
  );
  const files = new Map<string, Buffer>();
  for (const place of places)
    for (const [path, bytes] of await listed(place.folder, audience === "learner" ? LEARNER_LESSON : GRADING_LESSON))
      files.set(`lessons/${place.name}/${path}`, bytes);
  if (audience === "learner") {
    for (const [path, bytes] of await listed(join(root, "classroom"), CLASSROOM)) files.set(`classroom/${path}`, bytes);
    for (const [path, bytes] of await listed(join(root, "classroom", "student"), [/^README(\.zh-CN)?\.md$/]))
      files.set(path, bytes);
  }
  files.set("scripts/run.mjs", await readFile(join(root, "scripts", "run.mjs")));
  files.set("LICENSE", await readFile(join(root, "LICENSE")));
  for (const [path, text] of Object.entries(DOT_FILES)) files.set(path, Buffer.from(text));
  await addTools(root, options.tools ?? (await packTools(root)), files);
  return new Map([...files].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The grader and the broker as packages that npm installs from here, and the lock file that goes with them. */
async function addTools(root: string, tarballs: readonly Tarball[], files: Map<string, Buffer>): Promise<void> {
  for (const { file, bytes } of tarballs) files.set(`tools/${file}`, bytes);
  const whole = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as LockFile;
  const ours = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    readonly license: string;
    readonly engines: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const manifest: RootManifest = {
    name: "my-message-queues",
    version: "0.0.0",
    license: ours.license,
    dependencies: {
      "@types/node": versionOf(ours.devDependencies, "@types/node"),
      amqplib: whole.packages["node_modules/amqplib"]?.version ?? "",
      ...Object.fromEntries(tarballs.map(({ name, resolved }) => [name, resolved])),
      tsx: versionOf(ours.devDependencies, "tsx"),
    },
    engines: ours.engines,
  };
  files.set("package-lock.json", json(partOfLockFile(whole, manifest, tarballs)));
  const { name, version, license, dependencies, engines } = manifest;
  files.set(
    "package.json",
    json({
      name,
      version,
      private: true,
      license,
      type: "module",
      scripts: Object.fromEntries(SCRIPTS.map((script) => [script, `node scripts/run.mjs ${script}`])),
      dependencies,
      engines,
    }),
  );
}

function versionOf(versions: Readonly<Record<string, string>>, name: string): string {
  const version = versions[name];
  if (version === undefined) throw new Error(`package.json names no ${name}`);
  return version;
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}

async function listed(folder: string, allowed: readonly RegExp[]): Promise<PackFiles> {
  const files = new Map<string, Buffer>();
  if (!existsSync(folder)) return files;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    if (!entry.isFile() || !allowed.some((pattern) => pattern.test(path))) continue;
    // A checkout on Windows may have turned line ends into CRLF.
    const text = await readFile(join(folder, path), "utf8");
    files.set(path, Buffer.from(text.replaceAll("\r\n", "\n")));
  }
  return files;
}

/** What makes it a good first commit: work is committed, what is installed or kept by the tools is not. */
const DOT_FILES: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules/\n.course/\nlessons/*/submission.*/\nreports/\n",
  ".gitattributes": "* text=auto eol=lf\n*.tgz binary\n*.pdf binary\n",
  ".npmrc": "fund=false\naudit=false\n",
  ".editorconfig":
    "root = true\n\n[*]\ncharset = utf-8\nend_of_line = lf\nindent_style = space\nindent_size = 2\ninsert_final_newline = true\ntrim_trailing_whitespace = true\n\n[*.py]\nindent_size = 4\n",
  "tsconfig.json": `${JSON.stringify(
    {
      compilerOptions: {
        target: "es2023",
        lib: ["es2023"],
        module: "nodenext",
        types: ["node"],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        erasableSyntaxOnly: true,
        allowImportingTsExtensions: true,
      },
      include: ["lessons/*/submission/**/*.ts", "lessons/*/starter/**/*.ts"],
    },
    undefined,
    2,
  )}\n`,
};
