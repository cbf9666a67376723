/** The part of the course contract that needs no broker: reads a lesson's files and applies the rules to them. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { writeTopology } from "../handout/write-topologies.ts";
import type { CourseLesson } from "./course.ts";
import { commandExists } from "./commands.ts";
import { compareCoverage } from "./expectations.ts";
import type { Finding } from "./finding.ts";
import { handoutFindings } from "./handout-rules.ts";
import { withoutSnippets } from "./markdown.ts";
import type { PlacedMistake } from "./mistakes.ts";
import { spacingFindings, starterFindings, wordingFindings } from "./starter-rules.ts";
import { texts } from "./texts.ts";

/** Rules that were looked at, for counting, and what broke them. */
export interface ContractResult {
  readonly rules: number;
  readonly findings: readonly Finding[];
}

export async function checkContract(
  root: string,
  { lesson, folder }: CourseLesson,
  mistakes: readonly PlacedMistake[],
): Promise<ContractResult> {
  const files = await textFiles(folder);
  const scripts = await rootScripts(root);
  const binaries = await workspaceBinaries(root);
  const topology = await writeTopology(lesson, folder, { check: true });
  const groups: readonly (readonly Finding[])[] = [
    compareCoverage(mistakes, lesson),
    wordingFindings(lesson),
    starterFindings(new Map([...files].filter(([path]) => path.startsWith("starter/"))), lesson),
    handoutFindings({
      english: files.get("README.md"),
      chinese: files.get("README.zh-CN.md"),
      lessonFile: (path) => files.get(path),
      commandExists: (command) =>
        commandExists(command, {
          npmScripts: scripts,
          binaries,
          exists: (path) => existsSync(join(root, path)),
          lessonPath: relative(root, folder).replaceAll("\\", "/"),
        }),
    }),
    [...files]
      .filter(([path]) => path.endsWith("zh-CN.md") || path.endsWith("golden.zh-CN.txt"))
      .flatMap(([path, text]) => spacingFindings(path, withoutSnippets(text))),
    topology.isCurrent ? [] : [{ where: "topology.svg", what: texts.topologyStale }],
  ];
  return { rules: groups.length, findings: groups.flat() };
}

/** Texts of a lesson by path with forward slashes; what a learner or a build put there is left out. */
async function textFiles(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    if (
      !entry.isFile() ||
      /^(submission|node_modules|\.turbo)(\.|\/)/.test(path) ||
      !/\.(md|ts|js|mjs|py|json|txt)$/.test(path)
    )
      continue;
    files.set(path, await readFile(join(folder, path), "utf8"));
  }
  return files;
}

interface PackageFile {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly workspaces?: readonly string[];
}

async function readPackage(folder: string): Promise<PackageFile> {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as PackageFile) : {};
}

async function rootScripts(root: string): Promise<ReadonlySet<string>> {
  return new Set(Object.keys((await readPackage(root)).scripts ?? {}));
}

async function workspaceBinaries(root: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const workspace of (await readPackage(root)).workspaces ?? []) {
    if (workspace.includes("*")) continue;
    for (const name of Object.keys((await readPackage(join(root, workspace))).bin ?? {})) names.add(name);
  }
  return names;
}
