const BINARY_SAMPLE = 8192;

/**
 * The text of a file as an editor shows it, without a byte order mark and with line feeds where a carriage return
 * stands alone; undefined when the file is not text. What is not UTF-8 becomes U+FFFD.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const utf16 = utf16Mark(bytes);
  if (utf16 !== undefined) return lines(new TextDecoder(utf16).decode(bytes));
  if (bytes.subarray(0, BINARY_SAMPLE).includes(0)) return undefined;
  return lines(new TextDecoder('utf-8').decode(bytes));
}

function utf16Mark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function lines(text: string): string {
  return /\r(?!\n)/.test(text) ? text.replace(/\r(?!\n)/g, '\n') : text;
}
