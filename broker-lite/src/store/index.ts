/** Where durable things are kept: in memory or on disk. */
export { openDiskStore, type DiskStoreOptions } from "./disk-store.ts";
export { StoreError, type StoreErrorCode } from "./errors.ts";
export { memoryStore } from "./memory-store.ts";
export type { Store } from "./store.ts";
