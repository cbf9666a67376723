/** Where a machine keeps its RabbitMQ, and how to get one where there is none. Looks; starts nothing. */
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Text } from "../text.ts";

export interface InstalledRabbitmq {
  /** The script that starts the server. */
  readonly server: string;
  /** `rabbitmqctl` of the same installation. */
  readonly control: string;
  /** `3.10.8`, where the installation's folders tell. */
  readonly version?: string;
  /** Folders in which Erlang's own programs may lie, beside those of PATH. */
  readonly erlangFolders: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Debian's and Fedora's own folder comes before PATH: what they put on PATH is a wrapper that changes user and folder.
 * Homebrew's is not on the PATH of every program.
 */
const SERVER_FOLDERS = ["/usr/lib/rabbitmq/bin", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"];
const HOMEBREW_FOLDERS = ["/opt/homebrew/opt", "/usr/local/opt"];

/**
 * @param environment `RABBITMQ_SERVER` names the script itself; else the usual folders and PATH are searched
 * @returns undefined where there is none
 */
export function findRabbitmq(environment: Environment): InstalledRabbitmq | undefined {
  const named = environment["RABBITMQ_SERVER"];
  const folders = [...SERVER_FOLDERS, ...(environment["PATH"] ?? "").split(delimiter).filter((each) => each !== "")];
  const candidates =
    named === undefined || named === "" ? folders.map((each) => join(each, "rabbitmq-server")) : [named];
  for (const server of candidates) {
    const control = join(dirname(server), "rabbitmqctl");
    if (!existsSync(server) || !existsSync(control)) continue;
    const version = versionNear(dirname(server));
    return { server, control, erlangFolders: erlangFolders(), ...(version === undefined ? {} : { version }) };
  }
  return undefined;
}

/** What to type on this system to get one. */
export function howToInstall(platform: NodeJS.Platform): Text {
  switch (platform) {
    case "darwin":
      return { en: "Install it with: brew install rabbitmq", "zh-CN": "安装方法：brew install rabbitmq" };
    case "linux":
      return {
        en: "Install it with: sudo apt-get install rabbitmq-server (Debian, Ubuntu) or sudo dnf install rabbitmq-server (Fedora)",
        "zh-CN":
          "安装方法：sudo apt-get install rabbitmq-server（Debian、Ubuntu）或 sudo dnf install rabbitmq-server（Fedora）",
      };
    default:
      return {
        en: "How to install it: https://www.rabbitmq.com/docs/download",
        "zh-CN": "安装方法见 https://www.rabbitmq.com/docs/download",
      };
  }
}

/** Packages keep a `rabbitmq_server-3.10.8` beside or above their scripts; a generic build is such a folder itself. */
function versionNear(folder: string): string | undefined {
  const near = [join(folder, "..", "lib"), join(folder, "..", ".."), join(folder, "..", "plugins")];
  const names = near.flatMap((each) => {
    try {
      return readdirSync(each);
    } catch {
      return [];
    }
  });
  return names
    .map((name) => /^(?:rabbitmq_server|rabbit)-(\d+(?:\.\d+)+)/u.exec(name)?.[1])
    .find((each) => each !== undefined);
}

function erlangFolders(): readonly string[] {
  return HOMEBREW_FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => /^erlang(@\d+)?$/u.test(name))
        .flatMap((name) => [join(folder, name, "bin"), join(folder, name, "lib", "erlang", "bin")]);
    } catch {
      return [];
    }
  });
}
