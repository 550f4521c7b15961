"""The tracking plan as options write it: a table of events and app ids."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from kochava_lint.errors import OptionError
from kochava_lint.plan import EventSchema, TrackingPlan
from kochava_lint.spelling import hint

__all__ = ["plan_of"]


def plan_of(table: Mapping[str, Any], folder: Path) -> TrackingPlan:
    """
    The tracking plan that *table* holds, as `[tool.kochava-lint.plan]` does; schemas in files stand by *folder*.

    Raises: `OptionError` where it says what means nothing, or names a schema that is none.
    """
    _known(table, "plan", ("app-ids", "events"))
    events = None
    if "events" in table:
        named = _typed(table["events"], dict, "plan.events", "a table")
        events = {
            name: _schema(name, event, folder / f"plan-event-{number}.json")
            for number, (name, event) in enumerate(named.items(), start=1)
        }
    app_ids = None
    if "app-ids" in table:
        named_ids = _typed(table["app-ids"], list, "plan.app-ids", "a list of texts")
        if not all(isinstance(app_id, str) for app_id in named_ids):
            raise OptionError("plan.app-ids has to be a list of texts")
        app_ids = frozenset(named_ids)
    return TrackingPlan(events, app_ids)


def _schema(name: str, event: object, inline: Path) -> EventSchema | None:
    """The schema of the event called *name*; one that is inline refers to others as a file at *inline* would."""
    where = f"plan.events.{json.dumps(name, ensure_ascii=False)}"
    table = _typed(event, dict, where, "a table")
    _known(table, where, ("schema",))
    if "schema" not in table:
        return None
    schema = table["schema"]
    try:
        if isinstance(schema, str):
            path = (inline.parent / schema).resolve()
            return EventSchema(_read_schema(path), path.as_uri())
        if isinstance(schema, dict | bool):
            return EventSchema(schema, inline.resolve().as_uri())
    except (OptionError, ValueError) as error:
        raise OptionError(f"{where}.schema: {error}") from error
    raise OptionError(f"{where}.schema has to be the path of a JSON Schema, or the schema itself")


def _read_schema(path: Path) -> Any:  # noqa: ANN401 - it is checked later whether it is a schema
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise OptionError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise OptionError(f"{path} is not JSON that can be read: {error}") from error


def _known(table: Mapping[str, Any], where: str, keys: Collection[str]) -> None:
    for key in table:
        if key not in keys:
            raise OptionError(f"{where} has no key {key}; {hint(key, keys)}")


def _typed(value: Any, kind: type[Any], where: str, wanted: str) -> Any:  # noqa: ANN401 - the type is checked here
    if not isinstance(value, kind):
        raise OptionError(f"{where} has to be {wanted}")
    return value
