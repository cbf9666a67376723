/** The management API: see `server.ts`. */
export { startManagement, type Management, type ManagementOptions } from "./server.ts";
export type { ManagementSource, QueueView } from "./source.ts";
