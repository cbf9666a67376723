/**
 * What a program may import: files of its own folder, Node's modules, and packages from where the grader looks for them, whatever lies around the
 * folder. An import that leads elsewhere is an error at its line.
 */
import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { isAbsolute, relative, resolve } from "node:path";
import type { Plugin } from "esbuild";

/** Begins what esbuild says of an import that leads out of the folder. */
export const OUTSIDE = "Outside the folder: ";

/**
 * @param folder of the program
 * @param packages folders in which packages are looked for, the first that has it
 */
export function importGuard(folder: string, packages: readonly string[]): Plugin {
  const root = realpathSync(folder);
  return {
    name: "import-guard",
    setup: (build) => {
      // oxlint-disable-next-line require-unicode-regexp -- the filter is a regular expression of Go
      build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (kind === "entry-point" || pluginData === PASSED || !isInside(importer, root)) return undefined;
        if (isBuiltin(path)) return { path, external: true };
        if (path.startsWith(".")) {
          return isInside(resolve(resolveDir, path), root) ? undefined : { errors: [{ text: OUTSIDE + path }] };
        }
        // Also `file:` and `C:`; packages have no colon in their names.
        if (isAbsolute(path) || /^[a-z][a-z+.-]*:/iu.test(path)) return { errors: [{ text: OUTSIDE + path }] };
        for (const place of packages) {
          const found = await build.resolve(path, { resolveDir: place, kind, pluginData: PASSED });
          if (found.errors.length === 0) return found;
        }
        return { errors: [{ text: `Could not resolve "${path}"` }] };
      });
    },
  };
}

const PASSED = Symbol("passed");

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
