"""The tracking plan: the events that the user means to send, what belongs to each, and from which apps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema_rs

from kochava_lint.rule import Violation
from kochava_lint.schema import shallow
from kochava_lint.source import Pointer

__all__ = ["EventSchema", "TrackingPlan"]

_DEEPEST_REFERENCE = 20


@dataclass(frozen=True)
class TrackingPlan:
    """
    What the user means to send.

    *events* by name, each with the schema of its `event_data`, or None where any will do; None where the plan names
    no events. *app_ids* are the apps; None where the plan names none.
    """

    events: Mapping[str, EventSchema | None] | None = None
    app_ids: frozenset[str] | None = None


@dataclass(frozen=True, eq=False)
class EventSchema:
    """
    The JSON Schema of one event's `event_data`, of any draft that it names; 2020-12 where it names none.

    *address* is where it stands, as a URI: `$ref` is resolved against it, among local files only.

    Raises: `ValueError` where it is no JSON Schema, or refers to what is not there.
    """

    document: Mapping[str, Any] | bool
    address: str
    _validator: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compile it, which tells whether it is one."""
        try:
            compiled = jsonschema_rs.validator_for({"$ref": self.address}, retriever=self._retrieved)
            jsonschema_rs.meta.validate(cast("Any", self.document))
        except Exception as error:
            raise ValueError(f"this is no JSON Schema that can be used: {_reason(error)}") from error
        object.__setattr__(self, "_validator", compiled)

    def violations(self, value: object) -> Iterator[Violation]:
        """What the schema refuses in *value*, by the pointer inside it."""
        try:
            if self._validator.is_valid(value):
                return
        except ValueError:  # the validator goes down some hundred levels
            value = shallow(value)
        seen = set()
        for violation in self._told(value):
            if repr(violation) not in seen:
                seen.add(repr(violation))
                yield violation

    def at(self, address: str) -> Any:  # noqa: ANN401 - a schema, or a part of one
        """
        The part of it, or of a local file that it may refer to, at an *address* with a JSON Pointer as its fragment.

        None where there is none. Raises: `ValueError` and `OSError` where that is no local file that can be read.
        """
        where, _, fragment = urljoin(self.address, address).partition("#")
        return _inside(self._retrieved(where), fragment)

    def _told(self, value: object) -> Iterator[Violation]:
        try:
            errors = list(self._validator.iter_errors(value))
        except ValueError:
            errors = list(self._validator.iter_errors(shallow(value)))
        for error in errors:
            told = error.kind.as_dict()
            pointer = tuple(error.instance_path)
            if error.kind.name == "required":
                yield Violation("required", pointer, (told["property"],))
            elif error.kind.name == "additionalProperties":
                for key in told["unexpected"]:
                    yield Violation("additionalProperties", (*pointer, key), None)
            elif error.kind.name == "falseSchema" and error.schema_path[-1:] == ["additionalProperties"]:
                yield from (Violation("additionalProperties", (*pointer, key), None) for key in _at(value, pointer))
            else:
                yield Violation(error.kind.name, pointer, next(iter(told.values()), None))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of `event_data` that the schema speaks of by name, at its root, through `$ref` and `allOf` too."""
        return tuple(dict.fromkeys(self._keys_of(self.document, self.address, depth=0)))

    def _keys_of(self, schema: Any, address: str, depth: int) -> Iterator[str]:  # noqa: ANN401 - a part of a schema
        if not isinstance(schema, dict) or depth > _DEEPEST_REFERENCE:
            return
        yield from schema.get("properties", {})
        yield from schema.get("required", ())
        for part in schema.get("allOf", ()):
            yield from self._keys_of(part, address, depth + 1)
        if "$ref" in schema:
            target = urljoin(address, schema["$ref"])
            yield from self._keys_of(self.at(target), target.partition("#")[0], depth + 1)

    def _retrieved(self, address: str) -> Any:  # noqa: ANN401 - a schema
        """The schema at *address*: this one, or a local file; nothing is ever fetched."""
        if address == self.address or (isinstance(self.document, Mapping) and address == self.document.get("$id")):
            return self.document
        parts = urlsplit(address)
        if parts.scheme != "file":
            raise ValueError(f"{address} is no local file; schemas are not fetched")
        from urllib.request import url2pathname  # noqa: PLC0415 - it brings a whole HTTP client with it

        return json.loads(Path(url2pathname(parts.path)).read_text("utf-8-sig"))


def _at(value: Any, pointer: Pointer) -> Any:  # noqa: ANN401 - any JSON value
    for token in pointer:
        value = value[token]
    return value


def _inside(schema: Any, fragment: str) -> Any:  # noqa: ANN401 - a schema, or a part of one
    """The part of *schema* that a JSON Pointer leads to; None where it leads nowhere, or is a name."""
    for token in unquote(fragment).split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        schema = schema.get(key) if isinstance(schema, dict) else None
    return schema if not fragment or fragment.startswith("/") else None


def _reason(error: Exception) -> str:
    """What is wrong, in a line, with the place in the schema where that is known."""
    place = "/".join(map(str, getattr(error, "instance_path", ())))
    told = getattr(error, "message", None) or str(error).partition("\n")[0]
    return f"{told} (at /{place})" if place else told
