/** What the grader and the launcher inside a sandbox say to each other: a line of JSON each. */

/** The launcher's file descriptor for it, where it is no socket in a folder. */
export const CONTROL_FD = 4;

export type ToLauncher =
  | {
      readonly kind: "start";
      readonly file: string;
      readonly arguments: readonly string[];
      readonly folder: string;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly kind: "signal"; readonly signal: "SIGINT" | "SIGTERM" | "SIGKILL" };

export type FromLauncher =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly words: string }
  /** From here on there is a program, which may have got hold of the launcher: that it could not be started is not believed any more. */
  | { readonly kind: "started" }
  | {
      readonly kind: "ended";
      readonly code: number | null;
      readonly signal: string | null;
      readonly isOutOfMemory: boolean;
    };

/** The launcher says less; what says more is no launcher. */
export const LONGEST_MESSAGE_BYTES = 4096;
