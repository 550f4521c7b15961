"""
Options: what the user's project says in `[tool.kochava-lint]`.

They stand in `pyproject.toml` under that table, or in `kochava-lint.toml` at its root. They are read at the edges
only: nothing inside knows that there are any.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kochava_lint.errors import OptionError
from kochava_lint.plan import EventSchema, TrackingPlan
from kochava_lint.request import Request
from kochava_lint.spelling import nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Options", "find_options", "host_named", "path_named", "plan_of", "read_options"]

_OWN_FILE: Final = "kochava-lint.toml"
_PROJECT_FILE: Final = "pyproject.toml"
_TABLE: Final = "kochava-lint"
_HOST: Final = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Options:
    """
    What the project says.

    *path* is the file that says it, None where there is none. *plan* is the tracking plan, *secret_env* the
    environment variable that holds the secret with which requests are signed. *hosts* pass payloads on to Kochava;
    *payload_path* leads to the payloads in the values of JSON logs.
    """

    path: Path | None = None
    plan: TrackingPlan | None = None
    secret_env: str | None = None
    hosts: tuple[str, ...] = ()
    payload_path: tuple[str, ...] | None = None


def find_options(folder: Path) -> Options:
    """
    The options that hold in *folder*: of the nearest folder upwards that has any.

    Raises: `OptionError` as `read_options` does.
    """
    here = folder.resolve()
    for parent in (here, *here.parents):
        for name in (_OWN_FILE, _PROJECT_FILE):
            path = parent / name
            if path.is_file() and (name == _OWN_FILE or _is_ours(path)):
                return read_options(path)
    return Options()


def read_options(path: Path) -> Options:
    """
    The options in the file at *path*, a `pyproject.toml` or one of our own.

    Raises: `OptionError` where it cannot be read, says what means nothing, or names a schema that is none.
    """
    try:
        table = _table_of(path)
        return _options(table or {}, path)
    except OptionError as error:
        raise OptionError(f"{path}: {error}") from error


def _is_ours(path: Path) -> bool:
    """Whether a project's file says anything to us; one that cannot be read is not passed over."""
    try:
        return _table_of(path) is not None
    except OptionError:
        return True


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


def _table_of(path: Path) -> Mapping[str, Any] | None:
    """What the file says of ours; None where it is a project's that says nothing."""
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise OptionError(f"cannot read it: {error.strerror or error}") from error
    except ValueError as error:  # no TOML, or no UTF-8
        raise OptionError(f"this is no TOML: {error}") from error
    except RecursionError as error:
        raise OptionError("this is nested too deep") from error
    if path.name != _PROJECT_FILE and "tool" not in document:
        return document
    tools = _typed(document.get("tool", {}), dict, "tool", "a table")
    return _typed(tools[_TABLE], dict, "tool.kochava-lint", "a table") if _TABLE in tools else None


def host_named(words: str) -> str | None:
    """The host that *words* name, with its port where they name one, be it in an address; None where they name none."""
    named = Request(url=words).netloc.rstrip(".")
    return named if _HOST.fullmatch(named) else None


def path_named(words: str) -> tuple[str, ...]:
    """The keys that lead to a payload: `request.body`, or as RFC 6901 has it, `/request/body`; none if it is none."""
    if words.startswith("/"):
        return tuple(token.replace("~1", "/").replace("~0", "~") for token in words[1:].split("/"))
    keys = tuple(words.split("."))
    return () if "" in keys else keys


def _options(table: Mapping[str, Any], path: Path) -> Options:
    _known(table, _TABLE, ("plan", "secret-env", "hosts", "payload-path"))
    plan = plan_of(_typed(table["plan"], dict, "plan", "a table"), path.parent) if "plan" in table else None
    secret_env = _typed(table["secret-env"], str, "secret-env", "a text") if "secret-env" in table else None
    if secret_env == "":
        raise OptionError("secret-env has to name an environment variable")
    hosts = []
    for words in _typed(table.get("hosts", []), list, "hosts", "a list of texts"):
        host = host_named(words) if isinstance(words, str) else None
        if host is None:
            raise OptionError("hosts has to be a list of hosts, such as proxy.example.com or localhost:8080")
        hosts.append(host)
    payload_path = None
    if "payload-path" in table:
        payload_path = path_named(_typed(table["payload-path"], str, "payload-path", "a text"))
        if not payload_path:
            raise OptionError("payload-path has to be a path, such as request.body or events.*")
    return Options(path, plan, secret_env, tuple(hosts), payload_path)


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


def _known(table: Mapping[str, Any], where: str, keys: Iterable[str]) -> None:
    for key in table:
        if key not in keys:
            meant = nearest(key, keys)
            hint = f"{meant} is probably meant" if meant else f"there are {', '.join(keys)}"
            raise OptionError(f"{where} has no key {key}; {hint}")


def _typed(value: Any, kind: type[Any], where: str, wanted: str) -> Any:  # noqa: ANN401 - the type is checked here
    if not isinstance(value, kind):
        raise OptionError(f"{where} has to be {wanted}")
    return value
