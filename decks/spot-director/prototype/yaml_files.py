"""Reads the sandbox's YAML files as YAML 1.2, and narrows every value to a type before it is used.

PyYAML follows YAML 1.1, in which a join's key `on:` is the boolean true, a bare `2025-12-31` is a date
object and `010` is eight. The sandbox's files are also read by a YAML 1.2 parser elsewhere, so the same text
has to mean the same thing here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml


class FileError(ValueError):
    """A model, policy or suite that cannot be used; the message says where and why."""


class Yaml12Loader(yaml.SafeLoader):
    """YAML 1.2 scalars (its core schema, decimal integers only); a key given twice is an error."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise FileError(f"line {key.start_mark.line + 1}: the key {key.value!r} is given twice")
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


_SCALARS = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
)
for _tag, _pattern, _first in _SCALARS:
    Yaml12Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)
Yaml12Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def read_yaml(path: Path) -> object:
    """The file's content; a FileError names the file when it is missing or is not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=Yaml12Loader)  # a SafeLoader, see above
    except (OSError, UnicodeDecodeError, yaml.YAMLError, FileError) as error:
        raise FileError(f"{path.name}: {error}") from error


def as_mapping(value: object, where: str) -> Mapping[str, object]:
    """A mapping with text keys; nothing at all counts as an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise FileError(f"{where}: expected a mapping, found {type(value).__name__}")
    return {str(key): item for key, item in value.items()}


def as_list(value: object, where: str) -> list[object]:
    """A list; nothing at all counts as an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise FileError(f"{where}: expected a list, found {type(value).__name__}")
    return value


def as_text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise FileError(f"{where}: expected text, found {type(value).__name__}")
    return value


def as_texts(value: object, where: str) -> tuple[str, ...]:
    return tuple(as_text(item, where) for item in as_list(value, where))


def as_number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FileError(f"{where}: expected a number, found {type(value).__name__}")
    return value
