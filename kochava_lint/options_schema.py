"""The JSON Schema of the options, for editors: `schemas/configuration.json` is made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kochava_lint.options import SETTINGS

__all__ = ["options_schema"]

_PLAN: Final[dict[str, Any]] = {
    "description": "The tracking plan: the events that you mean to send, and the apps.",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "app-ids": {
            "description": "The apps that you send for.",
            "type": "array",
            "items": {"type": "string"},
        },
        "events": {
            "description": "The events, by name.",
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "schema": {
                        "description": "What its event_data has to be: a JSON Schema, or the path of one.",
                        "type": ["string", "object", "boolean"],
                    }
                },
            },
        },
    },
}


def options_schema(rules: Iterable[str], formats: Iterable[str]) -> dict[str, Any]:
    """
    What `kochava-lint.toml`, and `[tool.kochava-lint]` in `pyproject.toml`, may say.

    *rules* and *formats* are the names that are known, for editors to offer; those of plugins are allowed as well.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kochava-lint:schema:configuration:1",
        "title": "The options of kochava-lint",
        "description": "What kochava-lint.toml says, or pyproject.toml in [tool.kochava-lint].",
        "examples": [{"app-ids": ["kodemo-ios-4ea1"], "fail-on": "warning", "ignore": ["reduced-user-agent"]}],
        "type": "object",
        "additionalProperties": False,
        "properties": {
            setting.key: {"description": f"{setting.summary[0].upper()}{setting.summary[1:]}.", **setting.kind.schema}
            for setting in SETTINGS
        },
        "$defs": {
            "rule": {
                "description": "The name of a rule, built in or of a plugin; `kochava-lint rules` lists them.",
                "anyOf": [{"enum": sorted(rules)}, {"type": "string", "minLength": 1}],
            },
            "format": {
                "description": "The name of an output format, built in or of a plugin.",
                "anyOf": [{"enum": sorted(formats)}, {"type": "string", "minLength": 1}],
            },
            "plan": _PLAN,
        },
    }
