import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile, type CompiledProgram } from "../../src/submission/compile.ts";
import type { FoundProgram, ProgramEnding } from "../../src/submission/discover.ts";
import { prepare } from "../../src/submission/prepare.ts";
import { checkTypes } from "../../src/submission/type-check.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const execute = promisify(execFile);
let output = "";

/** Written here, since no tool that walks the repository should stumble over them. */
const BROKEN = {
  "syntax.ts": "const tasks = [1, 2;\n",
  "no-file.ts": 'import { x } from "./nowhere.ts";\nconsole.log(x);\n',
  "no-package.ts": 'import x from "no-such-package";\nconsole.log(x);\n',
  "unclosed.ts": "export function f() {\n",
  "types.ts": 'const count: number = "three";\nconsole.log(count);\n',
};

beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), "compile-"));
  await mkdir(join(output, "broken"));
  await Promise.all(Object.entries(BROKEN).map(([file, source]) => writeFile(join(output, "broken", file), source)));
});

afterAll(async () => {
  await rm(output, { recursive: true });
});

function program(folder: string, file: string): FoundProgram {
  const ending = extname(file) as ProgramEnding;
  return {
    name: file.slice(0, -ending.length),
    file,
    folder: folder === "broken" ? join(output, folder) : join(FIXTURES, folder),
    ending,
  };
}

async function compiled(folder: string, file: string): Promise<CompiledProgram> {
  return await compile(program(folder, file), output);
}

test("TypeScript with helpers and top-level await becomes one file that node runs", async () => {
  const { output: file, problems } = await compiled("found", "new-task.ts");
  expect(problems).toEqual([]);
  const { stdout } = await execute(process.execPath, ["--enable-source-maps", file ?? "", "a b", "c"]);
  expect(stdout).toBe("hello a b|c\n");
});

describe("what does not compile is said with its place, in words", () => {
  test.each([
    ["syntax.ts", 1, 20, "Syntax error: ']' should stand here, but there is ';'. In this line: const tasks = [1, 2;"],
    ["no-file.ts", 1, 19, "There is no file './nowhere.ts' to import."],
    ["no-package.ts", 1, 15, "The package 'no-such-package' is not installed."],
    ["unclosed.ts", 2, 1, "Syntax error: the file ends too early. A bracket, a quote or a brace is not closed."],
  ])("%s", async (file, line, column, message) => {
    const { output: none, problems } = await compiled("broken", file);
    expect(none).toBeUndefined();
    expect(problems).toMatchObject([{ kind: "syntax", file, line, column, message: { en: message } }]);
  });
});

test("a type-level mistake is the type checker's alone: the program runs", async () => {
  const wrong = program("broken", "types.ts");
  expect((await compile(wrong, output)).problems).toEqual([]);
  const found = await checkTypes([wrong, program("found", "new-task.ts")], output, new AbortController().signal);
  expect([...found.keys()]).toEqual([wrong.folder]);
  expect(found.get(wrong.folder)).toMatchObject([
    {
      kind: "type",
      file: "types.ts",
      line: 1,
      column: 7,
      detail: "TS2322: Type 'string' is not assignable to type 'number'.",
    },
  ]);
});

test("a prepared submission says how each program is started", async () => {
  const { submission } = await prepare(
    { id: "x", folder: join(FIXTURES, "found") },
    { names: ["worker", "helper", "absent"], workFolder: output, index: 0 },
  );
  expect(submission.programs["worker"]).toMatchObject({ command: process.execPath, file: "worker.js" });
  expect(submission.programs["helper"]?.arguments.at(-1)).toBe(join(submission.folder, "sources", "helper.py"));
  expect(submission.shownFolders).toEqual([[join(submission.folder, "sources"), join(FIXTURES, "found")]]);
  expect(submission.problems).toMatchObject([{ kind: "missing", program: "absent" }]);
});
