/** The environment of a program: what it needs to run, and nothing of whoever grades it. */
import { mkdirSync } from "node:fs";

/** @param folder made for this program alone: its HOME and its temporary files */
export function cleanEnvironment(folder: string): Readonly<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const { env, platform } = process;
  return {
    PATH: env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    // Output as it is written, as UTF-8, and no compiled files left beside the sources.
    PYTHONUNBUFFERED: "1",
    PYTHONUTF8: "1",
    PYTHONDONTWRITEBYTECODE: "1",
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
