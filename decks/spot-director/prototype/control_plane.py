"""The control plane: the one place that every step of every answer passes.

It knows nothing of SQL or language models. It holds a budget per session, a kill switch, a joystick (pause,
resume, step) and the audit trail. All of it is global: there is no tenant scope, so that one runaway customer
can only be stopped together with the others. That is its known gap, and the first thing to change.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Callable, TextIO

from semantic_query import Refusal

_REASONS = {
    "killed": "The kill switch is on.",
    "budget": "The session's budget is spent.",
    "cancelled": "The question was withdrawn.",
}


class Ticket:
    """One question's leave to run. Whoever holds it can stop the question, whatever it is doing."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.cancelled: str | None = None
        self._interrupt: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def cancel(self, code: str = "cancelled") -> None:
        """Stops the question; from any thread. The first reason stays."""
        with self._lock:
            self.cancelled = self.cancelled or code
            if self._interrupt:
                threading.Thread(target=self._keep_interrupting, daemon=True).start()

    def raise_if_cancelled(self) -> None:
        if self.cancelled:
            raise Refusal(self.cancelled, _REASONS[self.cancelled])

    @contextmanager
    def interruptible(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """While the block runs, cancelling the ticket calls `interrupt`."""
        with self._lock:
            self.raise_if_cancelled()
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    def _keep_interrupting(self) -> None:
        # A single interrupt is lost when it falls between two statements.
        while True:
            with self._lock:
                if self._interrupt is None:
                    return
                self._interrupt()
            time.sleep(0.02)


@dataclass
class Budget:
    """What a session may use, or has used."""

    queries: float = 0
    seconds: float = 0
    rows: float = 0


@dataclass(frozen=True)
class AuditEntry:
    """Who asked what, and what came of it. Each entry carries the digest of all before it."""

    at: str
    session: str
    user: str
    tenant: str
    question: str
    sql: str
    outcome: str
    rows: int
    seconds: float
    previous: str

    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class ControlPlane:
    """Budget, kill switch, joystick and audit trail; safe to call from any thread."""

    def __init__(self, budget: Budget, sink: TextIO | None = None) -> None:
        """`sink` gets one JSON line per audit entry, for a file opened with mode `a`."""
        self._budget = budget
        self._used: dict[str, Budget] = {}
        self._tickets: set[Ticket] = set()
        self._audit: list[AuditEntry] = []
        self._sink = sink
        self._killed = False
        self._paused = False
        self._steps_granted = 0
        self._changed = threading.Condition()

    # Admission

    @contextmanager
    def admit(self, ticket: Ticket) -> Iterator[Ticket]:
        """Registers a question for as long as it runs, so that the kill switch finds it."""
        with self._changed:
            self._tickets.add(ticket)
        try:
            yield ticket
        finally:
            with self._changed:
                self._tickets.discard(ticket)

    def checkpoint(self, ticket: Ticket) -> None:
        """Called before each step. Returns when the step may happen, and refuses when it may not."""
        with self._changed:
            while True:
                if self._killed:
                    ticket.cancel("killed")
                ticket.raise_if_cancelled()
                if not self._paused:
                    return
                if self._steps_granted:
                    self._steps_granted -= 1
                    return
                self._changed.wait(0.1)  # a cancelled ticket does not notify; look again soon

    # Budget

    def charge(self, session: str, queries: int = 0, seconds: float = 0, rows: int = 0) -> None:
        """Books a cost. Refuses before a query that the budget does not cover; what has already run is booked
        whatever it cost, and the overdraft turns the session's next query away."""
        with self._changed:
            used = self._used.setdefault(session, Budget())
            if queries and (
                used.queries + queries > self._budget.queries or self._left(used) <= 0 or used.rows >= self._budget.rows
            ):
                raise Refusal("budget", _REASONS["budget"])
            used.queries += queries
            used.seconds += seconds
            used.rows += rows

    def seconds_left(self, session: str) -> float:
        """How long the session's next query may take."""
        with self._changed:
            return max(0.0, self._left(self._used.get(session, Budget())))

    def _left(self, used: Budget) -> float:
        return self._budget.seconds - used.seconds

    # Kill switch and joystick

    def kill(self) -> None:
        """Nothing starts any more, and what is running is interrupted."""
        with self._changed:
            self._killed = True
            for ticket in self._tickets:
                ticket.cancel("killed")
            self._changed.notify_all()

    def revive(self) -> None:
        """Lets new questions in again; those that were stopped stay stopped."""
        with self._changed:
            self._killed = False

    def pause(self) -> None:
        """Every question halts before its next step."""
        with self._changed:
            self._paused = True
            self._steps_granted = 0

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def step(self, count: int = 1) -> None:
        """While paused: lets this many steps happen, of whichever questions are waiting."""
        with self._changed:
            self._steps_granted += count
            self._changed.notify_all()

    # Audit

    def record(
        self, session: str, user: str, tenant: str, question: str, sql: str, outcome: str, rows: int, seconds: float
    ) -> None:
        """Appends an entry. There is no method that changes or removes one."""
        with self._changed:
            previous = self._audit[-1].digest() if self._audit else ""
            now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
            entry = AuditEntry(now, session, user, tenant, question, sql, outcome, rows, round(seconds, 6), previous)
            self._audit.append(entry)
            if self._sink:
                self._sink.write(json.dumps(asdict(entry)) + "\n")
                self._sink.flush()

    def audit(self) -> tuple[AuditEntry, ...]:
        with self._changed:
            return tuple(self._audit)


def is_unbroken(entries: tuple[AuditEntry, ...]) -> bool:
    """Whether an audit trail is as it was written: nothing changed, removed or slipped in before its last entry."""
    digests = [""] + [entry.digest() for entry in entries[:-1]]
    return all(entry.previous == digest for entry, digest in zip(entries, digests))
