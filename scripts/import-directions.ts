/**
 * Which part of the repository may import which: the rings of the broker, the pipeline of the grader, and what a lesson may use.
 * Owns the table and the reading of one file; walking the tree is the test's business (scripts/test/import-directions.test.ts).
 */
import path from "node:path";
import { parseSync } from "oxc-parser";

interface Direction {
  /** Folder that the rule is for, or a pattern of one; the first rule that fits a file counts. */
  readonly folder: RegExp;
  /** Folders, files and packages that may be imported, beside the folder itself. `node:*` stands for all of Node's modules. */
  readonly may: readonly string[];
  /** The same, for types only: nothing of it is there when the program runs. */
  readonly mayTypes?: readonly string[];
  readonly because: string;
}

export const DIRECTIONS: readonly Direction[] = [
  {
    folder: /^broker-lite\/src\/wire\//,
    may: [],
    because: "wire turns bytes into frames and imports nothing",
  },
  {
    folder: /^broker-lite\/src\/core\//,
    may: ["broker-lite/src/limits.ts", "broker-lite/src/wire/copy.ts"],
    mayTypes: ["broker-lite/src/wire/"],
    because: "core is pure: no Node, no clock, and of wire only its types and how bytes are copied",
  },
  {
    folder: /^broker-lite\/src\/session\//,
    may: ["broker-lite/src/core/", "broker-lite/src/wire/", "broker-lite/src/limits.ts"],
    because: "session is pure: frames in, frames out",
  },
  {
    folder: /^broker-lite\/src\/limits\.ts$/,
    may: [],
    because: "limits are numbers with a reason",
  },
  {
    folder: /^broker-lite\/src\/store\//,
    may: ["broker-lite/src/core/", "broker-lite/src/wire/", "broker-lite/src/limits.ts", "node:*"],
    because: "the store implements a port of core and knows neither sockets nor sessions",
  },
  {
    folder: /^broker-lite\/src\/(server|http)\//,
    may: [
      "broker-lite/src/server/",
      "broker-lite/src/http/",
      "broker-lite/src/session/",
      "broker-lite/src/core/",
      "broker-lite/src/wire/",
      "broker-lite/src/store/",
      "broker-lite/src/limits.ts",
      "node:*",
    ],
    because: "server and http do input and output, and import inwards",
  },
  {
    folder: /^grader\/src\/(text|lesson|teaching)\.ts$/,
    may: ["grader/src/text.ts"],
    because: "texts and lessons are data that everything else uses",
  },
  {
    folder: /^grader\/src\/tap\//,
    may: ["broker-lite/wire", "grader/src/text.ts", "grader/src/deferred.ts", "node:*"],
    mayTypes: ["grader/src/evidence/", "grader/src/stage/stage.ts", "grader/src/backends/backend.ts"],
    because: "the tap knows the wire and what evidence looks like, nothing of lessons or points",
  },
  {
    folder: /^grader\/src\/evidence\//,
    may: ["broker-lite/wire", "grader/src/text.ts"],
    because: "evidence is a frozen record: no input, no output, no judgement",
  },
  {
    folder: /^grader\/src\/(checks|score)\//,
    may: [
      "broker-lite/wire",
      "grader/src/evidence/",
      "grader/src/checks/",
      "grader/src/lesson.ts",
      "grader/src/text.ts",
    ],
    because: "checks judge evidence and score adds points: pure, so that they cannot flake",
  },
  {
    folder: /^grader\/src\/backends\//,
    may: [
      "broker-lite",
      "amqplib",
      "testcontainers",
      "@testcontainers/rabbitmq",
      "grader/src/text.ts",
      "grader/src/deferred.ts",
      "grader/src/stage/process-group.ts",
      "node:*",
    ],
    because: "backends are the only place that knows which broker it is",
  },
  {
    folder: /^grader\/src\/report\//,
    may: [
      "grader/src/score/",
      "grader/src/checks/",
      "grader/src/evidence/",
      "grader/src/csv.ts",
      "grader/src/escape-html.ts",
      "grader/src/lesson.ts",
      "grader/src/text.ts",
      "picocolors",
      "string-width",
      "wrap-ansi",
    ],
    because: "a report is made from a Report and nothing else",
  },
  {
    folder: /^grader\/src\/pack\//,
    may: [
      "grader/src/make-folder.ts",
      "grader/src/course/course.ts",
      "grader/src/text.ts",
      "fflate",
      "modern-tar",
      "node:*",
    ],
    because: "a pack is made of files, and knows nothing of what they do",
  },
  {
    folder: /^grader\/src\/handout\//,
    may: [
      "grader/src/escape-html.ts",
      "grader/src/make-folder.ts",
      "grader/src/course/",
      "grader/src/lesson.ts",
      "grader/src/teaching.ts",
      "grader/src/text.ts",
      "highlight.js/",
      "marked",
      "node:*",
      "playwright-core",
    ],
    because: "handouts are made from lessons' data and files, and run nothing",
  },
  {
    folder: /^grader\/src\//,
    may: [
      "grader/src/",
      "broker-lite/wire",
      "amqplib",
      "chokidar",
      "commander",
      "diff",
      "esbuild",
      "modern-tar",
      "picocolors",
      "pure-rand",
      "string-width",
      "vitest",
      "wrap-ansi",
      "yauzl",
      "node:*",
    ],
    because: "only backends may import the broker",
  },
  {
    folder: /^lessons\/[^/]+\/(starter|solution|hidden\/mistakes\/[^/]+)\/(?!mistake\.ts)/,
    may: ["amqplib", "node:*"],
    because: "what a learner reads or writes uses amqplib and Node alone",
  },
  {
    folder: /^lessons\/[^/]+\//,
    may: ["grader", "node:*"],
    mayTypes: ["broker-lite/wire"],
    because: "a lesson is data and scenarios for the grader",
  },
];

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** All imports and re-exports of one TypeScript file, dynamic ones with a literal name as well. */
export function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: cannot be parsed: ${errors[0]?.message}`);
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length;
  const found: Import[] = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
    line: lineAt(statement.start),
  }));
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest !== null)
        found.push({ specifier: entry.moduleRequest.value, typeOnly: entry.isType, line: lineAt(statement.start) });
    }
  }
  for (const call of module.dynamicImports) {
    const literal = /^["'`]([^"'`$]+)["'`]$/.exec(source.slice(call.moduleRequest.start, call.moduleRequest.end));
    if (literal?.[1] !== undefined) found.push({ specifier: literal[1], typeOnly: false, line: lineAt(call.start) });
  }
  return found;
}

/**
 * What one file imports against the directions.
 * @param file path from the repository's root, with forward slashes
 * @returns one sentence a violation; none for a file that no rule is for
 */
export function violations(file: string, source: string): string[] {
  const direction = DIRECTIONS.find((candidate) => candidate.folder.test(file));
  if (direction === undefined) return [];
  const own = direction.folder.exec(file)?.[0] ?? file;
  return importsOf(file, source).flatMap(({ specifier, typeOnly, line }) => {
    const target = specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
    const allowed = [own, ...direction.may, ...(typeOnly ? (direction.mayTypes ?? []) : [])];
    if (allowed.some((prefix) => fits(target, prefix))) return [];
    return [`${file}:${line} imports ${typeOnly ? "types of " : ""}${specifier}: ${direction.because}`];
  });
}

function fits(target: string, allowed: string): boolean {
  if (allowed === "node:*") return target.startsWith("node:");
  if (allowed.endsWith("/")) return target.startsWith(allowed);
  return (
    target === allowed ||
    (!allowed.includes(".") && !allowed.includes("/") && target.startsWith(`${allowed}/`) && allowed !== "broker-lite")
  );
}
