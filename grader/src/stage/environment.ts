/** The environment of a program: what it needs to run, and nothing of whoever grades it. */
import { mkdirSync } from "node:fs";

const SAME_EVERYWHERE = {
  LANG: "C.UTF-8",
  // Output as it is written, as UTF-8, and no compiled files left beside the sources.
  PYTHONUNBUFFERED: "1",
  PYTHONUTF8: "1",
  PYTHONDONTWRITEBYTECODE: "1",
} as const;

/** Of a program in a sandbox, which has a /tmp of its own. */
export const SANDBOX_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: "/tmp",
  TMPDIR: "/tmp",
  ...SAME_EVERYWHERE,
};

/** @param folder made for this program alone: its HOME and its temporary files */
export function cleanEnvironment(folder: string): Readonly<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const { env, platform } = process;
  return {
    PATH: env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    ...SAME_EVERYWHERE,
    ...(platform === "win32"
      ? {
          TEMP: folder,
          TMP: folder,
          USERPROFILE: folder,
          APPDATA: folder,
          SystemRoot: env["SystemRoot"] ?? "C:\\Windows",
          PATHEXT: env["PATHEXT"] ?? "",
        }
      : {}),
  };
}
