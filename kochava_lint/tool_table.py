"""What a TOML file says of ours."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kochava_lint.errors import OptionError

__all__ = ["OWN_FILE", "PROJECT_FILE", "TABLE", "tool_table"]

OWN_FILE: Final = "kochava-lint.toml"
PROJECT_FILE: Final = "pyproject.toml"
TABLE: Final = "kochava-lint"
_MISSPELLED: Final = "kochava_lint"
"""As the package is called in Python."""


def tool_table(file: Path) -> Mapping[str, Any] | None:
    """
    What *file* says of ours; None where it is a project's that says nothing.

    Raises: `OptionError` where it cannot be read, or is no TOML.
    """
    # Imported only here: most folders have no such file.
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415
    else:
        import tomli as tomllib  # noqa: PLC0415

    try:
        document = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise OptionError(f"cannot read it: {error.strerror or error}") from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise OptionError(f"this is no TOML: {error}") from error
    except RecursionError as error:
        raise OptionError("this is nested too deep") from error
    if file.name != PROJECT_FILE and "tool" not in document:
        return document
    tools = _a_table(document.get("tool", {}), "tool")
    if file.name == OWN_FILE and TABLE in tools and len(document) > 1:
        raise OptionError("there are options at its top and in [tool.kochava-lint]; put them in one place")
    if TABLE not in tools and _MISSPELLED in tools:
        raise OptionError(f"tool.{_MISSPELLED} is nothing of ours; tool.{TABLE} is probably meant")
    return _a_table(tools[TABLE], "tool.kochava-lint") if TABLE in tools else None


def _a_table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise OptionError(f"{where} has to be a table")
    return value
