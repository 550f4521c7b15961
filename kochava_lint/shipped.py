"""The schemas that come with the package."""

from __future__ import annotations

import json
from pathlib import Path

from kochava_lint.schema import SCHEMA_FILES, Schemas

__all__ = ["shipped_folder", "shipped_schemas"]


def shipped_folder() -> Path:
    """Where the schemas are: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "schemas"
    return inside if inside.is_dir() else here.parent / "schemas"


def shipped_schemas() -> Schemas:
    """Read the schemas of payloads that come with the package."""
    names = (*SCHEMA_FILES.values(), "definitions.json")
    return Schemas({name: json.loads((shipped_folder() / name).read_text("utf-8")) for name in names})
