import type { SourceDocument } from '../../document';
import type { DialectParser, DialectResult, DraftCard } from '../dialect';
import { parseChunk } from './chunk-parser';
import { chunkStarts } from './chunks';
import { Collector } from './collector';
import { startsQuestion } from './question';

export { NativeReader } from './reader';

/** Greenroom's own form: `## Round N: Name` and `**Q: question**`. */
export const native: DialectParser = { id: 'native', score, parse };

function score(document: SourceDocument): number {
  let rounds = false;
  for (const line of document.lines) {
    if (startsQuestion(line) && /(\*\*|__)\s*(<!--.*)?$/.test(line)) return 1;
    rounds ||=
      /^##\s.{0,20}\bround\s+\d/i.test(line.slice(0, 60)) || /^##\s.{0,60}\byou ask\b/i.test(line.slice(0, 90));
  }
  if (rounds) return 0.8;
  return document.path !== undefined && /(^|[\\/])deck\.md$/i.test(document.path) ? 0.3 : 0.05;
}

/** Parses all of it at once; NativeReader gives the same, bit by bit. */
function parse(document: SourceDocument): DialectResult {
  const { lines, fences } = document;
  const starts = chunkStarts(lines, fences.free);
  const collector = new Collector<DraftCard>(document);
  let ask = false;
  for (const [index, start] of starts.entries()) {
    const chunk = parseChunk(lines.slice(start, starts[index + 1] ?? lines.length).join('\n'), start, ask);
    for (const event of chunk.events) collector.add(event);
    for (const problem of chunk.problems) collector.problems.push(problem);
    collector.dropped += chunk.dropped;
    ask = chunk.ask;
  }
  return collector.finish();
}
