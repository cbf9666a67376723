/** Checksums and compression as LevelDB has them; the damage itself is in `damage.test.ts`. */
import { expect, test } from "vitest";
import { crc32c } from "../../src/store/crc32c.ts";
import { uncompressed } from "../../src/store/snappy.ts";
import { isWhole, withoutDamage } from "../../src/store/table-file.ts";

test("CRC-32C of the published examples", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test("snappy: literals, copies that overlap with themselves, and what is neither", () => {
  // "ab", then eight bytes from two back, then "c".
  expect(uncompressed(Buffer.from([11, 0b100, 97, 98, (4 << 2) | 1, 2, 0, 99])).toString()).toBe(
    "ababababababc".slice(2),
  );
  expect(() => uncompressed(Buffer.from([4, 0b001, 9]))).toThrow(RangeError);
  expect(() => uncompressed(Buffer.from([9, 0b000, 97]))).toThrow(RangeError);
});

test("in what is no table at all nothing is found", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("nonsense"), Buffer.alloc(100)]) {
    expect(isWhole(bytes)).toBe(false);
    expect(withoutDamage(bytes)).toBeUndefined();
  }
});
