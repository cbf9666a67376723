/** Why a data directory can't be used, and what to do about it. */

export type StoreErrorCode =
  | "DATA_DIRECTORY_IN_USE"
  | "DATA_DIRECTORY_FOREIGN"
  | "DATA_DIRECTORY_DAMAGED"
  | "DATA_DIRECTORY_UNUSABLE";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

export function inUse(directory: string): StoreError {
  return new StoreError(
    "DATA_DIRECTORY_IN_USE",
    `the data directory ${directory} is in use by another broker-lite that is running; stop that one first, or choose another directory`,
  );
}

export function foreign(directory: string, what: string): StoreError {
  return new StoreError(
    "DATA_DIRECTORY_FOREIGN",
    `the data directory ${directory} ${what}; nothing in it was touched: choose an empty directory, or one that broker-lite made`,
  );
}

export function damaged(directory: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    "DATA_DIRECTORY_DAMAGED",
    `the data directory ${directory} is damaged: ${what}; broker-lite does not start on it, so that nothing is lost unnoticed: put back a copy of the whole directory, or move it away and start with an empty one`,
    cause,
  );
}

export function unusable(directory: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError("DATA_DIRECTORY_UNUSABLE", `the data directory ${directory} can't be used: ${reason}`, cause);
}
