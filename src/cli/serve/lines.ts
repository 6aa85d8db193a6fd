/** A line of input, or what is wrong with it. */
export type Line = { readonly text: string } | { readonly problem: string };

const MAX_BYTES = 1_000_000;
const NEWLINE = 10;

/** Splits a stream of bytes into lines. A line that is too long is skipped without being kept in memory. */
export class Lines implements AsyncIterable<Line> {
  constructor(private readonly source: AsyncIterable<unknown>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Line> {
    let parts: Buffer[] = [];
    let size = 0;
    const take = (): Line => {
      const line = size > MAX_BYTES ? tooLong() : { text: Buffer.concat(parts).toString('utf8').replace(/\r$/, '') };
      parts = [];
      size = 0;
      return line;
    };
    for await (const given of this.source) {
      const chunk = Buffer.isBuffer(given) ? given : Buffer.from(String(given), 'utf8');
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        size += end - start;
        if (size <= MAX_BYTES) parts.push(chunk.subarray(start, end));
        yield take();
        start = end + 1;
      }
      size += chunk.length - start;
      if (size <= MAX_BYTES) parts.push(chunk.subarray(start));
      else parts = [];
    }
    if (size > 0) yield take();
  }
}

function tooLong(): Line {
  return { problem: `The line is longer than ${MAX_BYTES} bytes.` };
}
