"""Who may see which rows, built into the SQL below every join.

A query never names a table. It names the table's permitted rows, a subquery that this module writes, so there
is no WHERE clause behind which an OR or a UNION could slip. A table without a rule has no permitted rows to
name: a forgotten rule costs an error message, not a leak.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from semantic_query import Fragment, Refusal, Value
from yaml_files import FileError, as_mapping, as_text, as_texts, read_yaml

_TOKEN = re.compile(
    r"\s*(?:\[(?P<column>\w+)\]|\{role:(?P<role>\w+)\}|\{(?P<field>\w+)\}|'(?P<text>[^']*)'"
    r"|(?P<symbol><=|>=|!=|[=<>()])|(?P<word>and|or|not)\b)"
)


@dataclass(frozen=True)
class User:
    """Who asks. It comes from the authenticated session; no question and no planner can set it."""

    name: str
    tenant: str
    roles: frozenset[str]
    fields: tuple[tuple[str, str], ...]  # whatever else rules refer to, such as a territory

    @property
    def rights(self) -> tuple[object, ...]:
        """All that a rule or a mask can ask about. Equal rights see equal rows, so the cache keys on them."""
        return (self.tenant, self.roles, self.fields)


@dataclass(frozen=True)
class _Mask:
    column: str
    roles: frozenset[str]
    shown: str


class PermissionChecker:
    """The `users`, `rows` and `masks` of policy.yaml."""

    def __init__(self, document: object, version: str) -> None:
        root = as_mapping(document, "policy")
        self.version = version
        self._users = {
            name: _user(name, as_mapping(node, name)) for name, node in as_mapping(root.get("users"), "users").items()
        }
        self._rules: dict[str, list[tuple[str, str]]] = {}
        for table, rule in as_mapping(root.get("rows"), "rows").items():
            if isinstance(rule, dict):
                if rule != {"all": True}:
                    raise FileError(f"rows: {table}: expected a condition or {{all: true}}")
                self._rules[table] = []
            else:
                self._rules[table] = _tokens(as_text(rule, f"rows: {table}"), table)
        self._masks: dict[str, list[_Mask]] = {}
        for table, columns in as_mapping(root.get("masks"), "masks").items():
            for column, node in as_mapping(columns, table).items():
                spec = as_mapping(node, column)
                mask = _Mask(
                    column, frozenset(as_texts(spec.get("roles"), column)), as_text(spec.get("else", "***"), column)
                )
                self._masks.setdefault(table, []).append(mask)

    @classmethod
    def load(cls, path: Path) -> PermissionChecker:
        return cls(read_yaml(path), hashlib.sha256(path.read_bytes()).hexdigest()[:12])

    def user(self, name: str) -> User:
        user = self._users.get(name)
        if user is None:
            raise Refusal("not-permitted", "This user is not known.")
        return user

    def tenants(self) -> list[str]:
        return sorted({user.tenant for user in self._users.values()})

    def may_read(self, table: str) -> bool:
        return table in self._rules

    def rows(self, user: User, table: str) -> Fragment:
        """The rows of a table that a user may see, as a subquery; masked columns are masked in it."""
        rule = self._rules.get(table)
        if rule is None:
            raise Refusal("not-permitted", f"Nobody has been given access to {table.replace('_', ' ')}.", table)
        return _subquery(
            table, _condition(rule, user), [m for m in self._masks.get(table, []) if not m.roles & user.roles]
        )

    def shared_rows(self, tenant: str, table: str) -> Fragment:
        """The rows that anybody of a tenant may see, for an index that the whole tenant shares."""
        return self.rows(User("", tenant, frozenset(), ()), table)


def _user(name: str, node: Mapping[str, object]) -> User:
    fields = tuple(sorted((key, as_text(value, name)) for key, value in node.items() if key not in ("tenant", "roles")))
    return User(
        name, as_text(node.get("tenant"), f"users: {name}"), frozenset(as_texts(node.get("roles"), name)), fields
    )


def _tokens(rule: str, table: str) -> list[tuple[str, str]]:
    """A rule in pieces. What is not one of the few known pieces is an error when the policy is loaded."""
    found: list[tuple[str, str]] = []
    position = 0
    while rule[position:].strip():
        match = _TOKEN.match(rule, position)
        if match is None or match.lastgroup is None:
            raise FileError(f"rows: {table}: cannot read the rule from {rule[position:].strip()!r}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    if not found:
        raise FileError(f"rows: {table}: an empty rule; write {{all: true}} to open the table")
    return found


def _condition(rule: list[tuple[str, str]], user: User) -> Fragment:
    """The rule in SQL. A field that the user lacks is NULL, which compares as not true: the row stays hidden."""
    fields = {**dict(user.fields), "tenant": user.tenant}
    pieces: list[str] = []
    params: list[Value] = []
    for kind, piece in rule:
        if kind == "column":
            pieces.append(f'"{piece}"')
        elif kind == "role":
            pieces.append("TRUE" if piece in user.roles else "FALSE")
        elif kind in ("field", "text"):
            pieces.append("?")
            params.append(fields.get(piece) if kind == "field" else piece)
        else:
            pieces.append(piece)
    return Fragment(" ".join(pieces), tuple(params))


def _subquery(table: str, condition: Fragment, masks: list[_Mask]) -> Fragment:
    shown = ", ".join(f'CASE WHEN "{mask.column}" IS NOT NULL THEN ? END AS "{mask.column}"' for mask in masks)
    select = f"SELECT * REPLACE ({shown})" if masks else "SELECT *"
    where = f" WHERE {condition.sql}" if condition.sql else ""
    return Fragment(f'({select} FROM "{table}"{where})', (*(mask.shown for mask in masks), *condition.params))
