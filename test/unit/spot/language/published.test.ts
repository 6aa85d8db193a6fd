import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { GRAMMAR } from '../../../../src/spot/language/grammar/index';
import { reading, refusal } from './sandbox';

const TEXT = readFileSync(new URL('../../../../docs/spot-language.md', import.meta.url), 'utf8');

/** Rows of the tables with this heading, as their cells' code. */
function rows(heading: string): string[][] {
  const lines = TEXT.split('\n');
  const found: string[][] = [];
  lines.forEach((line, start) => {
    if (line !== heading) return;
    for (let i = start + 2; lines[i]?.startsWith('| ') === true; i += 1) {
      const cells = (lines[i] ?? '').slice(2, -2).split(/ (?<!\\)\| /);
      found.push(cells.map((cell) => cell.replace(/^`|`$/g, '').replaceAll('\\|', '|')));
    }
  });
  return found;
}

describe('Spot language: the published grammar', () => {
  it('has an example for every part of the grammar', () => {
    for (const title of new Set(GRAMMAR.map((line) => line.title))) assert.ok(TEXT.includes(`\n## ${title}\n`), title);
    assert.ok(rows('| question | means |').length > 80);
  });

  it('lists every phrase under its heading, and its meaning', () => {
    for (const { title, phrases, detail } of GRAMMAR) {
      const section = TEXT.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const phrase of phrases) assert.ok(section.includes(`\`${phrase}\``), `${title}: ${phrase}`);
      if (title !== 'Filler') assert.ok(section.includes(detail), detail);
    }
  });

  for (const [question = '', means = ''] of rows('| question | means |')) {
    it(`reads “${question}”`, () => {
      assert.equal(reading(question), means);
      assert.equal(reading(means), means);
    });
  }

  for (const [before = '', question = '', means = ''] of rows('| before | question | means |')) {
    it(`reads “${question}” after “${before}”`, () => {
      assert.equal(reading(question, [before]), means);
    });
  }

  for (const [question = '', reason = '', marked = ''] of rows('| question | refused as | marked |')) {
    it(`refuses “${question}”`, () => {
      assert.equal(refusal(question), `${reason}: ${marked}`);
    });
  }
});
