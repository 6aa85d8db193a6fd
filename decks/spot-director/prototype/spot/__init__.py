"""Puts the parts together: `open_spot()` is the only place that knows them all."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from agent_runtime import AgentRuntime
from control_plane import Budget, ControlPlane
from grammar import GrammarPlanner
from guardrails import ContentGuardrail
from metadata import MetadataChunk, VectorSearch
from permissions import PermissionChecker
from planner import Planner
from semantic_cache import SemanticCache
from semantic_layer import SemanticLayer
from values import ValueFinder
from warehouse import Warehouse
from yaml_files import as_mapping, as_number, read_yaml

SANDBOX = Path(__file__).resolve().parents[2] / "sandbox"


def open_spot(
    sandbox: Path = SANDBOX, scale: int = 1, audit: TextIO | None = None, planner: Planner | None = None
) -> AgentRuntime:
    """Loads a sandbox's model, policy and data. Without a planner of your own, the grammar plans."""
    policy = sandbox / "policy.yaml"
    layer = SemanticLayer.load(sandbox / "model.yaml")
    permissions = PermissionChecker.load(policy)
    warehouse = Warehouse({name: table.sql for name, table in layer.tables.items()}, scale)
    values = ValueFinder(layer, permissions, warehouse)
    chunks = [chunk for tenant in permissions.tenants() for chunk in values.chunks(tenant)]
    chunks += [MetadataChunk(label, tenant) for tenant in permissions.tenants() for label in layer.labels]
    session = as_mapping(
        as_mapping(as_mapping(read_yaml(policy), "policy").get("budgets"), "budgets").get("session"), "session"
    )
    budget = Budget(
        *(as_number(session.get(key), f"budgets: session: {key}") for key in ("queries", "seconds", "rows"))
    )
    dates = set(warehouse.columns(["DATE", "TIMESTAMP"]))
    grammar = GrammarPlanner(layer, frozenset(c.qualified for c in layer.attributes() if (c.table, c.name) in dates))
    return AgentRuntime(
        layer,
        planner or grammar,
        permissions,
        ContentGuardrail.load(policy),
        ControlPlane(budget, audit),
        warehouse,
        values,
        VectorSearch(chunks),
        SemanticCache(),
    )
