/** What connection.close and channel.close say beside their code. */
import { methodIds, SHORT_STRING_MAXIMUM_BYTES, type MethodName } from "../wire/index.ts";

const ELLIPSIS = "...";

/** The fields of connection.close and channel.close. @param method that failed, if it was one */
export function closeFields(
  { replyCode, replyText }: { readonly replyCode: number; readonly replyText: string },
  method: MethodName | undefined,
): { replyCode: number; replyText: string; classId: number; methodId: number } {
  return { replyCode, replyText: shortText(replyText), ...idsOf(method) };
}

/** Class and method that failed; zeros where it was none. */
function idsOf(method: MethodName | undefined): { classId: number; methodId: number } {
  return method === undefined ? { classId: 0, methodId: 0 } : methodIds(method);
}

/** Reply texts are short strings of at most 255 bytes; RabbitMQ shows where it cut one. */
function shortText(text: string): string {
  if (Buffer.byteLength(text) <= SHORT_STRING_MAXIMUM_BYTES) return text;
  // Cut by bytes first: what a client sent may be long.
  let short = Buffer.from(text).subarray(0, SHORT_STRING_MAXIMUM_BYTES).toString("utf8");
  while (Buffer.byteLength(short) > SHORT_STRING_MAXIMUM_BYTES - ELLIPSIS.length) short = short.slice(0, -1);
  return `${short}${ELLIPSIS}`;
}
