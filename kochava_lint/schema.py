"""
The schemas of payloads: one is chosen by action, and what it refuses becomes violations.

`jsonschema-rs` tells in microseconds that a payload is in order, and else what is not. `jsonschema` says the same, more
slowly: it is the check on that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast
from urllib.parse import unquote

import jsonschema_rs

from kochava_lint.payload import Payload
from kochava_lint.rule import Violation
from kochava_lint.screen import RESOURCES, Quiet, composed
from kochava_lint.source import Pointer, render

if TYPE_CHECKING:
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


class _Refusal(NamedTuple):
    """What a schema refuses: by which *keyword*, what that says, whose it is to speak of it, and where."""

    keyword: str
    expected: Any
    owner: str | None
    pointer: Pointer


class Schemas:
    """
    The schemas of all actions, ready for use.

    *documents* maps the name of a file to the schema in it: those of `SCHEMA_FILES`, and whatever they refer to by
    `$id`.
    """

    def __init__(self, documents: Mapping[str, dict[str, Any]]) -> None:
        self.documents = dict(documents)
        self._by_action = {action: self.documents[name] for action, name in SCHEMA_FILES.items()}
        self._acceptors: dict[str | None, jsonschema_rs.Draft202012Validator] = {}
        self._keywords: dict[str, tuple[str, Any, str | None]] = {}
        self._explainers: dict[str | None, Validator] = {}

    def _compiled(
        self, document: dict[str, Any], rules: frozenset[str] = frozenset()
    ) -> jsonschema_rs.Draft202012Validator:
        resources = [(other["$id"], _without_owned(other, rules)) for other in self.documents.values()]
        registry = jsonschema_rs.Registry([*resources, *RESOURCES.items()])
        return jsonschema_rs.Draft202012Validator(document, registry=registry)

    def _acceptor(self, action: str | None) -> jsonschema_rs.Draft202012Validator:
        # Compiled when it is first asked for: most payloads are of one action, and in order by a screen.
        if action not in self._acceptors:
            self._acceptors[action] = self._compiled(self._by_action[action])
        return self._acceptors[action]

    def accepts(self, payload: Payload) -> bool:
        """Whether the schema of the payload's action accepts it."""
        acceptor = self._acceptor(payload.action)
        try:
            return acceptor.is_valid(payload.data)
        except ValueError:  # nested deep: see `_check`
            return acceptor.is_valid(shallow(payload.data))

    def screen(self, action: str | None, conditions: Iterable[Quiet], rules: frozenset[str]) -> Callable[[Any], bool]:
        """
        Make a check that tells whether all *conditions* hold for a payload's data, and *action*'s schema accepts it.

        What that leaves to one of *rules*, by name, is not looked at.
        """
        document = {"allOf": [{"$ref": self._by_action[action]["$id"]}, composed(conditions)]}
        return _check(self._compiled(document, rules))

    def conditions(self, conditions: Iterable[Quiet]) -> Callable[[Any], bool]:
        """Make the same check of *conditions* only, for what an action's schema is known to accept."""
        return _check(self._compiled(composed(conditions)))

    def violations(self, payload: Payload, rules: Iterable[str], *, plain: bool = False) -> list[Violation]:
        """
        What the schema refuses in the payload, except what one of *rules*, by name, speaks of itself.

        Each is told once, in the order of the places. *plain*: have it explained by `jsonschema`.
        """
        known = frozenset(rules)
        refusals = self._explained(payload) if plain else self._refusals(payload)
        found = {
            repr(violation): violation
            for refusal in refusals
            if refusal.owner not in known
            for violation in _violations(refusal, payload)
        }
        return [
            violation for _, violation in sorted(found.items(), key=lambda each: (render(each[1].pointer), each[0]))
        ]

    def _refusals(self, payload: Payload) -> Iterator[_Refusal]:
        acceptor = self._acceptor(payload.action)
        try:
            errors = list(acceptor.iter_errors(payload.data))
        except ValueError:  # nested deep: see `_check`
            errors = list(acceptor.iter_errors(shallow(payload.data)))
        for error in errors:
            pointer = tuple(error.instance_path)
            if payload.get(*pointer) != error.instance:  # it leaves empty keys out of the path
                yield from self._explained(payload)
                return
            keyword, expected, owner = self._keyword_at(error.absolute_keyword_location or "")
            yield _Refusal(keyword, expected, owner, pointer)

    def _keyword_at(self, location: str) -> tuple[str, Any, str | None]:
        """What stands at *location* in a schema: the keyword, its value, and the rule that speaks of it."""
        if location not in self._keywords:
            document, _, pointer = location.partition("#")
            schema: Any = next(known for known in self.documents.values() if known["$id"] == document)
            *path, keyword = (unquote(token).replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
            for token in path:
                schema = schema[int(token) if isinstance(schema, list) else token]
            self._keywords[location] = keyword, schema[keyword], _owner(schema)
        return self._keywords[location]

    def _explained(self, payload: Payload) -> Iterator[_Refusal]:
        for error in self._explainer(payload.action).iter_errors(shallow(payload.data)):
            expected = cast("Any", error.validator_value)
            yield _Refusal(str(error.validator), expected, _owner(error.schema), tuple(error.absolute_path))

    def _explainer(self, action: str | None) -> Validator:
        if action not in self._explainers:
            from jsonschema import Draft202012Validator  # noqa: PLC0415 - only who asks for it pays

            self._explainers[action] = Draft202012Validator(self._by_action[action], registry=self._registry)
        return self._explainers[action]

    @cached_property
    def _registry(self) -> Any:  # noqa: ANN401 - its type is of a module that is imported only here
        from referencing import Registry, Resource  # noqa: PLC0415 - as above

        return Registry().with_resources(
            (document["$id"], Resource.from_contents(document)) for document in self.documents.values()
        )


def _check(validator: jsonschema_rs.Draft202012Validator) -> Callable[[Any], bool]:
    def holds(data: object) -> bool:
        try:
            return validator.is_valid(data)
        except ValueError:  # nested deeper than it looks: older versions go down 255 levels
            return False

    return holds


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


def _owner(schema: Any) -> str | None:  # noqa: ANN401 - a schema
    """The rule that a subschema's `$comment` leaves its defect to."""
    comment = schema.get("$comment", "") if isinstance(schema, dict) else ""
    return comment.removeprefix(_OWNER) if comment.startswith(_OWNER) else None


def _violations(refusal: _Refusal, payload: Payload) -> Iterator[Violation]:
    keyword, expected, _, pointer = refusal
    if keyword == "required":
        for key in expected:
            if key not in payload.get(*pointer):
                yield Violation("required", pointer, (key,))
    elif keyword == "anyOf" and any("required" in branch for branch in expected):
        in_data = any("properties" in branch for branch in expected)
        yield Violation("required", payload.holder if in_data else pointer, _required_keys(expected))
    else:
        yield Violation(keyword, pointer, expected)


def _required_keys(branches: Iterable[Any]) -> tuple[str, ...]:
    """The keys one of which an `anyOf` asks for, be it in the object itself or in its `data`."""
    return tuple(dict.fromkeys(key for branch in branches for key in branch.get("required", ())))
