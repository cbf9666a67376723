/** What counts as UTF-8 in a name. Works on text as `cursor.ts` reads it, in which a stray byte b is the lone surrogate U+DC00 + b. */

/**
 * Text in which all stray bytes belong to sequences that RabbitMQ takes for characters: surrogates (ED A0..BF xx), and four octets
 * beyond U+10FFFF (F4 90 xx xx to F7 BF xx xx). It asks xmerl_ucs of Erlang/OTP, which knows no upper end of Unicode.
 */
const TAKEN =
  /^(?:\P{Cs}|\uDCED[\uDCA0-\uDCBF][\uDC80-\uDCBF]|(?:\uDCF4[\uDC90-\uDCBF]|[\uDCF5-\uDCF7][\uDC80-\uDCBF])[\uDC80-\uDCBF]{2})*$/u;

/** Whether RabbitMQ takes the bytes that this text was read from for UTF-8 (rabbit_binary_parser:validate_utf8). */
export function isUtf8(text: string): boolean {
  return text.isWellFormed() || TAKEN.test(text);
}
