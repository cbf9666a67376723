/**
 * The workspaces as packages that npm installs from a file: built by TypeScript, with a manifest that names only what is needed
 * to run. The same sources give the same bytes.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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

/** Days after which nobody looks: the same in every archive. npm uses the same one. */
const MODIFIED = new Date("1985-10-26T08:15:00.000Z");
const TOOLS_FOLDER = "tools";

/**
 * @param leaveOut optional packages that the installed one can do without
 * @throws Error with TypeScript's words where the workspace does not build
 */
export async function packWorkspace(
  root: string,
  workspace: string,
  leaveOut: readonly string[] = [],
): Promise<Tarball> {
  const folder = join(root, workspace);
  const manifest = installedManifest(
    JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest,
    leaveOut,
  );
  const build = await mkdtemp(join(tmpdir(), "pack-"));
  try {
    await compile(root, join(folder, "tsconfig.build.json"), build);
    const files = new Map<string, Buffer>();
    for (const [path, bytes] of await filesBelow(build)) if (path.endsWith(".js")) files.set(`dist/${path}`, bytes);
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
  } finally {
    await rm(build, { recursive: true, force: true });
  }
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

async function compile(root: string, project: string, out: string): Promise<void> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const child = spawn(
    process.execPath,
    [compiler, "-p", project, "--outDir", out, "--declaration", "false", "--sourceMap", "false"],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  let words = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (words += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${relative(root, project)} does not build:\n${words}`);
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
