import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileAt, fileName, isBelow } from '../../src/extension/uris';

describe('addresses of files', () => {
  const at = (path: string) => vscode.Uri.from({ scheme: 'file', path });

  it('a drive is the same one in either case', () => {
    assert.ok(isBelow(at('/c:/Decks/one/deck.md'), at('/C:/Decks')));
    assert.ok(isBelow(at('/c:/Decks/one/deck.md'), at('/C:/')));
    assert.equal(fileAt('/C:/Decks').toString(), at('/c:/Decks').toString());
  });

  it('a folder whose name begins alike is another one', () => {
    assert.ok(!isBelow(at('/home/me/decks-old/deck.md'), at('/home/me/decks')));
    assert.ok(!isBelow(at('/home/me/decks'), at('/home/me/decks')));
    assert.ok(isBelow(at('/home/me/decks/ü %20/deck.md'), at('/home/me/decks/ü %20')));
  });

  it('a title is a name that every system takes', () => {
    assert.equal(fileName('Director, “Example” Inc. / 2026', 'deck'), 'director-example-inc-2026');
    assert.equal(fileName('Con', 'deck'), 'deck-con');
    assert.equal(fileName('🟢 …', 'deck'), 'deck');
    assert.equal(fileName('हिन्दी cafe\u0301', 'deck'), 'हिन्दी-café');
    assert.doesNotMatch(fileName('𠀀'.repeat(100), 'deck'), /\p{Cs}/u);
  });
});
