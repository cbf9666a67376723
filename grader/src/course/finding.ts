/** A place where a lesson is not as the course promises. */
import type { Text } from "../text.ts";

export interface Finding {
  /** File or submission: `README.md:40`, `mistake acks-too-early`. */
  readonly where: string;
  readonly what: Text;
}
