"""The schemas that come with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import orjson

from kochava_lint.schema import SCHEMA_FILES, Schemas

__all__ = ["published_schemas", "shipped_folder", "shipped_schemas"]

_SHARED: Final = "definitions.json"
"""What the others refer to, and says nothing by itself."""


def shipped_folder() -> Path:
    """Where the schemas are: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "schemas"
    return inside if inside.is_dir() else here.parent / "schemas"


def shipped_schemas() -> Schemas:
    """Read the schemas of payloads that come with the package."""
    names = (*SCHEMA_FILES.values(), _SHARED)
    return Schemas({name: orjson.loads((shipped_folder() / name).read_bytes()) for name in names})


def published_schemas() -> dict[str, dict[str, Any]]:
    """
    The schemas for editors and other tools, by name, such as `event` or `report`, sorted.

    Each is complete, with no reference to elsewhere: see `kochava_lint.bundle`.
    """
    from kochava_lint.bundle import bundled  # noqa: PLC0415 - who lints does not wait for it

    documents = {path.name: orjson.loads(path.read_bytes()) for path in sorted(shipped_folder().glob("*.json"))}
    return {
        name.removesuffix(".json"): bundled(document, documents.values())
        for name, document in documents.items()
        if name != _SHARED
    }
