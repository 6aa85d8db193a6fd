"""The deck points into this folder. Each name in its inline code must lead to exactly one place."""

from __future__ import annotations

import ast
import re
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
DECK = FOLDER.parent / "deck.md"


def definitions() -> list[str]:
    """Names of all classes, and of functions and methods, as they could be linked."""
    names = []
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.append(node.name)
                names += [f"{node.name}.{item.name}" for item in node.body if isinstance(item, ast.FunctionDef)]
    return names


class Names(unittest.TestCase):
    def test_every_name_in_the_deck_leads_to_exactly_one_place(self) -> None:
        defined = definitions()
        names = sorted(set(re.findall(r"`!?([\w./]+)`", DECK.read_text(encoding="utf-8"))))
        self.assertGreater(len(names), 15)
        for name in names:
            with self.subTest(name):
                if re.search(r"\.(py|md|yaml)$", name):
                    found = [path for path in FOLDER.rglob(Path(name).name) if path.as_posix().endswith(f"/{name}")]
                else:
                    found = [known for known in defined if known == name]
                self.assertEqual(len(found), 1, found)


if __name__ == "__main__":
    unittest.main()
