"""The schemas, each complete in one file, at an address that tells its version: `schemas/event/1.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generate.markdown import code, table
from kochava_lint.shipped import published_schemas

__all__ = ["pages"]

_HEAD = """\
# Schemas

Each is one file that refers to no other, as `kochava-lint schema NAME` prints it, and stays at its address: a
number in it tells the version, as does its `$id`. [In your editor](../editors.md) says what editors make of them.

"""


def pages() -> Iterator[tuple[str, str]]:
    """The list of schemas, and the schemas."""
    rows = []
    for name, document in published_schemas().items():
        version = document["$id"].rpartition(":")[2]
        path = f"schemas/{name}/{version}.json"
        rows.append((f"[{name}](../{path})", document["title"], code(document["$id"])))
        yield path, json.dumps(document, indent=2) + "\n"
    yield "reference/schemas.md", _HEAD + table(("schema", "of what", "`$id`"), rows)
