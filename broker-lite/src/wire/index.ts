/**
 * The AMQP 0-9-1 protocol between bytes and typed frames, with RabbitMQ's extensions. No I/O: usable by a broker, a
 * client or a proxy.
 */
export { ContentAssembler, type Assembled } from "./content.ts";
export { describeMethod, describeProperties, describeTable, quote } from "./describe.ts";
export { EncodeError, replyText, WireError, type WireErrorDetails } from "./errors.ts";
export {
  decodeTableContent,
  encodeTableContent,
  fieldTable,
  fieldValue,
  plain,
  plainValue,
  type PlainValue,
} from "./field-table.ts";
export {
  encodeBody,
  encodeContent,
  encodeHeader,
  encodeHeartbeat,
  encodeMethod,
  isProtocolHeader,
  PROTOCOL_HEADER,
} from "./frames.ts";
export { FrameParser, type FrameParserOptions, type PublishFrame } from "./frame-parser.ts";
export { FrameWriter } from "./frame-writer.ts";
export { DeliveryTemplate } from "./delivery-template.ts";
export { carriesContent, makeMethod, methodIds, methodNameOf } from "./methods.ts";
export { decodeProperties, encodeProperties } from "./properties.ts";
export {
  BASIC_CLASS_ID,
  DEFAULT_FRAME_MAXIMUM_BYTES,
  FIELD_DEPTH_MAXIMUM,
  FRAME_END,
  FRAME_HEADER_BYTES,
  FRAME_MINIMUM_BYTES,
  FRAME_OVERHEAD_BYTES,
  FRAME_TYPE,
  PROPERTIES,
  REPLY_CODES,
  SHORT_STRING_MAXIMUM_BYTES,
  type ReplyCodeRow,
} from "./constants.ts";
export type { FieldType, MethodRow } from "./layout.ts";
export { METHODS } from "./spec.ts";
export type {
  BodyFrame,
  ContentMethodName,
  FieldTable,
  FieldValue,
  FieldValueType,
  Frame,
  HardReplyName,
  HeaderFrame,
  HeartbeatFrame,
  Method,
  MethodFields,
  MethodFrame,
  MethodName,
  Properties,
  ReplyName,
  SoftReplyName,
  WireValues,
} from "./types.ts";
