/** A disk that does what a test says: it refuses, before or after it has written some of it. */
import { filesOnDisk, type LogFile, type LogFiles } from "../../src/store/log-files.ts";

export interface Disk {
  isFull: boolean;
  /** So many bytes of what is refused reach the disk all the same; Infinity: all of them, and the flush failed, say. */
  refusedBytesWritten: number;
}

export function sparingDisk(disk: Disk): (directory: string) => LogFiles {
  return (directory) => {
    const files = filesOnDisk(directory);
    return {
      open: async (fileNumber) => sparing(await files.open(fileNumber), disk),
      remove: (fileNumber) => files.remove(fileNumber),
    };
  };
}

function sparing(file: LogFile, disk: Disk): LogFile {
  return {
    append: async (bytes, at) => {
      const taken = disk.isFull ? bytes.subarray(0, disk.refusedBytesWritten) : bytes;
      if (taken.length > 0) await file.append(taken, at);
      if (disk.isFull) throw new Error("No space left on device");
    },
    cut: async (length) => {
      if (disk.isFull) throw new Error("No space left on device");
      await file.cut(length);
    },
    close: () => file.close(),
  };
}
