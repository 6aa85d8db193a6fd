import * as vscode from 'vscode';
import { exists, fileName } from '../uris';

/** Scaffolds a deck that works as it stands; resolves to its file, or undefined when the user changed their mind. */
export async function newDeck(): Promise<vscode.Uri | undefined> {
  const home = await chooseFolder();
  if (home === undefined) return undefined;
  const fileFor = (title: string) => vscode.Uri.joinPath(home, fileName(title, 'deck'), 'deck.md');
  const title = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Deck'),
    prompt: vscode.l10n.t('What is the interview? It becomes the deck’s title.'),
    placeHolder: vscode.l10n.t('Director of Engineering, Example Inc.'),
    validateInput: async (value) => {
      if (value.trim() === '') return vscode.l10n.t('A deck needs a title.');
      return (await exists(fileFor(value)))
        ? vscode.l10n.t('There is a deck in {0} already.', fileFor(value).fsPath)
        : undefined;
    },
  });
  if (title === undefined) return undefined;
  const uri = fileFor(title);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(template(title.trim())));
  return uri;
}

/** `decks/` of the workspace; without a workspace, a folder that the user picks. */
async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (workspace !== undefined) return vscode.Uri.joinPath(workspace, 'decks');
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: vscode.l10n.t('Make the Deck Here'),
  });
  return picked?.[0];
}

const template = (title: string): string => `---
title: ${JSON.stringify(title)}
targets:
  default: 90
---

# ${title}

**Usage**: Cover the answer, say yours out loud, then compare.

---

## 🟢 Round 1: Introduction

**Q: Tell me about yourself?**

- **Bad Answer**: A list of employers and dates.
- **Good Answer**:
  - Where you come from, in one sentence.
  - What you built lately, and what changed because of it.
  - Why this role is the next step.

---

## 🟡 Round 2: System design

**Q: Walk me through something you designed.**

- **Key Concepts**: the problem, the constraint, the trade-off
- **Good Answer**:
  - What it had to do, and the one constraint that shaped it.
  - The design, and what you decided against.
  - How you know that it works.
- **Evidence**: Name the file that proves it, such as \`src/main.py\`.

---

## ⚡ Bonus: Questions YOU Ask Them

1. What would you want this person to have changed after six months?
`;
