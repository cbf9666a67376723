/** Finds and runs RabbitMQ's own command for its management API, where a RabbitMQ is installed on the machine. */
import { execFile, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

const PYTHON = process.env["PYTHON"] ?? "/usr/bin/python3";
/** Debian's, and the one of the official image. */
const PLACES = ["/usr/lib/rabbitmq/lib", "/opt"];
const COMMAND = "priv/www/cli/rabbitmqadmin";

/** The script, or why there is none to run. */
export function findRabbitmqadmin(): { readonly script: string } | { readonly absent: string } {
  if (spawnSync(PYTHON, ["--version"]).status !== 0) return { absent: `there is no ${PYTHON}` };
  for (const place of PLACES) {
    const [server] = named(place, /^rabbitmq(_server-|$)/);
    const plugins = path.join(place, server ?? "", "plugins");
    const [plugin] = server === undefined ? [] : named(plugins, /^rabbitmq_management-/);
    if (plugin !== undefined) return { script: path.join(plugins, plugin, COMMAND) };
  }
  return { absent: "no RabbitMQ is installed (Debian: rabbitmq-server)" };
}

/** Resolves with what it printed; rejects with its stderr where it does not end with 0. */
export async function rabbitmqadmin(script: string, port: number, words: readonly string[]): Promise<string> {
  const { stdout } = await execute(PYTHON, [script, "--host", "127.0.0.1", "--port", String(port), ...words], {
    timeout: 60_000,
    // Without the user's own configuration file.
    env: { PATH: process.env["PATH"], HOME: path.dirname(script), PYTHONDONTWRITEBYTECODE: "1" },
  });
  return stdout;
}

function named(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).filter((name) => pattern.test(name));
  } catch {
    return [];
  }
}
