/** Which Python runs Python programs. */

/** `PYTHON` names it, as with a virtual environment; else it is the one on the PATH. */
export function pythonCommand(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment["PYTHON"] || (process.platform === "win32" ? "python" : "python3");
}
