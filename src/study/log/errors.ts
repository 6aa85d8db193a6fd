const ADVICE: Partial<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space',
  EDQUOT: 'Your disk quota is used up. Free some space',
  EROFS: 'The file system is read-only. Make it writable, or choose another folder for progress',
  EACCES: 'You may not write there. Change the permissions, or choose another folder for progress',
  EPERM: 'You may not write there. Change the permissions, or choose another folder for progress',
  ENOENT: 'The folder is gone. Put it back, or choose another folder for progress',
  ENOTDIR: 'A file stands where the folder should be. Move it away, or choose another folder for progress',
  EIO: 'The disk reported an error. Check the disk or the network drive',
};

/** A record could not be written. It is kept in memory and tried again with the next one. */
export class LogWriteError extends Error {
  override readonly name = 'LogWriteError';
  /** The system's error code, such as ENOSPC; undefined when there was none. */
  readonly code: string | undefined;

  constructor(
    readonly file: string,
    override readonly cause: unknown,
  ) {
    const code = errorCode(cause);
    const advice = (code === undefined ? undefined : ADVICE[code]) ?? `${errorText(cause)}. Check the folder`;
    super(`Could not write to ${file}. ${advice}; your ratings are kept and written as soon as it works again.`);
    this.code = code;
  }
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
