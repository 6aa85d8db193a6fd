"""Who may see which rows, built into the SQL below every join.

A query never names a table. It names the table's permitted rows, a subquery that this module writes, so there
is no WHERE clause behind which an OR or a UNION could slip. A table without a rule has no permitted rows to
name: a forgotten rule costs an error message, not a leak.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from semantic_query import Fragment, Refusal, Value, quote

# A rule is made of these pieces and of nothing else, which is checked when the policy is loaded.
_PIECE = re.compile(r"\[(?P<column>\w+)\]|\{role:(?P<role>\w+)\}|\{(?P<field>\w+)\}|[=()]|\b(?:and|or|not)\b|\s")
_RULE = re.compile(f"(?:{_PIECE.pattern})+")
_EVERY_ROW = {"all": True}


class User(NamedTuple):
    """Who asks. It comes from the authenticated session; no question and no planner can set it. All but the name is
    what rules can ask about: users who have it in common see the same rows, and share the cache's entries."""

    name: str
    tenant: str
    roles: tuple[str, ...] = ()
    territory: str = ""


class PermissionChecker:
    """The `users`, `rows` and `masks` of policy.yaml. A masked column is left out for every role."""

    def __init__(self, policy: Mapping[str, Any]) -> None:
        self.version = hash(repr(policy))
        self._users = {
            name: User(name, node["tenant"], tuple(node.get("roles", ())), node.get("territory", ""))
            for name, node in policy["users"].items()
        }
        self._rules: Mapping[str, Any] = policy["rows"]
        self._masks: Mapping[str, Any] = policy.get("masks", {})
        for table, rule in self._rules.items():
            if rule != _EVERY_ROW and not (isinstance(rule, str) and rule.strip() and _RULE.fullmatch(rule)):
                raise ValueError(f"rows: {table}: cannot read {rule!r}; a condition or {{all: true}} is due")

    def user(self, name: str) -> User:
        if name not in self._users:
            raise Refusal("not-permitted", "This user is not known.")
        return self._users[name]

    def tenants(self) -> set[str]:
        return {user.tenant for user in self._users.values()}

    def may_read(self, table: str, column: str = "") -> bool:
        return table in self._rules and column not in self._masks.get(table, ())

    def rows(self, user: User, table: str) -> Fragment:
        """The rows of a table that a user may see, as a subquery, without the masked columns."""
        if not self.may_read(table):
            raise Refusal("not-permitted", f"Nobody has been given access to {table.replace('_', ' ')}.", table)
        fields = {"tenant": user.tenant, "territory": user.territory}
        params: list[Value] = []

        def in_sql(piece: re.Match[str]) -> str:
            """A field that the user lacks is NULL, which compares as not true: the row stays hidden."""
            if piece["column"]:
                return quote(piece["column"])
            if piece["role"]:
                return "TRUE" if piece["role"] in user.roles else "FALSE"
            if piece["field"]:
                params.append(fields.get(piece["field"]) or None)
                return "?"
            return piece[0]

        masked = ", ".join(map(quote, self._masks.get(table, ())))
        columns = f"* EXCLUDE ({masked})" if masked else "*"
        rule = self._rules[table]
        condition = "TRUE" if rule == _EVERY_ROW else _PIECE.sub(in_sql, rule)
        return Fragment(f"(SELECT {columns} FROM {quote(table)} WHERE {condition})", tuple(params))
