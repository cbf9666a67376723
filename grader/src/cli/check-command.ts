/** `npm run check`: all that CI asks of a change, step by step; goes on after a failure, so that one run shows everything. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Context, EXIT } from "./context.ts";
import { testCommand } from "./test-command.ts";
import { exitOf, startTool, toolFile } from "./tool.ts";
import { texts } from "./texts.ts";

interface Step {
  readonly name: string;
  /** What to type to run it by itself. */
  readonly command: string;
  readonly run: (context: Context) => Promise<number>;
}

const STEPS: readonly Step[] = [
  tool("format", "npx oxfmt --check", "oxfmt", ["--check"]),
  tool("lint", "npx oxlint --type-aware", "oxlint", ["--type-aware"]),
  tool("types", "npx tsc --noEmit", "typescript", ["--noEmit"], "tsc"),
  tool(
    "types of the live page",
    "npx tsc -p broker-lite/dashboard",
    "typescript",
    ["-p", "broker-lite/dashboard"],
    "tsc",
  ),
  tool("unused code", "npx knip", "knip", []),
  tool("repository rules", "npx vitest run --project repository", "vitest", ["run", "--project", "repository"]),
  { name: "tests", command: "npm test", run: testCommand },
];

export async function checkCommand(context: Context): Promise<number> {
  const { say, screen, interrupt } = context;
  const { colours } = screen;
  const started = Date.now();
  const failed: Step[] = [];
  for (const step of STEPS) {
    screen.print(colours.bold(say(texts.checkStep(step.name))));
    const begun = Date.now();
    const code = await step.run(context);
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    if (code !== 0) failed.push(step);
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    screen.print(
      `${code === 0 ? colours.green("✓") : colours.red("✗")} ${step.name} ${colours.dim(say(texts.taskSeconds(seconds)))}\n`,
    );
  }
  screen.print(
    say(texts.checkTotal(STEPS.length - failed.length, failed.length, ((Date.now() - started) / 1000).toFixed(0))),
  );
  const [first] = failed;
  if (first === undefined) return EXIT.passed;
  screen.complain(colours.red(say(texts.checkFirstFailure(first.name, first.command))));
  return EXIT.belowPassMark;
}

function tool(name: string, command: string, packageName: string, typed: readonly string[], binary?: string): Step {
  return {
    name,
    command,
    run: async ({ root, interrupt }) => {
      // A package that is not installed is a failure of the step, not of the whole.
      if (!existsSync(join(root, "node_modules", packageName))) return EXIT.notJudged;
      return exitOf(
        startTool(toolFile(root, packageName, binary), typed, { root, stdio: "inherit", signal: interrupt.signal }),
      );
    },
  };
}
