/** What the rows of the tables in `spec.ts` and `constants.ts` may say. */

/** How a value of a method's field or of a property is laid out (AMQP 0-9-1 §4.2.5). */
export type FieldType =
  | "bit"
  | "octet"
  | "short"
  | "long"
  | "longLong"
  | "shortString"
  /** A long string that is text. */
  | "longString"
  /** A long string that is bytes: SASL challenges and responses. */
  | "longBytes"
  | "table"
  | "timestamp";

export interface MethodRow {
  readonly classId: number;
  readonly methodId: number;
  readonly sentBy: "client" | "server" | "both";
  /** Followed by a content header and body frames. */
  readonly content?: true;
  readonly fields: readonly (readonly [name: string, type: FieldType])[];
}
