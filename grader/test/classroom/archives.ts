/** Makes archives for tests, with whatever names, kinds and sizes are asked for: what a well-behaved library would refuse to write as well. */
import { crc32, deflateRawSync } from "node:zlib";
import { packTar, type TarHeader } from "modern-tar";

export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Unix mode with the kind of file: 0o120777 is a link. */
  readonly mode?: number;
  /** What the archive says of its size, where that is not true. */
  readonly claimsBytes?: number;
  readonly encrypted?: boolean;
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content = "", mode = 0o100644, claimsBytes, encrypted = false } of entries) {
    const bytes = Buffer.from(content);
    const packed = bytes.length === 0 ? bytes : deflateRawSync(bytes);
    const nameBytes = Buffer.from(name, "utf8");
    // From the version needed to the lengths of name and extra field: the same in both headers.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(bytes.length === 0 ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimsBytes ?? bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([signature(0x04034b50), common, nameBytes, packed]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE((mode << 16) >>> 0, 6);
    central.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), common, central, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, signature(0x06054b50), end]);
}

export type TarFile = Partial<TarHeader> & { readonly name: string; readonly content?: string };

export async function tar(files: readonly TarFile[]): Promise<Buffer> {
  const entries = files.map(({ content = "", ...header }) => ({
    header: { ...header, size: header.type === undefined || header.type === "file" ? Buffer.byteLength(content) : 0 },
    body: content,
  }));
  return Buffer.from(await packTar(entries));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
