"""The agent: plan, act, observe, until there is a checked answer or a good reason to refuse.

Nothing survives here between two requests. Memory comes with the request and leaves with it, so any copy of the
process can take any request. A failed step is not the end: its observation goes back to the planner, for as many
tries as the cap and the budget allow.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

import duckdb

from control_plane import ControlPlane, Ticket
from guardrails import ContentGuardrail
from metadata import ValueFinder, VectorSearch
from permissions import PermissionChecker, User
from planner import Planner, Task
from semantic_cache import Key, SemanticCache
from semantic_layer import SemanticLayer
from semantic_query import Fragment, Refusal, Row, SemanticQuery
from verification import check_binds, check_result
from warehouse import Warehouse

MAX_TRIES = 4
MAX_ROWS = 10_000
MAX_QUESTION = 500
MAX_MEMORY = 20
LAST_DAY = date(2025, 12, 31)  # of the sandbox's data, and what "now" means unless a request says otherwise
# A planner may be able to do something about these; the other refusals are final.
_CORRECTABLE = ("unknown-term", "ambiguous", "cannot-slice", "cannot-run")


class Request(NamedTuple):
    """All that an answer depends on. The user's name comes from the session, never from the question."""

    question: str
    user: str
    session: str
    now: date = LAST_DAY
    memory: tuple[str, ...] = ()


class Step(NamedTuple):
    """One line of the trace: what was done, and what came of it."""

    kind: str  # guard, plan, act, observe, verify
    note: str


class Answer(NamedTuple):
    """A checked result, or a refusal with its reason: both are answers, and both come the same way."""

    refusal: Refusal | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    query: SemanticQuery | None = None
    check: str = ""
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
        *_, answer = self.run(request, ticket or Ticket(request.session))
        assert isinstance(answer, Answer)
        return answer

    def run(self, request: Request, ticket: Ticket) -> Iterator[Step | Answer]:
        """Yields each step as it happens, and the answer last. Blocks while DuckDB works: keep it off an event loop."""
        tenant = ""
        ran: list[str] = []  # also what was stopped or failed its checks belongs in the audit trail
        with self.control.admit(ticket):
            try:
                user = self.permissions.user(request.user)
                tenant = user.tenant
                answer = yield from self._reason(request, user, ticket, ran)
            except Refusal as refusal:
                answer = Answer(self._with_suggestions(refusal, tenant))
            except duckdb.Error as error:
                # Its kind only: the text of an error can quote a value from a row that this user may not see.
                reason = f"The engine could not run this ({type(error).__name__})."
                answer = Answer(Refusal("cannot-run", reason))
            self.control.record(
                **request._asdict(),
                tenant=tenant,
                sql="\n".join(ran),
                outcome=answer.refusal.code if answer.refusal else "cached" if answer.from_cache else "answered",
                rows=len(answer.rows),
            )
        yield answer

    def _reason(self, request: Request, user: User, ticket: Ticket, ran: list[str]) -> Generator[Step, None, Answer]:
        """The loop. The same failure twice ends it: going round again would only cost."""
        self.control.checkpoint(ticket)
        self._guard(request)
        yield Step("guard", f"no rule objects; now is {request.now}")
        task = Task(request.question, request.now, request.memory, partial(self.values.find, user, ticket))
        observations: list[Refusal] = []
        failure = Refusal("cannot-run", "The planner proposes nothing.")
        for _ in range(MAX_TRIES):
            self.control.checkpoint(ticket)
            self.control.charge(ticket.session)
            proposal = self.planner.propose(task, observations)
            if proposal is None:
                break
            yield Step("plan", str(proposal))
            self.control.checkpoint(ticket)
            try:
                query = self.layer.resolve(proposal)
                sql = self.layer.compile(query, partial(self.permissions.rows, user))
                yield Step("act", sql.sql)
                ran.append(sql.sql)
                answer = self._look_up_or_execute(query, sql, user, ticket)
            except Refusal as refusal:
                if refusal.code not in _CORRECTABLE:
                    raise
                failure = self._with_suggestions(refusal, user.tenant)
                yield Step("observe", f"{failure.reason} Candidates: {', '.join(failure.suggestions) or 'none'}")
                if failure.reason in [seen.reason for seen in observations]:
                    break
                observations.append(failure)
            else:
                yield Step("verify", answer.check)
                return answer
        raise failure

    def _guard(self, request: Request) -> None:
        if len(request.memory) > MAX_MEMORY:
            raise Refusal("too-complex", f"A conversation's memory holds at most {MAX_MEMORY} questions.")
        for text in (*request.memory, request.question):
            if len(text) > MAX_QUESTION:
                raise Refusal("too-complex", f"A question has at most {MAX_QUESTION} characters.")
            if any("\ud800" <= char <= "\udfff" for char in text):  # JSON can carry one, UTF-8 cannot
                raise Refusal("unknown-term", "The question holds half a character.")
            self.guardrail.check(text)

    def _look_up_or_execute(self, query: SemanticQuery, sql: Fragment, user: User, ticket: Ticket) -> Answer:
        """A hit does not touch the data. The data's version is read before the data is: too old can only miss."""
        key = Key(query, user[1:], self.layer.version, self.permissions.version, self.warehouse.data_version)
        kept: Answer | None = self.cache.get(key)
        if kept:
            return kept._replace(from_cache=True)
        # Bind, run and verify in one snapshot. What it cost is booked even when it fails.
        with self.control.timed(ticket.session), self.warehouse.snapshot(ticket) as snapshot:
            check_binds(snapshot, sql)
            self.control.checkpoint(ticket)
            result = snapshot.run(sql, MAX_ROWS)
            self.control.book(ticket.session, "rows", len(result.rows))
            total = self.layer.compile(query._replace(groups=(), top=None), partial(self.permissions.rows, user))
            check = check_result(query, result, lambda: snapshot.run(total, 1))
        answer = Answer(None, result.columns, result.rows, query, check)
        self.cache.put(key, answer)
        return answer

    def _with_suggestions(self, refusal: Refusal, tenant: str) -> Refusal:
        """Offers other names that resemble one that does not exist, in the model or in the data."""
        if refusal.code in ("unknown-term", "cannot-run"):
            alike = self.search.nearest(refusal.subject, tenant)
            refusal.suggestions = tuple(name for name in alike if name != refusal.subject)
        return refusal
