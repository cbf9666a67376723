/**
 * The terminal, or what stands in for it: lines to stdout and stderr, one live line that is taken away again, width and colour.
 * Knows nothing of what is written.
 */
import { createColors } from "picocolors";
import { cut, wrap } from "../report/layout.ts";

export type Colours = ReturnType<typeof createColors>;

export interface Screen {
  /** Width for text; 80 where the output is no terminal. */
  readonly columns: number;
  readonly colours: Colours;
  /** A person sits there: keys can be read and the screen can be redrawn. */
  readonly interactive: boolean;
  /** Lines to stdout, as they are. */
  print(text?: string): void;
  /** A sentence to stdout, broken where the terminal ends. */
  tell(sentence: string, style?: (line: string) => string): void;
  /** The same to stderr. */
  complain(sentence: string): void;
  /**
   * What is going on right now: in a terminal one line that changes in place; undefined takes it away.
   * @param step said once as a line of its own where the output is no terminal
   */
  progress(text: string | undefined, step?: string): void;
  /** Shows the cursor and takes away the live line; safe to call at any time, also twice. */
  restore(): void;
}

const DEFAULT_COLUMNS = 80;
const NARROWEST_COLUMNS = 40;
const WIDEST_COLUMNS = 110;
const ERASE_LINE = "\r\u001B[2K";

export interface ScreenOptions {
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
  readonly stdin?: NodeJS.ReadStream;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function openScreen(options: ScreenOptions = {}): Screen {
  const {
    stdout = process.stdout,
    stderr = process.stderr,
    stdin = process.stdin,
    environment = process.env,
  } = options;
  const interactive = stdin.isTTY && stdout.isTTY && !isSet(environment["CI"]);
  const live = stderr.isTTY && environment["TERM"] !== "dumb" && !isSet(environment["CI"]);
  let shown: string | undefined;
  const steps = new Set<string>();

  function erase(): void {
    if (live && shown !== undefined) stderr.write(ERASE_LINE);
  }

  // A live line that wraps can't be taken away again.
  function draw(): void {
    if (live && shown !== undefined) stderr.write(cut(shown, columnsOf(stderr) - 1));
  }

  return {
    get columns() {
      return Math.min(columnsOf(stdout), WIDEST_COLUMNS);
    },
    colours: createColors(wantsColour(stdout, environment)),
    interactive,
    print(text = "") {
      erase();
      stdout.write(`${text}\n`);
      draw();
    },
    tell(sentence, style = (line) => line) {
      this.print(wrap(sentence, this.columns).map(style).join("\n"));
    },
    complain(sentence) {
      erase();
      // A file or a pipe has no end of line to break at.
      stderr.write(`${stderr.isTTY ? wrap(sentence, columnsOf(stderr)).join("\n") : sentence}\n`);
      draw();
    },
    progress(text, step) {
      if (live) {
        erase();
        shown = text;
        draw();
        return;
      }
      if (text === undefined) steps.clear();
      if (step === undefined || steps.has(step)) return;
      steps.add(step);
      stderr.write(`${step}\n`);
    },
    restore() {
      erase();
      shown = undefined;
    },
  };
}

/** What https://no-color.org and FORCE_COLOR ask for; else colour only where a person reads. */
function wantsColour(stream: NodeJS.WriteStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (isSet(environment["NO_COLOR"])) return false;
  if (isSet(environment["FORCE_COLOR"])) return environment["FORCE_COLOR"] !== "0";
  return stream.isTTY && environment["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function columnsOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : DEFAULT_COLUMNS;
  return Math.max(columns > 0 ? columns : DEFAULT_COLUMNS, NARROWEST_COLUMNS);
}
