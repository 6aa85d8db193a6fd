"""Puts the parts together, and asks them one question: python -m spot "revenue by region" --user ana"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from agent_runtime import LAST_DAY, AgentRuntime, Answer, Request, Step
from control_plane import ControlPlane, Ticket
from guardrails import ContentGuardrail
from metadata import MetadataChunk, ValueFinder, VectorSearch
from permissions import PermissionChecker
from planner import GrammarPlanner
from semantic_cache import SemanticCache
from semantic_layer import SemanticLayer
from warehouse import Warehouse

SANDBOX = Path(__file__).resolve().parents[1] / "sandbox"


class _Loader(yaml.SafeLoader):
    """PyYAML follows YAML 1.1, in which a join's key `on:` is the boolean true. Here it is text, as in YAML 1.2."""

    _resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    yaml_implicit_resolvers = {first: known for first, known in _resolvers.items() if first not in "oO"}


def read_yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)


def open_spot() -> AgentRuntime:
    """Loads the sandbox's model, policy and data."""
    model, policy = read_yaml(SANDBOX / "model.yaml"), read_yaml(SANDBOX / "policy.yaml")
    layer, permissions, warehouse = SemanticLayer(model), PermissionChecker(policy), Warehouse(model)
    values = ValueFinder(layer, permissions, warehouse)
    chunks = [chunk for tenant in permissions.tenants() for chunk in values.chunks(tenant)]
    chunks += [MetadataChunk(label, tenant) for tenant in permissions.tenants() for label in layer.labels]
    return AgentRuntime(
        layer,
        GrammarPlanner(layer),
        permissions,
        ContentGuardrail(policy["guardrail"]),
        ControlPlane(policy["budgets"]["session"]),
        warehouse,
        values,
        VectorSearch(chunks),
        SemanticCache(),
    )


def show(answer: Answer) -> None:
    if answer.refusal:
        print(f"Refused ({answer.refusal.code}): {answer.refusal.reason}")
        if answer.refusal.suggestions:
            print(f"Did you mean: {', '.join(answer.refusal.suggestions)}?")
    for row in (answer.columns, *answer.rows):
        print("  ".join(f"{'' if value is None else value!s:<20}" for value in row).rstrip())


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m spot", description="Asks Spot, and shows how it got its answer.")
    parser.add_argument("question")
    parser.add_argument("--user", default="ana", help="a user of policy.yaml (default: ana)")
    parser.add_argument("--now", type=date.fromisoformat, default=LAST_DAY, help="default: the data's last day")
    parser.add_argument("--after", action="append", default=[], help="an earlier question of the conversation")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a Windows pipe may lack a letter
    request = Request(options.question, options.user, "command line", options.now, tuple(options.after))
    code = 1
    for item in open_spot().run(request, Ticket(request.session)):
        if isinstance(item, Step):
            print(f"[{item.kind}] " + item.note.replace("\n", "\n    "))
        else:
            show(item)
            code = 1 if item.refusal else 0
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
