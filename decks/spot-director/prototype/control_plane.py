"""The control plane: the one place that every step of every answer passes.

It knows nothing of SQL or language models. It holds a budget per session, a kill switch, a joystick (pause,
resume, step) and the audit trail. All of it is global: there is no tenant scope, so that one runaway customer
can only be stopped together with the others. That is its known gap, and the first thing to change.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

from semantic_query import Refusal

_REASONS = {"killed": "The kill switch is on.", "cancelled": "The question was withdrawn."}


class Ticket:
    """One question's leave to run. Whoever holds it can stop the question, whatever it is doing."""

    def __init__(self, session: str) -> None:
        self.session = session
        self._reason = ""  # why it was cancelled
        self._interrupt: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def cancel(self, reason: str = "cancelled") -> None:
        """Stops the question; from any thread. The first reason stays."""
        with self._lock:
            self._reason = self._reason or reason
            if self._interrupt:
                threading.Thread(target=self._keep_interrupting, daemon=True).start()

    def raise_if_cancelled(self) -> None:
        if self._reason:
            raise Refusal(self._reason, _REASONS[self._reason])

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


class ControlPlane:
    """Budget, kill switch, joystick and audit trail; safe to call from any thread."""

    def __init__(self, budget: Mapping[str, float]) -> None:
        """`budget` is what a session may use: queries, seconds and rows."""
        self._budget = budget
        self._used: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._running: set[Ticket] = set()
        self._audit: list[str] = []
        self._killed = False
        self._steps_allowed = math.inf  # none while paused
        self._changed = threading.Condition()

    @contextmanager
    def admit(self, ticket: Ticket) -> Iterator[None]:
        """Registers a question for as long as it runs, so that the kill switch finds it."""
        with self._changed:
            self._running.add(ticket)
        try:
            yield
        finally:
            with self._changed:
                self._running.discard(ticket)

    def checkpoint(self, ticket: Ticket) -> None:
        """Called before each step. Returns when the step may happen, and refuses when it may not."""
        with self._changed:
            while True:
                if self._killed:
                    ticket.cancel("killed")
                ticket.raise_if_cancelled()
                if self._steps_allowed:
                    self._steps_allowed -= 1
                    return
                self._changed.wait(0.1)  # a cancelled ticket does not notify; look again soon

    def charge(self, session: str) -> None:
        """Books a query, or refuses it when any part of the session's budget is used up."""
        with self._changed:
            if any(self._used[session, what] >= limit for what, limit in self._budget.items()):
                raise Refusal("budget", "The session's budget is spent.")
            self._used[session, "queries"] += 1

    def book(self, session: str, what: str, cost: float) -> None:
        """What has run is booked whatever it cost; an overdraft turns the session's next query away."""
        with self._changed:
            self._used[session, what] += cost

    @contextmanager
    def timed(self, session: str) -> Iterator[None]:
        """Books the time that the block takes, also when it fails."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.book(session, "seconds", time.monotonic() - started)

    def kill(self) -> None:
        """Nothing starts any more, until a restart, and what is running is interrupted."""
        with self._changed:
            self._killed = True
            for ticket in self._running:
                ticket.cancel("killed")

    def pause(self) -> None:
        """Every question halts before its next step."""
        with self._changed:
            self._steps_allowed = 0

    def step(self, count: float = 1) -> None:
        """While paused: lets this many steps happen, of whichever questions are waiting."""
        with self._changed:
            self._steps_allowed += count
            self._changed.notify_all()

    def resume(self) -> None:
        self.step(math.inf)

    def record(self, **entry: Any) -> None:
        """Appends to the audit trail: who asked what, and what came of it. Nothing changes or removes an entry."""
        line = json.dumps({"at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"), **entry}, default=str)
        self._audit.append(line)

    def audit(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in tuple(self._audit)]
