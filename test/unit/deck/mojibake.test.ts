import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDeck, repairDoubleEncoding } from '../../../src/deck';

// Node's own decoder of this name reads Latin-1.
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** What becomes of text that is saved as UTF-8 and read as Windows-1252. */
function doubleEncode(text: string): string {
  return asLatin1(text).replace(/[\u0080-\u009f]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80] ?? '');
}

function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

const PROPER = [
  'Le garçon a mangé « une crêpe » à l’Élysée — déjà !',
  'CAFÉ» ÉTÉ… À « MANHÃ », IRMÃ”.',
  'Tiếng Việt: “Đây là một câu hỏi phỏng vấn về hệ thống.” Ê’ Ô”',
  'Türkçe: Ş, ğ, ı, İ ve Ö’den Ü’ye; “Ç” harfi.',
  'Größe, Straße, „Übung“, MENÜ“',
  'Kde je VÝŠKA, BLÍŽ a dál? Žluťoučký kůň.',
  'Łódź, żółć, gęś — „cytat”',
  '中文问题：怎么扩展？',
  'Русский вопрос: как дела?',
  'مرحبا، كيف الحال؟',
  '👩‍💻 🟢 ⚡ ✓ → é',
  'plain text only',
];

describe('text that was double-encoded', () => {
  const sentences = fc.array(fc.constantFrom(...PROPER), { minLength: 1, maxLength: 6 });

  for (const text of PROPER) {
    it(`is told from text that was not: ${text}`, () => {
      assert.equal(repairDoubleEncoding(text), text);
      assert.equal(repairDoubleEncoding(doubleEncode(text)), text);
      assert.equal(repairDoubleEncoding(doubleEncode(doubleEncode(text))), text);
      assert.equal(repairDoubleEncoding(asLatin1(text)), text);
    });
  }

  it('comes back exactly, and proper text stays as it is', () => {
    fc.assert(
      fc.property(sentences, fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end);
        assert.equal(repairDoubleEncoding(text), text);
        assert.equal(repairDoubleEncoding(doubleEncode(text)), text);
      }),
    );
  });

  it('is repaired line by line in a mixture', () => {
    const lines = fc.array(
      fc.tuple(fc.constantFrom(...PROPER.filter((line) => !line.includes('CAFÉ»'))), fc.boolean()),
      { minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(lines, (parts) => {
        const mixture = parts.map(([line, broken]) => (broken ? doubleEncode(line) : line)).join('\n');
        assert.equal(repairDoubleEncoding(mixture), parts.map(([line]) => line).join('\n'));
      }),
    );
  });

  it('is repaired within a line that holds both', () => {
    assert.equal(repairDoubleEncoding(`café: ${doubleEncode('it’s 🟢')}`), 'café: it’s 🟢');
  });

  /** What is left when there is nothing more to repair. */
  const settled = (text: string): string => {
    const repaired = repairDoubleEncoding(text);
    return repaired === text ? text : settled(repaired);
  };

  it('is repaired three times at once, and comes to rest however often it was encoded', () => {
    const text = PROPER[0] ?? '';
    const often = doubleEncode(doubleEncode(doubleEncode(text)));
    assert.equal(repairDoubleEncoding(often), text);
    assert.equal(repairDoubleEncoding(doubleEncode(often)), doubleEncode(text));
    assert.equal(repairDoubleEncoding('ÃÂÂÂ\u0080'), 'Ã\u0080');
    assert.equal(settled('ÃÂÂÂ\u0080'), 'À');
  });

  it('keeps the number of lines, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('\n', '\r', 'Â', '\u0085', 'Ã', '©', 'â', '€', '™', 'x', '\u00a8', '\u0080'),
          maxLength: 40,
        }),
        (text) => {
          const count = (one: string): number => one.split(/\r\n|\r|\n/).length;
          assert.equal(count(repairDoubleEncoding(text)), count(text));
          assert.equal(count(settled(text)), count(text));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('bytes', () => {
  const text = '# Ä title\n\n**Q: Why?**\n\nBecause it “is”.\n';
  const deck = parseDeck(text);
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');

  it('are read as UTF-8 and UTF-16, with a byte order mark', () => {
    assert.deepEqual(parseDeck(Buffer.from(text)), deck);
    assert.deepEqual(parseDeck(Buffer.from(`\ufeff${text}`)), deck);
    assert.deepEqual(parseDeck(utf16), deck);
    assert.deepEqual(parseDeck(Buffer.from(utf16).swap16()), deck);
  });

  it('that cannot be read are replaced and reported', () => {
    const { problems, rounds } = parseDeck(Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0x00])]));
    assert.deepEqual(
      problems.map(({ code, range }) => [code, range.start]),
      [['unreadable-text', { line: 5, column: 0 }]],
    );
    assert.equal(rounds[0]?.cards.length, 1);
  });
});
