/** The autograder of one lesson as a zip for Gradescope: its two programs, and a course of that lesson alone with its hidden tests. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { type PackFiles, packFiles } from "./student-pack.ts";
import type { Tarball } from "./tarball.ts";
import { isProgram } from "./write-pack.ts";

/** Zips know no time before 1980; always the same one, so that the same course gives the same bytes. */
const MODIFIED = new Date(1985, 9, 26, 8, 15, 0);
const UNIX = 3;
const MODE_FILE = 0o100644;
const MODE_PROGRAM = 0o100755;

export async function gradescopeFiles(root: string, lesson: number, tools?: readonly Tarball[]): Promise<PackFiles> {
  const files = new Map<string, Buffer>();
  for (const name of ["setup.sh", "run_autograder"]) {
    const text = await readFile(join(root, "classroom", "gradescope", name), "utf8");
    // A checkout on Windows may have turned line ends into CRLF, which no shell on Linux takes.
    files.set(name, Buffer.from(text.replaceAll("\r\n", "\n")));
  }
  files.set("lesson", Buffer.from(`${lesson}\n`));
  for (const [path, bytes] of await packFiles({
    root,
    audience: "grading",
    lessons: [lesson],
    ...(tools === undefined ? {} : { tools }),
  }))
    files.set(`course/${path}`, bytes);
  return files;
}

export function zip(files: PackFiles): Uint8Array {
  const entries: Zippable = {};
  for (const [path, bytes] of files)
    entries[path] = [
      new Uint8Array(bytes),
      { mtime: MODIFIED, os: UNIX, attrs: (isProgram(path, bytes) ? MODE_PROGRAM : MODE_FILE) * 0x10000 },
    ];
  return zipSync(entries, { level: 9 });
}
