/**
 * Compiles the package to dist/. What the command line loads is put into few files: Node needs 20 ms to find and read a hundred modules,
 * which is a fifth of what a broker with a data directory takes to be ready (docs/adr/0008-where-time-goes.md).
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));
const { resolve } = createRequire(import.meta.url);
const compiler = join(dirname(resolve("typescript/package.json")), "bin", "tsc");

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
  cwd: folder,
  stdio: ["ignore", "inherit", "inherit"],
});
if (status !== 0) process.exit(status ?? 1);

// In place of the module that dist/cli.js imports, and as deep, so that what looks for files beside the package finds them.
await build({
  absWorkingDir: folder,
  entryPoints: ["src/cli/program.ts"],
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
});
