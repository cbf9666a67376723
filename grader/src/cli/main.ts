#!/usr/bin/env node
/**
 * The command line: reads what was typed, hands over to the command, turns its end into an exit code. One file per command
 * beside this one, loaded when it is typed.
 */
import { chooseLanguage } from "./language.ts";
import { findCourse } from "../course/course.ts";
import { GraderError } from "../run/grader-error.ts";
import { say } from "../text.ts";
import { readCommandLine } from "./arguments.ts";
import { type Context, EXIT } from "./context.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { openScreen } from "./screen.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

type Command = (context: Context) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  lesson: async () => (await import("./lesson-command.ts")).lessonCommand,
  test: async () => (await import("./test-command.ts")).testCommand,
  grade: async () => (await import("./grade-command.ts")).gradeCommand,
  class: async () => (await import("./class-command.ts")).classCommand,
  worker: async () => (await import("./worker-command.ts")).workerCommand,
  selftest: async () => (await import("./selftest-command.ts")).selftestCommand,
  parity: async () => (await import("./parity-command.ts")).parityCommand,
  "student-pack": async () => (await import("./student-pack-command.ts")).studentPackCommand,
  "gradescope-zip": async () => (await import("./gradescope-zip-command.ts")).gradescopeZipCommand,
  handout: async () => (await import("./handout-command.ts")).handoutCommand,
  flake: async () => (await import("./flake-command.ts")).flakeCommand,
  check: async () => (await import("./check-command.ts")).checkCommand,
};

/** Passes what was typed on to broker-lite, which reads it itself. */
const BROKER = "broker";

async function main(): Promise<number> {
  const screen = openScreen();
  const interrupt = listenForInterrupt(() => screen.restore());
  process.on("exit", () => screen.restore());
  // The reader of a pipe has gone (`npm run grade … | head`): nobody wants the rest.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? 0 : EXIT.notJudged),
  );
  let language = chooseLanguage(process.env);
  try {
    const [command = "help", ...typed] = process.argv.slice(2);
    if (command === BROKER)
      return await (await import("./broker-command.ts")).brokerCommand({ typed, language, screen, interrupt });
    const line = readCommandLine(typed, process.env);
    language = line.language ?? language;
    const load = COMMANDS[command];
    if (line.help || command === "help" || line.words[0] === "help") {
      screen.print(say(texts.help, language));
      return EXIT.passed;
    }
    if (load === undefined)
      throw new UsageError(texts.unknownCommand(command, [...Object.keys(COMMANDS), BROKER].join(", ")));
    // npm changes to the package's folder and says where it was typed.
    const directory = process.env["INIT_CWD"] ?? process.cwd();
    const root = findCourse(process.cwd()) ?? findCourse(directory);
    if (root === undefined) throw new UsageError(texts.noCourse(process.cwd()));
    const run = await load();
    return await run({
      line,
      language,
      say: (text) => say(text, language),
      screen,
      root,
      directory,
      environment: process.env,
      interrupt,
    });
  } catch (error) {
    screen.restore();
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    // The grader says in its own words why nothing could be graded.
    if (error instanceof UsageError || error instanceof GraderError) screen.complain(say(error.text, language));
    else
      screen.complain(
        say(texts.unexpected(error instanceof Error ? (error.stack ?? error.message) : String(error)), language),
      );
    return EXIT.notJudged;
  } finally {
    screen.restore();
  }
}

const code = await main();
// What was written to a pipe is still on its way on some systems.
await new Promise((resolve) => process.stdout.write("", resolve));
process.exit(code);
