"""The agent: plan, act, observe, until there is a checked answer or a good reason to refuse.

Nothing survives here between two requests. Memory comes with the request and leaves with it, so any copy of the
process can take any request. A failed step is not the end: its observation goes back to the planner, translated
into the model's words, for as many tries as the cap and the budget allow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from control_plane import ControlPlane, Ticket
from guardrails import ContentGuardrail
from metadata import VectorSearch
from permissions import PermissionChecker, User
from planner import FoundValue, Observation, Planner, Task
from semantic_cache import Entry, Key, SemanticCache
from semantic_layer import SemanticLayer
from semantic_query import Fragment, Refusal, ResolvedQuery, Row
from values import ValueFinder
from verification import BindFailure, Check, check_binds, check_result, failures
from warehouse import Warehouse

MAX_TRIES = 4
MAX_ROWS = 10_000
MAX_QUESTION = 500
MAX_MEMORY = 20
LAST_DAY = date(2025, 12, 31)  # of the sandbox's data, and what "now" means unless a request says otherwise
# A planner may be able to do something about these; the other refusals are final.
_CORRECTABLE = ("unknown-term", "ambiguous", "cannot-slice")


@dataclass(frozen=True)
class Request:
    """All that an answer depends on. The user's name comes from the session, never from the question."""

    question: str
    user: str
    session: str
    now: date = LAST_DAY
    memory: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line of the trace: what was done, and what came of it."""

    kind: str  # guard, plan, act, observe, verify
    note: str


@dataclass(frozen=True)
class Answer:
    """A checked result, or a refusal with its reason: both are answers, and both come the same way."""

    question: str
    refusal: Refusal | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    sql: str = ""
    query: ResolvedQuery | None = None
    checks: tuple[Check, ...] = ()
    from_cache: bool = False


@dataclass(frozen=True)
class AgentRuntime:
    """Holds the parts and no state of its own; frozen, so that it stays that way."""

    layer: SemanticLayer
    planner: Planner
    permissions: PermissionChecker
    guardrail: ContentGuardrail
    control: ControlPlane
    warehouse: Warehouse
    values: ValueFinder
    search: VectorSearch
    cache: SemanticCache

    def answer(self, request: Request, ticket: Ticket | None = None) -> Answer:
        """Runs to the end and leaves the steps out."""
        for item in self.run(request, ticket or Ticket(request.session)):
            if isinstance(item, Answer):
                return item
        raise AssertionError("run() ends with an answer")

    def run(self, request: Request, ticket: Ticket) -> Iterator[Step | Answer]:
        """Yields each step as it happens, and the answer last. Blocks while DuckDB works: keep it off an event loop."""
        started = time.monotonic()
        tenant = ""
        ran: list[str] = []  # also what was stopped or failed its checks belongs in the audit trail
        with self.control.admit(ticket):
            try:
                user = self.permissions.user(request.user)
                tenant = user.tenant
                answer = yield from self._reason(request, user, ticket, ran)
            except Refusal as refusal:
                if not refusal.suggestions and refusal.code == "unknown-term":
                    refusal.suggestions = tuple(self.search.nearest(refusal.subject, tenant))
                answer = Answer(request.question, refusal)
            except duckdb.Error as error:
                # Its kind only: the text of an error can quote a value from a row that this user may not see.
                reason = f"The engine could not run this ({type(error).__name__})."
                answer = Answer(request.question, Refusal("cannot-run", reason))
            outcome = answer.refusal.code if answer.refusal else "cached" if answer.from_cache else "answered"
            self.control.record(
                request.session,
                request.user,
                tenant,
                request.question[:MAX_QUESTION],
                "\n".join(ran),
                outcome,
                len(answer.rows),
                time.monotonic() - started,
            )
        yield answer

    def _reason(self, request: Request, user: User, ticket: Ticket, ran: list[str]) -> Generator[Step, None, Answer]:
        """The loop. The same failure twice ends it: going round again would only cost."""
        self.control.checkpoint(ticket)
        if len(request.memory) > MAX_MEMORY:
            raise Refusal("too-complex", f"A conversation's memory holds at most {MAX_MEMORY} questions.")
        for text in (*request.memory, request.question):
            _check_text(text)
            self.guardrail.check(text)
        yield Step("guard", f"no rule objects; now is {request.now}")

        def find_values(text: str) -> list[FoundValue]:
            return self.values.find(user, text, ticket)

        task = Task(request.question, request.now, request.memory, find_values)
        observations: list[Observation] = []
        failure = Refusal("cannot-run", "The planner proposes nothing.")
        for _ in range(MAX_TRIES):
            self.control.checkpoint(ticket)
            self.control.charge(ticket.session, queries=1)
            proposal = self.planner.propose(task, tuple(observations))
            if proposal is None:
                break
            yield Step("plan", str(proposal))
            self.control.checkpoint(ticket)
            try:
                query = self.layer.resolve(proposal)
                sql = self._compile(query, user)
                yield Step("act", sql.sql)
                ran.append(sql.sql)
                outcome, cached = self._look_up_or_execute(query, sql, user, ticket)
                if isinstance(outcome, Entry):
                    for check in outcome.checks:
                        yield Step("verify", f"{check.name}: {_verdict(check)} ({check.note})")
                    return Answer(
                        request.question,
                        None,
                        outcome.result.columns,
                        outcome.result.rows,
                        outcome.sql,
                        query,
                        outcome.checks,
                        cached,
                    )
                observation = self._translate(outcome, query, user.tenant)
                failure = Refusal("cannot-run", outcome.error)
            except Refusal as refusal:
                if refusal.code not in _CORRECTABLE:
                    raise
                failure = refusal
                names = refusal.suggestions or tuple(self.search.nearest(refusal.subject, user.tenant))
                observation = Observation(refusal.reason, refusal.subject, names)
            yield Step("observe", f"{observation.error} Candidates: {', '.join(observation.candidates) or 'none'}")
            if observation in observations:
                break
            observations.append(observation)
        raise failure

    def _compile(self, query: ResolvedQuery, user: User) -> Fragment:
        return self.layer.compile(query, lambda table: self.permissions.rows(user, table))

    def _look_up_or_execute(
        self, query: ResolvedQuery, sql: Fragment, user: User, ticket: Ticket
    ) -> tuple[Entry | BindFailure, bool]:
        """A hit does not touch the data. The data's version is read before the data is: too old can only miss."""
        key = Key(query, user.rights, self.layer.version, self.permissions.version, self.warehouse.data_version)
        entry = self.cache.get(key)
        if entry:
            return entry, True
        outcome = self._execute(query, sql, user, ticket)
        if isinstance(outcome, Entry):
            self.cache.put(key, outcome)
        return outcome, False

    def _execute(self, query: ResolvedQuery, sql: Fragment, user: User, ticket: Ticket) -> Entry | BindFailure:
        """Bind, run and verify in one snapshot. What it cost is booked even when it fails."""
        started = time.monotonic()
        rows = 0
        alarm = threading.Timer(self.control.seconds_left(ticket.session), ticket.cancel, ("budget",))
        alarm.daemon = True
        alarm.start()
        try:
            with self.warehouse.snapshot(ticket) as snapshot:
                broken = check_binds(snapshot, sql)
                if broken:
                    return broken
                self.control.checkpoint(ticket)
                result = snapshot.run(sql, MAX_ROWS)
                rows = len(result.rows)
                total = ResolvedQuery(query.measures, (), query.filters, query.period, None)
                checks = check_result(query, result, lambda: snapshot.run(self._compile(total, user), 1))
        finally:
            alarm.cancel()
            self.control.charge(ticket.session, seconds=time.monotonic() - started, rows=rows)
        if failures(checks):
            raise Refusal("unverified", "; ".join(f"{check.name}: {check.note}" for check in failures(checks)))
        return Entry(sql.sql, result, tuple(checks))

    def _translate(self, failure: BindFailure, query: ResolvedQuery, tenant: str) -> Observation:
        """The engine speaks of the data's columns; a planner knows only the model's names. Where the engine has no
        candidates (it has none for a column of a subquery), the index looks for names that resemble the lost one."""
        tables = self.layer.tables_of(query)
        subjects = self.layer.names_of(failure.missing, tables)
        names = [name for column in failure.candidates for name in self.layer.names_of(column, tables)]
        names = names or self.search.nearest(failure.missing, tenant)
        candidates = tuple(name for name in dict.fromkeys(names) if name not in subjects)
        return Observation(failure.error, subjects[0] if subjects else failure.missing, candidates)


def _check_text(text: str) -> None:
    if len(text) > MAX_QUESTION:
        raise Refusal("too-complex", f"A question has at most {MAX_QUESTION} characters.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Refusal("unknown-term", "The question holds half a character.")  # JSON can carry one, UTF-8 cannot


def _verdict(check: Check) -> str:
    return {True: "passed", False: "FAILED", None: "not applicable"}[check.passed]
