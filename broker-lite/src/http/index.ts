/** The management API: see `server.ts`. */
export { startManagement, type Management } from "./server.ts";
export type { ManagementSource } from "./source.ts";
