/** One Report as JSON: the shape that programs read, `schemaVersion` and all. */
import type { Report } from "../score/report.ts";
import { escapeJson } from "./escape.ts";

export function renderJson(report: Report): string {
  return escapeJson(JSON.stringify(report, undefined, 2));
}
