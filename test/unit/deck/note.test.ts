import assert from 'node:assert/strict';
import { noteOf, parseDeck } from '../../../src/deck';
import { cardsOf } from './helpers';

const TEXT = `## Round 1: Notes

**Q: What stops a \`!Runaway\` agent?**

- **Answer**: A budget does. It is kept by \`!ControlPlane\`, and \`!ControlPlane.charge\` books it.
- Nothing runs while \`budget != 0\` is \`!= true\`. \`charge()\` waits.

| file | does |
|---|---|
| \`!audit_log\` | writes |
`;

describe('the note of a code link', () => {
  const [card] = cardsOf(parseDeck(TEXT));
  const notes = card?.codeLinks.map((link) => [link.text, noteOf(card, link)]);

  it('is the sentence that it stands in, without the mark that it must resolve', () => {
    assert.deepEqual(notes, [
      ['ControlPlane', 'It is kept by `ControlPlane`, and `ControlPlane.charge` books it.'],
      ['ControlPlane.charge', 'It is kept by `ControlPlane`, and `ControlPlane.charge` books it.'],
      ['charge()', '`charge()` waits.'],
      ['audit_log', '| file | does |\n|---|---|\n| `audit_log` | writes |'],
    ]);
  });

  it('and the points of its card, as they are read, do not show the mark either', () => {
    assert.deepEqual(
      card?.sections.flatMap(({ points }) => points.map(({ text }) => text)),
      [
        'A budget does.',
        'It is kept by ControlPlane, and ControlPlane.charge books it.',
        'Nothing runs while budget != 0 is != true. charge() waits.',
      ],
    );
  });
});
