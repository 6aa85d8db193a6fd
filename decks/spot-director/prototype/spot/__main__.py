"""Asks Spot one question: python -m spot "revenue by region" --user ana"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date

from agent_runtime import LAST_DAY, Answer, Request, Step
from control_plane import Ticket
from planner import ScriptedModel
from semantic_query import Measure, SemanticQuery
from spot import open_spot


def show(answer: Answer) -> None:
    if answer.refusal:
        print(f"Refused ({answer.refusal.code}): {answer.refusal.reason}")
        if answer.refusal.suggestions:
            print(f"Did you mean: {', '.join(answer.refusal.suggestions)}?")
        return
    table = [answer.columns, *(tuple("" if value is None else str(value) for value in row) for row in answer.rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(answer.columns))]
    for row in table:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m spot", description="Asks Spot one question and shows how it got its answer."
    )
    parser.add_argument("question")
    parser.add_argument("--user", default="ana", help="a user of policy.yaml (default: ana)")
    parser.add_argument(
        "--now",
        type=date.fromisoformat,
        default=LAST_DAY,
        help="the day that 'now' means (default: the data's last)",
    )
    parser.add_argument(
        "--after", action="append", default=[], metavar="QUESTION", help="an earlier question of the conversation"
    )
    parser.add_argument(
        "--stand-in",
        action="store_true",
        help="let a stand-in for a language model plan, whose first proposal is wrong",
    )
    options = parser.parse_args(list(arguments))
    request = Request(options.question, options.user, "command line", options.now, tuple(options.after))
    refused = False
    # Whatever the question is, it proposes this. The measure's name is made up, and the loop has to notice.
    stand_in = ScriptedModel(SemanticQuery((Measure("total revenues"),), ("region",))) if options.stand_in else None
    for item in open_spot(planner=stand_in).run(request, Ticket(request.session)):
        if isinstance(item, Step):
            print(f"[{item.kind}] " + item.note.replace("\n", "\n    "))
        else:
            show(item)
            refused = item.refusal is not None
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
