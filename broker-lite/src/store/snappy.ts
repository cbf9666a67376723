/** Snappy, as far as it is read (https://github.com/google/snappy/blob/main/format_description.txt): LevelDB compresses its blocks so. */

/** Throws a RangeError for what is none. */
export function uncompressed(bytes: Uint8Array): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  const result = Buffer.alloc(length);
  let filled = 0;
  const number = (size: number): number => {
    let value = 0;
    for (let index = 0; index < size; index++) value += (bytes[at++] ?? 0) * 2 ** (8 * index);
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const size = (short < 60 ? short : number(short - 59)) + 1;
      result.set(bytes.subarray(at, at + size), filled);
      at += size;
      filled += size;
      continue;
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const distance = kind === 1 ? (tag >> 5) * 256 + number(1) : number(kind === 2 ? 2 : 4);
    if (distance === 0 || distance > filled) throw new RangeError("not snappy");
    // One by one: what is copied may overlap with itself.
    for (let index = 0; index < size; index++, filled++) result[filled] = result[filled - distance]!;
  }
  if (filled !== length) throw new RangeError("not snappy");
  return result;
}
