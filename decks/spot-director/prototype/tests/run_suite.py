"""The golden suite as a gate: python tests/run_suite.py [--all]

Functional accuracy is the share of cases whose rows are exactly the expected ones, which come from SQL that a
person wrote, run past Spot on the same data. A refusal counts only where the case expects that very refusal, so
declining what could be answered does not help. At 95 % or less the exit code is 1.

The gate takes the cases tagged `core`. `--all` runs the others too, for information: this prototype refuses much
that they ask, and what matters there is the number of wrong answers. Two are wrong for a known
reason: they expect a budget per tenant, which `ControlPlane` does not have yet.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agent_runtime import LAST_DAY, AgentRuntime, Answer, Request  # noqa: E402
from control_plane import Ticket  # noqa: E402
from semantic_query import Fragment, Row, Value  # noqa: E402
from spot import SANDBOX, open_spot, read_yaml  # noqa: E402

GATE = Fraction(95, 100)
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Case:
    """A question and either its reference SQL, its rows or the code of the refusal that is due."""

    request: Request
    tags: tuple[str, ...]
    sql: str | None
    rows: tuple[Row, ...]
    refused: str | None
    ordered: bool


def load_cases(path: Path) -> list[Case]:
    return [_case(node, f"case {number}") for number, node in enumerate(read_yaml(path), 1)]


def _case(node: Mapping[str, Any], session: str) -> Case:
    expect = node["expect"]
    return Case(
        Request(node["ask"], node["user"], session, node.get("now", LAST_DAY), tuple(node.get("follow", ()))),
        tuple(node.get("tags", ())),
        expect.get("sql"),
        tuple(map(tuple, expect.get("rows", ()))),
        expect.get("refused"),
        expect.get("ordered", False),
    )


def judge(case: Case, answer: Answer, spot: AgentRuntime) -> str:
    """ "" when right, else what is wrong; it starts with REFUSED when nothing false was said."""
    if answer.refusal:
        code = answer.refusal.code
        return (
            ""
            if code == case.refused
            else f"REFUSED as {code}: {answer.refusal.reason} Due: {case.refused or 'an answer'}"
        )
    if case.refused:
        return f"WRONG: answered, where it should refuse as {case.refused}"
    expected: Sequence[Row] = case.rows
    if case.sql is not None:
        with spot.warehouse.snapshot(Ticket("reference")) as snapshot:
            expected = snapshot.run(Fragment(case.sql), MOST_ROWS).rows
    return (
        ""
        if same_rows(expected, answer.rows, case.ordered)
        else f"WRONG: {answer.rows[:3]}, expected {tuple(expected)[:3]}"
    )


def same_rows(expected: Sequence[Row], actual: Sequence[Row], ordered: bool) -> bool:
    """As lists or as multisets; numbers agree to nine digits, everything else exactly. Columns go by position."""
    if len(expected) != len(actual):
        return False
    if not ordered:
        expected, actual = sorted(expected, key=_sort_key), sorted(actual, key=_sort_key)
    return all(len(one) == len(other) and all(map(_same, one, other)) for one, other in zip(expected, actual))


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, (int, float, Decimal)) and isinstance(other, (int, float, Decimal)):
        return isinstance(one, bool) == isinstance(other, bool) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return _text(one) == _text(other)


def _sort_key(row: Row) -> list[tuple[int, str, float]]:
    """Texts before numbers, so that digits beyond the ninth decide nothing while any text differs."""
    texts = [(0, _text(value), 0.0) for value in row if not isinstance(value, (int, float, Decimal))]
    return texts + [(1, "", round(float(value), 6)) for value in row if isinstance(value, (int, float, Decimal))]


def _text(value: Value) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else repr(value)


def passes(right: int, cases: int) -> bool:
    """Above the gate, in exact arithmetic: 190 of 200 is not above 95 %."""
    return cases > 0 and Fraction(right, cases) > GATE


def main(arguments: Sequence[str]) -> int:
    spot = open_spot()
    cases = load_cases(SANDBOX / "golden.yaml")
    core = [case for case in cases if "core" in case.tags]
    right = 0
    for case in core:
        problem = judge(case, spot.answer(case.request), spot)
        right += not problem
        print(
            f"{'ok  ' if not problem else 'FAIL'} {case.request.user}: {case.request.question}"
            + (f"\n     {problem}" if problem else "")
        )
    accuracy = right / len(core) if core else 0.0
    passed = passes(right, len(core))
    print(f"\n{right} of {len(core)} core cases: functional accuracy {accuracy:.1%}.")
    print(f"The gate (more than {float(GATE):.0%}) {'passes' if passed else 'FAILS'}.")
    if "--all" in arguments:
        problems = [(case, judge(case, spot.answer(case.request), spot)) for case in cases if case not in core]
        tally = Counter(problem.partition(" ")[0].rstrip(":") or "right" for _, problem in problems)
        for case, problem in problems:
            if problem.startswith("WRONG"):
                print(f"{case.request.question} {case.request.memory or ''}\n     {problem}")
        print(f"Beyond the core: {tally['right']} right, {tally['REFUSED']} refused, {tally['WRONG']} wrong.")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
