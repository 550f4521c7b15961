"""
The schemas of payloads: one is chosen by action, and what it refuses becomes violations.

`jsonschema-rs` tells in microseconds that a payload is in order; `jsonschema` explains what is not, and is
imported only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import jsonschema_rs

from kochava_lint.payload import Payload
from kochava_lint.rule import Violation
from kochava_lint.screen import RESOURCES, Quiet, composed

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["SCHEMA_FILES", "Schemas", "shallow"]

SCHEMA_FILES: Final = {
    "event": "event.json",
    "install": "install.json",
    "update": "update.json",
    "identityLink": "identity-link.json",
    None: "payload.json",
}
"""The file of the schema of each action; None is for actions that are not known."""

_OWNER: Final = "rule: "
_EXPLAINED_DEPTH: Final = 50


class Schemas:
    """
    The schemas of all actions, ready for use.

    *documents* maps the name of a file to the schema in it: those of `SCHEMA_FILES`, and whatever they refer to by
    `$id`.
    """

    def __init__(self, documents: Mapping[str, dict[str, Any]]) -> None:
        self.documents = dict(documents)
        self._by_action = {action: self.documents[name] for action, name in SCHEMA_FILES.items()}
        self._acceptors = {action: self._compiled(document) for action, document in self._by_action.items()}
        self._explainers: dict[str | None, Validator] = {}

    def _compiled(
        self, document: dict[str, Any], rules: frozenset[str] = frozenset()
    ) -> jsonschema_rs.Draft202012Validator:
        resources = [(other["$id"], _without_owned(other, rules)) for other in self.documents.values()]
        registry = jsonschema_rs.Registry([*resources, *RESOURCES.items()])
        return jsonschema_rs.Draft202012Validator(document, registry=registry)

    def accepts(self, payload: Payload) -> bool:
        """Whether the schema of the payload's action accepts it."""
        acceptor = self._acceptors[payload.action]
        try:
            return acceptor.is_valid(payload.data)
        except ValueError:  # nested deep: see `screen`
            return acceptor.is_valid(shallow(payload.data))

    def screen(self, action: str | None, conditions: Iterable[Quiet], rules: frozenset[str]) -> Callable[[Any], bool]:
        """
        Make a check that tells whether all *conditions* hold for a payload's data, and *action*'s schema accepts it.

        What that leaves to one of *rules*, by name, is not looked at. The check may raise `ValueError` where the
        data is nested deep: older versions of the validator go down 255 levels.
        """
        document = {"allOf": [{"$ref": self._by_action[action]["$id"]}, composed(conditions)]}
        return self._compiled(document, rules).is_valid

    def violations(self, payload: Payload, rules: Iterable[str]) -> Iterator[Violation]:
        """
        What the schema refuses in the payload, except what one of *rules*, by name, speaks of itself.

        Each is told once, in the order of the schema.
        """
        known = frozenset(rules)
        seen = set()
        for error in self._explainer(payload.action).iter_errors(shallow(payload.data)):
            owner = _owner(error)
            if owner in known:
                continue
            for violation in _violations(error, payload):
                if repr(violation) not in seen:
                    seen.add(repr(violation))
                    yield violation

    def _explainer(self, action: str | None) -> Validator:
        if action not in self._explainers:
            from jsonschema import Draft202012Validator  # noqa: PLC0415 - only a payload that is refused pays for it

            self._explainers[action] = Draft202012Validator(self._by_action[action], registry=self._registry)
        return self._explainers[action]

    @cached_property
    def _registry(self) -> Any:  # noqa: ANN401 - its type is of a module that is imported only here
        from referencing import Registry, Resource  # noqa: PLC0415 - as above

        return Registry().with_resources(
            (document["$id"], Resource.from_contents(document)) for document in self.documents.values()
        )


def _without_owned(schema: Any, rules: frozenset[str]) -> Any:  # noqa: ANN401 - a schema, or a part of one
    """The schema without the parts whose defects it leaves to one of *rules*."""
    if isinstance(schema, list):
        return [_without_owned(part, rules) for part in schema]
    if not isinstance(schema, dict):
        return schema
    comment = schema.get("$comment")
    if isinstance(comment, str) and comment.startswith(_OWNER) and comment.removeprefix(_OWNER) in rules:
        return True
    kept = {key: _without_owned(value, rules) for key, value in schema.items()}
    if kept.get("then") is True and "else" not in kept:  # then its condition decides nothing
        del kept["if"], kept["then"]
    return kept


def shallow(value: Any, depth: int = _EXPLAINED_DEPTH) -> Any:  # noqa: ANN401 - any JSON value
    """
    Copy *value* without what is deeper than any schema looks.

    `jsonschema` writes the value into the text of each error, which fails where it is nested too deep for `repr`.
    """
    if isinstance(value, dict):
        return {key: shallow(member, depth - 1) for key, member in value.items()} if depth else {}
    if isinstance(value, list):
        return [shallow(element, depth - 1) for element in value] if depth else []
    return value


def _owner(error: ValidationError) -> str | None:
    """The rule that a subschema's `$comment` leaves its defect to."""
    comment = error.schema.get("$comment", "") if isinstance(error.schema, dict) else ""
    return comment.removeprefix(_OWNER) if comment.startswith(_OWNER) else None


def _violations(error: ValidationError, payload: Payload) -> Iterator[Violation]:
    pointer = tuple(error.absolute_path)
    keyword, expected = str(error.validator), cast("Any", error.validator_value)
    if keyword == "required":
        for key in expected:
            if key not in cast("dict[str, Any]", error.instance):
                yield Violation("required", pointer, (key,))
    elif keyword == "anyOf" and any("required" in branch for branch in expected):
        in_data = any("properties" in branch for branch in expected)
        yield Violation("required", payload.holder if in_data else pointer, _required_keys(expected))
    else:
        yield Violation(keyword, pointer, expected)


def _required_keys(branches: Iterable[Any]) -> tuple[str, ...]:
    """The keys one of which an `anyOf` asks for, be it in the object itself or in its `data`."""
    return tuple(dict.fromkeys(key for branch in branches for key in branch.get("required", ())))
