/** A disk that does what a test says: it refuses, before or after it has written some of it. */
import { filesOnDisk, type LogFile, type LogFiles } from "../../src/store/log-files.ts";

export interface Disk {
  isFull: boolean;
  /** So many bytes of what is refused reach the disk all the same; Infinity: all of them, and the flush failed, say. */
  refusedBytesWritten: number;
  /** So much has room even where it is full, and then files can be cut as well; 0: the disk is gone. */
  roomBytes: number;
}

export function sparingDisk(disk: Disk): (directory: string) => LogFiles {
  return (directory) => {
    const files = filesOnDisk(directory);
    return {
      ...files,
      open: async (fileNumber) => sparing(await files.open(fileNumber), disk),
    };
  };
}

function sparing(file: LogFile, disk: Disk): LogFile {
  return {
    append: async (bytes, at) => {
      const isRefused = disk.isFull && bytes.length > disk.roomBytes;
      const taken = isRefused ? bytes.subarray(0, disk.refusedBytesWritten) : bytes;
      if (taken.length > 0) await file.append(taken, at);
      if (isRefused) throw new Error("No space left on device");
    },
    cut: async (length) => {
      if (disk.isFull && disk.roomBytes === 0) throw new Error("No space left on device");
      await file.cut(length);
    },
    close: () => file.close(),
  };
}
