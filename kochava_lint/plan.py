"""The tracking plan: the events that the user means to send, what belongs to each, and from which apps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jsonschema_rs

from kochava_lint.errors import OptionError
from kochava_lint.rule import Violation
from kochava_lint.schema import shallow

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["EventSchema", "TrackingPlan"]


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

    Raises: `OptionError` where it is no JSON Schema, or refers to what is not there.
    """

    document: Mapping[str, Any] | bool
    address: str
    _accepts: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compile it, which tells whether it is one."""
        try:
            self._checked().check_schema(self.document)
            compiled = jsonschema_rs.validator_for({"$ref": self.address}, retriever=self._retrieved)
        except Exception as error:
            reason = getattr(error, "message", None) or str(error).partition("\n")[0]
            raise OptionError(f"this is no JSON Schema that can be used: {reason}") from error
        object.__setattr__(self, "_accepts", compiled.is_valid)

    def violations(self, value: object) -> Iterator[Violation]:
        """What the schema refuses in *value*, by the pointer inside it."""
        value = shallow(value)
        if self._accepts(value):
            return
        refused = False
        for error in self._explainer.iter_errors(cast("Any", value)):
            pointer = tuple(error.absolute_path)
            keyword, expected = str(error.validator), cast("Any", error.validator_value)
            if keyword == "required":
                there = cast("Mapping[str, Any]", error.instance)
                missing = [key for key in expected if key not in there]
                yield from (Violation("required", pointer, (key,)) for key in missing)
            else:
                yield Violation(keyword, pointer, expected)
            refused = True
        if not refused:  # two validators that differ, as they may about a regular expression
            yield Violation("schema", (), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of `event_data` that the schema speaks of by name, at its root."""
        if not isinstance(self.document, Mapping):
            return ()
        return tuple(dict.fromkeys([*self.document.get("properties", {}), *self.document.get("required", ())]))

    def _checked(self) -> Any:  # noqa: ANN401 - its type is of a module that is imported only here
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - only a plan with schemas pays for it
        from jsonschema.validators import validator_for  # noqa: PLC0415

        return validator_for(self.document, default=Draft202012Validator)

    @cached_property
    def _explainer(self) -> Validator:
        from referencing import Registry, Resource  # noqa: PLC0415 - only a payload that is refused pays for it
        from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

        def retrieve(address: str) -> Any:  # noqa: ANN401 - a resource, whose type is imported only here
            return Resource.from_contents(self._retrieved(address), default_specification=DRAFT202012)

        registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]  # mypy reads no aliases of attrs
        validator: Validator = self._checked()({"$ref": self.address}, registry=registry)
        return validator

    def _retrieved(self, address: str) -> Any:  # noqa: ANN401 - a schema
        """The schema at *address*: this one, or a local file; nothing is ever fetched."""
        if address == self.address:
            return self.document
        parts = urlsplit(address)
        if parts.scheme != "file":
            raise ValueError(f"{address} is no local file; schemas are not fetched")
        return json.loads(Path(url2pathname(parts.path)).read_text("utf-8-sig"))
