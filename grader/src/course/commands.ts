/** Whether a command that a handout shows can be typed in this repository. Pure. */

export interface Commands {
  /** Scripts of the root's package.json. */
  readonly npmScripts: ReadonlySet<string>;
  /** Commands that the workspaces bring: `broker-lite`. */
  readonly binaries: ReadonlySet<string>;
  /** Whether a file or folder is there, by its path from the root. */
  readonly exists: (path: string) => boolean;
  /** Folder of the lesson, from the root: `lessons/03-pubsub`. */
  readonly lessonPath: string;
}

/** npm's own words that need no script. */
const NPM_WORDS = new Set(["install", "ci"]);

export function commandExists(command: string, commands: Commands): boolean {
  const words = command.split(/\s+/);
  // Variables set for one command: AMQP_URL=amqp://… npx tsx send.ts
  while (/^[A-Z_][A-Z0-9_]*=/.test(words[0] ?? "")) words.shift();
  const [program, first, second] = words;
  switch (program) {
    case undefined:
      return true;
    case "npm":
      if (first === "run") return second !== undefined && commands.npmScripts.has(second);
      return first !== undefined && (NPM_WORDS.has(first) || (first === "test" && commands.npmScripts.has("test")));
    case "npx":
      return first === "tsx"
        ? second !== undefined && fileExists(second, commands)
        : first !== undefined && commands.binaries.has(first);
    case "node":
    case "python3":
      return first !== undefined && fileExists(first, commands);
    case "cd":
      return first !== undefined && fileExists(first, commands);
    default:
      return false;
  }
}

/** From the root, or from the lesson's folder; a learner's `submission/` begins as the starter's copy. */
function fileExists(path: string, { exists, lessonPath }: Commands): boolean {
  const candidates = [path, `${lessonPath}/${path}`];
  return candidates.some(
    (candidate) => exists(candidate) || exists(candidate.replace(/(^|\/)submission(\/|$)/, "$1starter$2")),
  );
}
