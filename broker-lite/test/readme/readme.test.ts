/** The README's tests are run as they stand there, each by its own test runner. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const TIMEOUT_MS = 240_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-readme-"));
  const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
  symlinkSync(modules, join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("vitest", { timeout: TIMEOUT_MS }, async () => {
  writeFileSync(join(folder, "orders.test.ts"), snippetAfter("With vitest:"));
  const conditions = '["source", "node", "import", "default"]';
  const config = `export default { resolve: { conditions: ${conditions} }, ssr: { resolve: { conditions: ${conditions}, externalConditions: ${conditions} } } };`;
  writeFileSync(join(folder, "vitest.config.mjs"), config);
  const vitest = join(fileURLToPath(new URL("../../../node_modules/vitest", import.meta.url)), "vitest.mjs");
  expect(await said([vitest, "run", "--root", folder])).toMatch(/Tests .*1 passed/);
});

test("node:test", { timeout: TIMEOUT_MS }, async () => {
  writeFileSync(join(folder, "orders.test.mjs"), snippetAfter("With `node:test`:"));
  const tsx = import.meta.resolve("tsx");
  const words = ["--conditions=source", "--import", tsx, "--test", "--test-reporter=tap", "orders.test.mjs"];
  expect(await said(words)).toContain("# pass 1");
});

const jestProject = process.env["JEST_PROJECT"];

// Jest brings two hundred packages, and reads no TypeScript: it is run in a folder where somebody has installed it beside amqplib and the
// packed broker-lite, with the settings of the README in its package.json.
test.runIf(jestProject !== undefined)("Jest", { timeout: TIMEOUT_MS }, async () => {
  const project = jestProject ?? "";
  writeFileSync(join(project, "orders.test.mjs"), snippetAfter("With Jest"));
  const jest = join(project, "node_modules", "jest", "bin", "jest.js");
  expect(await said(["--experimental-vm-modules", jest], project)).toMatch(/Tests:.*1 passed/);
});

/** What it writes on both of its outputs; without this run's own settings. */
async function said(words: readonly string[], cwd = folder): Promise<string> {
  const { VITEST: _vitest, NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...environment } = process.env;
  const env = { ...environment, NO_COLOR: "1" };
  const { stdout, stderr } = await run(process.execPath, [...words], { cwd, env });
  return stdout + stderr;
}

/** The first block of code behind these words. */
function snippetAfter(words: string): string {
  const at = readme.indexOf(words);
  const snippet = /```\w+\n([\s\S]*?)```/.exec(readme.slice(at))?.[1];
  if (at === -1 || snippet === undefined) throw new Error(`the README has no code behind "${words}"`);
  return snippet;
}
