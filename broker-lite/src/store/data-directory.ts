/**
 * The data directory: whose it is and which format it has. The database inside is `disk-store.ts`'s.
 *
 * `broker-lite.json` is written last when a directory is made and never changed: where it is, the database must be whole.
 */
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { damaged, foreign, unusable } from "./errors.ts";

const MARKER = "broker-lite.json";
export const DATABASE = "journal";
const FORMAT_VERSION = 1;

export interface DataDirectory {
  /** Where the database is, or is to be. */
  readonly databasePath: string;
  /** It was made before, so that the database must be there. */
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
  const databasePath = join(directory, DATABASE);
  if (names.includes(MARKER)) {
    checkMarker(directory, await readFile(join(directory, MARKER), "utf8"));
    if (!names.includes(DATABASE)) throw damaged(directory, `its folder ${DATABASE} is gone`);
    return { databasePath, isMade: true };
  }
  // A broker that was killed while it made the directory leaves these, and nothing in them that was promised to anybody.
  const others = names.filter((name) => name !== DATABASE && name !== `${MARKER}.new`);
  if (others.length > 0) throw foreign(directory, `holds other things (${others.slice(0, 3).join(", ")})`);
  return { databasePath, isMade: false };
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
