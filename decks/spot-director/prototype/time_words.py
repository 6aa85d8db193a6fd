"""Time words to half-open periods. "Now" is an argument, so the same question has the same answer tomorrow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from semantic_query import Period, Refusal

UNITS = ("day", "week", "month", "quarter", "year")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"(19|20)\d\d")


class TimeMatch(NamedTuple):
    """A period found in a question, and how many words it takes."""

    length: int
    period: Period


def start_of(unit: str, day: date) -> date:
    """The first day of the unit that holds the day; weeks begin on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return date(day.year, 1, 1) if unit == "year" else day


def shift(unit: str, start: date, count: int) -> date:
    """The start of the unit that lies `count` units after the one that starts at `start`."""
    if unit in ("day", "week"):
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    months = 12 * start.year + start.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, 1)


def match_period(words: Sequence[str], start: int, now: date) -> TimeMatch | None:
    """The period that begins at a word; None when there is none. Refuses a date that does not exist."""
    rest = list(words[start : start + 4])
    try:
        return _relative(rest, now) or _named(rest) or _between(rest)
    except (ValueError, OverflowError):
        raise Refusal("invalid-date", f"There is no such date: '{' '.join(rest)}'.", rest[0]) from None


def _relative(rest: list[str], now: date) -> TimeMatch | None:
    if rest[0] in ("today", "yesterday"):
        day = now - timedelta(days=rest[0] == "yesterday")
        return TimeMatch(1, Period(day, day + timedelta(days=1)))
    if rest[1:3] == ["to", "date"] and rest[0] in UNITS:
        return TimeMatch(3, Period(start_of(rest[0], now), now + timedelta(days=1)))
    if rest[0] not in ("this", "last", "next") or len(rest) < 2:
        return None
    counted = rest[1].isdecimal() and len(rest) > 2 and rest[0] != "this"
    unit = rest[2 if counted else 1]
    unit = unit[:-1] if unit.endswith("s") else unit
    count = int(rest[1]) if counted else 1
    if unit not in UNITS or count < 1:
        return None
    here = start_of(unit, now)
    first = {"this": 0, "last": -count, "next": 1}[rest[0]]
    return TimeMatch(3 if counted else 2, Period(shift(unit, here, first), shift(unit, here, first + count)))


def _named(rest: list[str]) -> TimeMatch | None:
    word, following = rest[0], rest[1] if len(rest) > 1 else ""
    if _ISO.fullmatch(word):
        day = date.fromisoformat(word)
        return TimeMatch(1, Period(day, day + timedelta(days=1)))
    if _YEAR.fullmatch(word):
        return TimeMatch(1, Period(date(int(word), 1, 1), date(int(word) + 1, 1, 1)))
    unit, first = "", 0
    if word in _MONTHS:
        unit, first = "month", _MONTHS.index(word) + 1
    elif re.fullmatch(r"q[1-4]", word):
        unit, first = "quarter", 3 * int(word[1]) - 2
    if not unit or not _YEAR.fullmatch(following):
        return None
    start = date(int(following), first, 1)
    return TimeMatch(2, Period(start, shift(unit, start, 1)))


def _between(rest: list[str]) -> TimeMatch | None:
    if (
        len(rest) < 4
        or rest[0] != "between"
        or rest[2] != "and"
        or not (_ISO.fullmatch(rest[1]) and _ISO.fullmatch(rest[3]))
    ):
        return None
    days: tuple[date, date] = (date.fromisoformat(rest[1]), date.fromisoformat(rest[3]))
    return TimeMatch(4, Period(min(days), max(days) + timedelta(days=1)))
