/** Bytes that no well-behaved client sends. */
import { encodeMethod, encodeTableContent, FRAME_HEADER_BYTES, type Method } from "../../src/wire/index.ts";
import { table } from "./fields.ts";

export const FRAME_METHOD = 1;
export const FRAME_HEADER = 2;
export const FRAME_BODY = 3;
export const FRAME_HEARTBEAT = 8;

/** A method's payload with ids that need not exist and arguments that need not fit. */
export function methodPayload(classId: number, methodId: number, ...argumentBytes: readonly number[]): Uint8Array {
  const ids = Buffer.alloc(4);
  ids.writeUInt16BE(classId, 0);
  ids.writeUInt16BE(methodId, 2);
  return Buffer.concat([ids, Buffer.from(argumentBytes)]);
}

/** The payload of a method's frame, to be cut or spoilt. */
export function payloadOf(method: Method): Uint8Array {
  return encodeMethod(1, method).slice(FRAME_HEADER_BYTES, -1);
}

/** A content header's payload without properties. */
export function headerPayload(classId: number, bodySize: number, ...propertyFlags: readonly number[]): Uint8Array {
  const payload = Buffer.alloc(12);
  payload.writeUInt16BE(classId, 0);
  payload.writeUInt32BE(bodySize, 8);
  return Buffer.concat([payload, Buffer.from(propertyFlags.length === 0 ? [0, 0] : propertyFlags)]);
}

/** Credentials as AMQPLAIN sends them: a field table without its length. */
export function amqplain(user: string, password: string): Uint8Array {
  return encodeTableContent(table({ LOGIN: user, PASSWORD: password }));
}
