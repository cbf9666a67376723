/** The commands, their options and help, and how an error ends: one line on stderr and an exit code. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { DEFAULT_PROFILE, PROFILES } from "../index.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { ListQueuesOptions } from "./list-queues.ts";
import { start, type StartOptions } from "./start.ts";
import { parsePort, parseUser, parseUsers, parseVhosts } from "./values.ts";

/** Runs one command and gives the exit code: 0 done, 1 it could not be done, 2 it was not asked for properly. */
export async function program(words: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const command = commands(async (run) => {
    exitCode = await run();
  });
  try {
    await command.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    // Help and version end this way too, with exit code 0; the rest has been said by commander.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

function commands(finish: (run: () => Promise<number>) => Promise<void>): Command {
  const command = new Command("broker-lite")
    .description("An AMQP 0-9-1 broker for one machine.")
    .version(version(), "-V, --version")
    .exitOverride()
    .showHelpAfterError("Try: broker-lite --help");

  command
    .command("start", { isDefault: true })
    .description("run a broker until Ctrl+C (this is what happens without a command)")
    .option("-p, --port <number>", "AMQP port; 0 for a free one", parsePort, 5672)
    .option("--port-fallback", "take the next free port where that one is taken, and say so")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--data-dir <folder>", "keep durable queues and messages there; without it they end with the process")
    .option(
      "--http-port <number>",
      "port of the management API; 0 for a free one (default: 15672 or the next free one)",
      parsePort,
    )
    .option("--user <name:password>", "who may log in; may be repeated (default: guest:guest)", parseUsers)
    .option("--vhost <name>", "virtual host; may be repeated (default: /)", parseVhosts)
    .addOption(
      new Option("--profile <version>", "behave like this version of RabbitMQ, where versions differ")
        .choices(Object.keys(PROFILES))
        .default(DEFAULT_PROFILE),
    )
    .action((options: StartOptions) => finish(() => start(options)));

  command
    .command("list-queues")
    .alias("list_queues")
    .description("print the queues of a running broker, as rabbitmqctl list_queues does")
    .argument("[columns...]", "such as name messages_ready messages_unacknowledged consumers (default: name messages)")
    .option("--vhost <name>", "virtual host", "/")
    .option("--port <number>", "the broker's AMQP port, where several brokers run", parsePort)
    .option("--http-port <number>", "the broker's management port (default: looked for from 15672 on)", parsePort)
    .option("--user <name:password>", "log in as this user (default: guest:guest)", parseUser)
    .addOption(new Option("--formatter <name>", "how to print").choices(["table", "json"]).default("table"))
    .option("-q, --quiet", "without the lines that say what is done")
    .option("-s, --silent", "without these and without the columns' names")
    .action((columns: string[], options: Omit<ListQueuesOptions, "columns">) =>
      finish(async () => {
        // Only now: a broker that starts has no need of it.
        const { listQueues } = await import("./list-queues.ts");
        return listQueues({ ...options, columns });
      }),
    );
  return command;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
