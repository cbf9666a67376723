/**
 * The data directory: whose it is and which format it has. The log inside is `log.ts`'s.
 *
 * `broker-lite.json` is written last when a directory is made and never changed: where it is, the log must be whole.
 */
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { LOCK } from "./directory-lock.ts";
import { damaged, foreign, unusable } from "./errors.ts";

const MARKER = "broker-lite.json";
export const LOG = "journal";
const FORMAT_VERSION = 2;

export interface DataDirectory {
  /** Where the log is, or is to be. */
  readonly logDirectory: string;
  /** It was made before, so that the log must be there. */
  readonly isMade: boolean;
}

/** Looks at the directory, and makes it where there is none. Throws a StoreError for what is not broker-lite's. */
export async function inspectDataDirectory(directory: string): Promise<DataDirectory> {
  let names: string[];
  try {
    await mkdir(directory, { recursive: true });
    names = await readdir(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
  const logDirectory = join(directory, LOG);
  if (names.includes(MARKER)) {
    checkMarker(directory, await readFile(join(directory, MARKER), "utf8"));
    if (!names.includes(LOG)) throw damaged(directory, `its folder ${LOG} is gone`);
    return { logDirectory, isMade: true };
  }
  // A broker that was killed while it made the directory leaves these, and nothing in them that was promised to anybody.
  const others = names.filter((name) => name !== LOG && name !== `${MARKER}.new` && !name.startsWith(LOCK));
  if (others.length > 0) throw foreign(directory, `holds other things (${others.slice(0, 3).join(", ")})`);
  return { logDirectory, isMade: false };
}

/** Says that the directory is complete. */
export async function markDataDirectory(directory: string): Promise<void> {
  const content = `${JSON.stringify({ format: "broker-lite", version: FORMAT_VERSION })}\n`;
  const file = await open(join(directory, `${MARKER}.new`), "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(directory, `${MARKER}.new`), join(directory, MARKER));
}

function checkMarker(directory: string, text: string): void {
  let marker: unknown;
  try {
    marker = JSON.parse(text);
  } catch (error) {
    throw damaged(directory, `its ${MARKER} can't be read`, error);
  }
  const { format, version } = (marker ?? {}) as { format?: unknown; version?: unknown };
  if (format !== "broker-lite") throw foreign(directory, `has a ${MARKER} that is not broker-lite's`);
  if (version !== FORMAT_VERSION) {
    throw foreign(
      directory,
      `has format version ${String(version)}, and this broker-lite knows version ${FORMAT_VERSION}`,
    );
  }
}
