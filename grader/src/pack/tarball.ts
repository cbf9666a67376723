/**
 * The workspaces as packages that npm installs from a file: built by TypeScript, with a manifest that names only what is needed
 * to run. The same sources give the same bytes.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import type { LocalPackage, LockEntry } from "./lock-file.ts";

export interface Tarball extends LocalPackage {
  /** `grader-0.0.0.tgz` */
  readonly file: string;
  readonly bytes: Buffer;
}

interface Manifest extends LockEntry {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly files?: readonly string[];
}

/** Optional packages that make handouts or start containers, which an installed grader does without. */
const LEAVE_OUT = ["@testcontainers/rabbitmq", "testcontainers", "highlight.js", "marked", "playwright-core"];
/** Days after which nobody looks: the same in every archive. npm uses the same one. */
const MODIFIED = new Date("1985-10-26T08:15:00.000Z");
const TOOLS_FOLDER = "tools";

/** @throws Error with TypeScript's words where a workspace does not build */
export async function packTools(root: string): Promise<readonly Tarball[]> {
  const build = await mkdtemp(join(tmpdir(), "pack-"));
  try {
    const broker = join(build, "broker-lite");
    const grader = join(build, "grader");
    await compile(root, "broker-lite", broker, {});
    await compile(root, "grader", grader, {
      "broker-lite": [join(broker, "index.d.ts")],
      "broker-lite/wire": [join(broker, "wire", "index.d.ts")],
    });
    return [
      await packWorkspace(root, "broker-lite", broker, []),
      await packWorkspace(root, "grader", grader, LEAVE_OUT),
    ];
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

async function packWorkspace(
  root: string,
  workspace: string,
  built: string,
  leaveOut: readonly string[],
): Promise<Tarball> {
  const folder = join(root, workspace);
  const manifest = installedManifest(
    JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest,
    leaveOut,
  );
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of await filesBelow(built)) if (path.endsWith(".js")) files.set(`dist/${path}`, bytes);
  for (const name of manifest.files ?? [])
    if (name !== "dist" && existsSync(join(folder, name)))
      for (const [path, bytes] of await filesBelow(join(folder, name)))
        files.set(path === "" ? name : `${name}/${path}`, bytes);
  files.set("package.json", Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  files.set("LICENSE", await readFile(join(root, "LICENSE")));
  const bytes = await tarball(files);
  const file = `${manifest.name}-${manifest.version}.tgz`;
  return {
    name: manifest.name,
    workspace,
    file,
    bytes,
    resolved: `file:${TOOLS_FOLDER}/${file}`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    manifest,
  };
}

/** Sources are not in the package, so nothing may lead to them; and what only maintainers use is not installed. */
function installedManifest(manifest: Manifest, leaveOut: readonly string[]): Manifest {
  const { devDependencies: _dev, scripts: _scripts, optionalDependencies = {}, exports = {}, ...rest } = manifest;
  const optional = Object.entries(optionalDependencies).filter(([name]) => !leaveOut.includes(name));
  return {
    ...rest,
    name: manifest.name,
    version: manifest.version,
    exports: Object.fromEntries(
      Object.entries(exports).map(([path, { source: _source, types: _types, ...conditions }]) => [path, conditions]),
    ),
    ...(optional.length === 0 ? {} : { optionalDependencies: Object.fromEntries(optional) }),
  };
}

/** @param paths where types of another workspace are that was built just now: nothing that lies about is relied upon */
async function compile(
  root: string,
  workspace: string,
  out: string,
  paths: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const source = join(root, workspace, "src");
  const project = `${out}.tsconfig.json`;
  const settings = {
    extends: join(root, workspace, "tsconfig.build.json"),
    compilerOptions: {
      rootDir: source,
      outDir: out,
      declaration: true,
      sourceMap: false,
      typeRoots: [join(root, "node_modules", "@types")],
      paths,
    },
    include: [source],
  };
  await writeFile(project, JSON.stringify(settings));
  const child = spawn(process.execPath, [compiler, "-p", project], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (words += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${workspace} does not build:\n${words}`);
}

/** By path with forward slashes, in order; the empty path where it is a file. */
async function filesBelow(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return new Map([["", await readFile(path)]]);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  const files = new Map<string, Buffer>();
  for (const name of names.toSorted()) files.set(name, await readFile(join(path, name)));
  return files;
}

async function tarball(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const entries = [...files]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, bytes]) => ({
      header: {
        name: `package/${path}`,
        size: bytes.length,
        mode: 0o644,
        mtime: MODIFIED,
        uid: 0,
        gid: 0,
        uname: "",
        gname: "",
      },
      body: new Uint8Array(bytes),
    }));
  const zipped = gzipSync(await packTar(entries), { level: 9 });
  // The header says on which system it was packed; the bytes are to be the same on all.
  zipped[9] = 0xff;
  return zipped;
}
