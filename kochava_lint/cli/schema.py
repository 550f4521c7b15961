"""`kochava-lint schema NAME`: a JSON Schema, for editors and other tools."""

from __future__ import annotations

import json

from kochava_lint.errors import OptionError
from kochava_lint.shipped import published_schemas
from kochava_lint.spelling import hint

__all__ = ["schema"]


def schema(name: str | None) -> int:
    """
    Print the schema called *name*, such as `event`, complete; without one, a line for each that there is.

    Raises: `OptionError` where there is none.
    """
    schemas = published_schemas()
    if name is None:
        width = max(map(len, schemas))
        for known, document in schemas.items():
            print(f"{known:{width}}  {document['title']}")
        return 0
    if name not in schemas:
        raise OptionError(f"there is no schema called {name}; {hint(name, schemas)}")
    print(json.dumps(schemas[name], indent=2))
    return 0
