/**
 * What was typed, read: words, options, and the options that npm took for its own when there was no `--` before them.
 * Knows which options there are; what they do is the commands' business.
 */
import { parseArgs } from "node:util";
import { isStarted, type BrokerChoice } from "../backends/backend.ts";
import { LIMITS, type SubmissionLimits } from "../sandbox/limits.ts";
import { SANDBOX_CHOICES, type SandboxChoice } from "../sandbox/sandbox.ts";
import { FORMAT_NAMES, type FormatName } from "../report/formats.ts";
import type { Language } from "../text.ts";
import { readLanguage } from "./language.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** One form of a report that was asked for. */
export interface Output {
  readonly format: FormatName;
  /** As typed; standard output where there is none. */
  readonly file?: string;
}

export interface CommandLine {
  /** What stands there without dashes, in order. */
  readonly words: readonly string[];
  readonly language?: Language;
  /** At most one of them without a file. */
  readonly outputs: readonly Output[];
  /** Whether reports show what was done and seen for hidden criteria. */
  readonly showHidden: boolean;
  readonly broker: BrokerChoice;
  readonly seed?: number;
  /** Where the management API of a broker given by its URL is. */
  readonly management?: string;
  /** For what runs over several lessons: only this one. */
  readonly lesson?: string;
  /** Which of the course's own submissions: `solutions,right`. */
  readonly only?: string;
  readonly repeat?: number;
  /** Loops that keep a processor busy each. */
  readonly busy?: number;
  /** Longest delay of a frame in milliseconds. */
  readonly delay?: number;
  readonly giveUp: boolean;
  readonly yes: boolean;
  readonly update: boolean;
  readonly once: boolean;
  readonly help: boolean;
  readonly sandbox?: SandboxChoice;
  /** The submissions are somebody else's. */
  readonly untrusted: boolean;
  /** Changes to the usual limits. */
  readonly limits: Partial<SubmissionLimits>;
  /** Submissions side by side. */
  readonly jobs?: number;
  /** Folder to write to. */
  readonly out?: string;
  /** File of names and addresses. */
  readonly roster?: string;
  /** RabbitMQ over which a class is graded; another one than `broker`. */
  readonly amqp?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const OPTIONS = {
  lang: { type: "string" },
  format: { type: "string" },
  broker: { type: "string" },
  seed: { type: "string" },
  management: { type: "string" },
  lesson: { type: "string" },
  only: { type: "string" },
  repeat: { type: "string" },
  jobs: { type: "string" },
  out: { type: "string" },
  roster: { type: "string" },
  amqp: { type: "string" },
  busy: { type: "string" },
  delay: { type: "string" },
  "give-up": { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  update: { type: "boolean" },
  "show-hidden": { type: "boolean" },
  once: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  sandbox: { type: "string" },
  untrusted: { type: "boolean" },
  ...limitOptions(),
} as const;

type OptionName = keyof typeof OPTIONS;

const SWITCHES = [
  "give-up",
  "yes",
  "update",
  "once",
  "help",
  "untrusted",
  "show-hidden",
] as const satisfies readonly OptionName[];

export const LARGEST_SEED = 2 ** 31 - 1;
/** More side by side would only wait for each other, on any machine. */
export const MOST_JOBS = 64;

/**
 * @throws UsageError for an option that does not exist, or a value that it cannot have.
 */
export function readCommandLine(typed: readonly string[], environment: Environment): CommandLine {
  const words: string[] = [];
  const values = new Map<OptionName, string>();
  const switches = new Set<string>();
  const formats: string[] = [];
  const { tokens } = parseArgs({
    args: [...typed],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const option = optionNamed(token.name);
    if (option === undefined) throw new UsageError(texts.unknownOption(token.rawName, optionList()));
    if (OPTIONS[option].type === "boolean") switches.add(option);
    else if (token.value === undefined || token.value === "")
      throw new UsageError(texts.optionNeedsValue(token.rawName));
    else if (option === "format") formats.push(token.value);
    else values.set(option, token.value);
  }
  takeFromNpm(words, values, switches, environment);
  const format = values.get("format");
  if (format !== undefined && formats.length === 0) formats.push(format);
  const language = values.get("lang");
  const seed = values.get("seed");
  const sandbox = values.get("sandbox");
  return {
    words,
    ...(language === undefined ? {} : { language: checkedLanguage(language) }),
    ...(seed === undefined ? {} : { seed: checkedSeed(seed) }),
    ...textOptions(values),
    ...countOptions(values),
    outputs: checkedOutputs(formats),
    showHidden: switches.has("show-hidden"),
    broker: checkedBroker(values.get("broker") ?? (environment["BROKER"] || "lite")),
    giveUp: switches.has("give-up"),
    yes: switches.has("yes"),
    update: switches.has("update"),
    once: switches.has("once"),
    help: switches.has("help"),
    untrusted: switches.has("untrusted"),
    ...(sandbox === undefined ? {} : { sandbox: checkedSandbox(sandbox) }),
    limits: checkedLimits(values),
    ...classOptions(values),
  };
}

/**
 * `npm run lesson 3 --seed 4` reaches us as the words `3 4` and `npm_config_seed=true`; with `--seed=4` as `npm_config_seed=4`.
 * `--lang zh-CN` leaves only the word (npm reads it as `-l -a -n -g`), and so does `--format json`.
 * A value taken back is no longer a word.
 */
function takeFromNpm(
  words: string[],
  values: Map<OptionName, string>,
  switches: Set<string>,
  environment: Environment,
): void {
  if (environment["npm_lifecycle_event"] === undefined) return;
  for (const option of SWITCHES) {
    if (environment[`npm_config_${option.replaceAll("-", "_")}`] === "true") switches.add(option);
  }
  // An abbreviation of npm's own `--update-notifier`.
  if (environment["npm_config_update_notifier"] === "true") switches.add("update");
  takeValue("lang", (word, index) => index > 0 && readLanguage(word) !== undefined);
  takeValue("format", (word, index) => index > 1 && isFormat(word.split("=")[0] ?? ""));
  takeValue("amqp", (word) => environment["npm_config_amqp"] === "true" && /^amqps?:\/\//.test(word));
  takeValue(
    "broker",
    (word) =>
      /^amqps?:\/\//.test(word) ||
      (environment["npm_config_broker"] === "true" && (word === "lite" || isStarted(word))),
  );
  for (const option of ["lesson", "jobs"] as const)
    takeValue(
      option,
      (word, index) => index > 0 && environment[`npm_config_${option}`] === "true" && /^\d+$/.test(word),
    );
  for (const option of ["out", "roster"] as const) takeValue(option, () => false);
  takeValue("seed", (word, index) => index > 0 && environment["npm_config_seed"] === "true" && /^\d+$/.test(word));

  function takeValue(option: OptionName, looksLikeIt: (word: string, index: number) => boolean): void {
    if (values.has(option)) return;
    const setting = environment[`npm_config_${option}`];
    if (setting !== undefined && setting !== "" && setting !== "true") {
      values.set(option, setting);
      return;
    }
    const index = words.findLastIndex(looksLikeIt);
    const [value] = index === -1 ? [] : words.splice(index, 1);
    if (value !== undefined) values.set(option, value);
    else if (setting === "true") throw new UsageError(texts.optionNeedsValue(`--${option}`));
  }
}

function textOptions(values: ReadonlyMap<OptionName, string>): Pick<CommandLine, "management" | "lesson" | "only"> {
  const management = values.get("management");
  if (management !== undefined && !(/^https?:\/\/./.test(management) && URL.canParse(management)))
    throw new UsageError(texts.badManagement(management));
  const [lesson, only] = [values.get("lesson"), values.get("only")];
  return {
    ...(management === undefined ? {} : { management }),
    ...(lesson === undefined ? {} : { lesson }),
    ...(only === undefined ? {} : { only }),
  };
}

function countOptions(values: ReadonlyMap<OptionName, string>): Pick<CommandLine, "repeat" | "busy" | "delay"> {
  const counts = (["repeat", "busy", "delay"] as const).flatMap((option) => {
    const value = values.get(option);
    if (value === undefined) return [];
    if (!/^\d{1,6}$/.test(value)) throw new UsageError(texts.badCount(`--${option}`, value));
    return [[option, Number(value)] as const];
  });
  return Object.fromEntries(counts);
}

function classOptions(values: ReadonlyMap<OptionName, string>): Pick<CommandLine, "jobs" | "out" | "roster" | "amqp"> {
  const [jobs, out, roster, amqp] = [values.get("jobs"), values.get("out"), values.get("roster"), values.get("amqp")];
  return {
    ...(jobs === undefined ? {} : { jobs: checkedJobs(jobs) }),
    ...(out === undefined ? {} : { out }),
    ...(roster === undefined ? {} : { roster }),
    ...(amqp === undefined ? {} : { amqp: checkedAmqp(amqp) }),
  };
}

function optionNamed(name: string): OptionName | undefined {
  if (name === "y") return "yes";
  if (name === "h") return "help";
  return Object.keys(OPTIONS).find((option): option is OptionName => option === name);
}

function optionList(): string {
  return Object.keys(OPTIONS)
    .map((option) => `--${option}`)
    .join(" ");
}

function isFormat(word: string): word is FormatName {
  return FORMAT_NAMES.some((format) => format === word);
}

/** `html=report.html junit=junit.xml`; the terminal's where none is named. */
function checkedOutputs(typed: readonly string[]): readonly Output[] {
  const outputs = typed.map((value): Output => {
    const [name = "", ...rest] = value.split("=");
    const file = rest.join("=");
    if (!isFormat(name)) throw new UsageError(texts.unknownFormat(name, FORMAT_NAMES.join(", ")));
    if (rest.length > 0 && file === "") throw new UsageError(texts.formatNeedsFile(name));
    return rest.length === 0 ? { format: name } : { format: name, file };
  });
  const bare = outputs.filter(({ file }) => file === undefined);
  if (bare.length > 1) throw new UsageError(texts.oneFormatOnScreen(bare.map(({ format }) => format).join(", ")));
  const files = outputs.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(texts.twoFormatsInFile(twice));
  return outputs.length === 0 ? [{ format: "terminal" }] : outputs;
}

function checkedLanguage(value: string): Language {
  const language = readLanguage(value);
  if (language === undefined) throw new UsageError(texts.unknownLanguage(value));
  return language;
}

function checkedBroker(value: string): BrokerChoice {
  if (value === "lite" || isStarted(value)) return value;
  if (/^amqps?:\/\/./.test(value) && URL.canParse(value)) return value as BrokerChoice;
  throw new UsageError(texts.unknownBroker(value));
}

function limitOptions(): Readonly<Record<(typeof LIMITS)[number]["flag"], { readonly type: "string" }>> {
  return Object.fromEntries(LIMITS.map(({ flag }) => [flag, { type: "string" }])) as ReturnType<typeof limitOptions>;
}

function checkedLimits(values: ReadonlyMap<OptionName, string>): Partial<SubmissionLimits> {
  return Object.fromEntries(
    LIMITS.flatMap(({ name, flag }) => {
      const value = values.get(flag);
      if (value === undefined) return [];
      if (!/^[1-9]\d{0,6}$/.test(value)) throw new UsageError(texts.badLimit(`--${flag}`, value));
      return [[name, Number(value)]];
    }),
  );
}

function checkedSandbox(value: string): SandboxChoice {
  const choice = SANDBOX_CHOICES.find((each) => each === value);
  if (choice === undefined) throw new UsageError(texts.unknownSandbox(value, SANDBOX_CHOICES.join(", ")));
  return choice;
}

function checkedSeed(value: string): number {
  const seed = Number(value);
  if (/^\d+$/.test(value) && seed <= LARGEST_SEED) return seed;
  throw new UsageError(texts.badSeed(value, LARGEST_SEED));
}

function checkedJobs(value: string): number {
  const jobs = Number(value);
  if (/^\d+$/.test(value) && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new UsageError(texts.badJobs(value, MOST_JOBS));
}

function checkedAmqp(value: string): string {
  if (/^amqps?:\/\/./.test(value) && URL.canParse(value)) return value;
  throw new UsageError(texts.badAmqp(value));
}
