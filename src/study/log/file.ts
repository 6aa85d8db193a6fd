import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What appending to a log asks of the file system; tests put failing disks behind it. */
export interface LogFile {
  size(): Promise<number>;
  /** Up to `length` bytes; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  /** One write at the end of the file. Returns how many bytes were taken. */
  append(bytes: Buffer): Promise<number>;
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenLogFile = (path: string) => Promise<LogFile>;

/** Opens a log for appending (O_APPEND: every write lands behind what other windows wrote), and makes it when missing. */
export const openLogFile: OpenLogFile = async (path) => {
  const handle = await open(path, 'a+');
  return {
    size: async () => (await handle.stat()).size,
    read: async (position, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    append: async (bytes) => {
      const before = (await handle.stat()).size;
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length);
      if (before === 0) await syncFolder(path);
      return bytesWritten;
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
};

/** A new file survives a power cut only when its folder is flushed too. Not every system allows that. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows has no such flush and does not need it.
  }
}
