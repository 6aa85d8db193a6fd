"""Reads the sandbox's YAML files. They are also read by a YAML 1.2 parser elsewhere, and mean the same here."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """PyYAML follows YAML 1.1, in which a join's key `on:` is the boolean true and 2025-12-31 is a date object."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":bool", ":timestamp"))]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), ["t", "f"])


def read_yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # a SafeLoader, see above


def fingerprint(document: object) -> str:
    """The version of a document: it changes whenever the content does, and is the same on any machine."""
    return hashlib.sha256(repr(document).encode()).hexdigest()[:12]
