/** A file's text, and whether some of it could not be read. */
export interface DecodedText {
  readonly text: string;
  /** Offset of the first character that had to be replaced. */
  readonly unreadableAt?: number;
}

const REPLACEMENT = '\ufffd';

/**
 * Reads a file's bytes: UTF-8 with or without a byte order mark, UTF-16 with one. What cannot be read becomes U+FFFD, a
 * NUL as well; a byte order mark is left out, as editors do.
 */
export function decodeText(input: string | Uint8Array): DecodedText {
  const { text, invalid } = typeof input === 'string' ? { text: input, invalid: false } : decodeBytes(input);
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
  const readable = bare.replaceAll('\0', REPLACEMENT);
  const replaced = invalid || readable !== bare;
  return replaced ? { text: readable, unreadableAt: Math.max(0, readable.indexOf(REPLACEMENT)) } : { text: readable };
}

function decodeBytes(bytes: Uint8Array): { text: string; invalid: boolean } {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  const content = encoding === 'utf-16be' ? swapped(bytes) : bytes;
  const label = encoding === 'utf-8' ? 'utf-8' : 'utf-16le';
  try {
    return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(content), invalid: false };
  } catch {
    return { text: new TextDecoder(label, { ignoreBOM: true }).decode(content), invalid: true };
  }
}

/** Node without full ICU data knows only the little-endian order. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = new Uint8Array(bytes.length);
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    other[at] = bytes[at + 1] ?? 0;
    other[at + 1] = bytes[at] ?? 0;
  }
  if (bytes.length % 2 === 1) other[bytes.length - 1] = bytes[bytes.length - 1] ?? 0;
  return other;
}
