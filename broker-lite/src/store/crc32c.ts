/** CRC-32C (Castagnoli, RFC 3720 B.4): LevelDB's checksum, which Node's zlib does not have. Four bytes at a time. */
const POLYNOMIAL = 0x82f63b78;

const TABLES: readonly Uint32Array[] = tables();

/** For a checksum that grows byte by byte: begins with CRC_START, ends with `crcEnd`. */
export const CRC_START = 0xffffffff;

export function crcStep(crc: number, byte: number): number {
  return (TABLES[0] as Uint32Array)[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
}

export function crcEnd(crc: number): number {
  return (crc ^ 0xffffffff) >>> 0;
}

export function crc32c(bytes: Uint8Array): number {
  const [first, second, third, fourth] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  let crc = CRC_START;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    crc ^= (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    crc = fourth[crc & 0xff]! ^ third[(crc >>> 8) & 0xff]! ^ second[(crc >>> 16) & 0xff]! ^ first[crc >>> 24]!;
  }
  for (; at < bytes.length; at++) crc = first[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return crcEnd(crc);
}

function tables(): readonly Uint32Array[] {
  const made = Array.from({ length: 4 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[0]![byte] = crc;
  }
  for (let table = 1; table < 4; table++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = made[table - 1]![byte]!;
      made[table]![byte] = made[0]![before & 0xff]! ^ (before >>> 8);
    }
  }
  return made;
}
