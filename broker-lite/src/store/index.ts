/** Where durable things are kept: in memory or on disk. */
import type { DiskStoreOptions } from "./disk-store.ts";
import type { Store } from "./store.ts";

export type { DiskStoreOptions } from "./disk-store.ts";
export { StoreError, type StoreErrorCode } from "./errors.ts";
export { memoryStore } from "./memory-store.ts";
export type { Store } from "./store.ts";

/** Opens or makes a data directory. Throws a StoreError that says what to do. */
export async function openDiskStore(directory: string, options: DiskStoreOptions = {}): Promise<Store> {
  // Only now: a broker in memory has no need of it.
  const store = await import("./disk-store.ts");
  return store.openDiskStore(directory, options);
}
