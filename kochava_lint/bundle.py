"""Bundling: a schema, and what it refers to in others, as one document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from referencing import Registry
from referencing.jsonschema import DRAFT202012

__all__ = ["bundled"]

_HERE: Final = "#/$defs/"


def bundled(document: dict[str, Any], documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """
    Copy *document* with all that it refers to, so that nothing else is needed: its `$defs` hold what of *documents*.

    Each of these has an `$id`, by which, and by JSON Pointers, the references are. The copy keeps the `$id` and accepts
    what the original does. It leaves out definitions that nothing refers to.

    JSON Schema would have whole documents embedded by their `$id` (2020-12, section 9.3), which editors do not read;
    and some of them have what `$ref` leads to take the place of what stands beside it, so nothing does in the copy.

    Raises: `referencing.exceptions.Unresolvable` where a reference leads nowhere; `ValueError` where two definitions
    would have the same name.
    """
    return _Bundle(documents).of(document)


class _Bundle:
    def __init__(self, documents: Iterable[dict[str, Any]]) -> None:
        self._registry: Registry[Any] = Registry().with_resources(
            (document["$id"], DRAFT202012.create_resource(document)) for document in documents
        )
        self._places: dict[str, str] = {}
        self._definitions: dict[str, Any] = {}

    def of(self, document: dict[str, Any]) -> dict[str, Any]:
        copied: dict[str, Any] = self._copied(
            {key: value for key, value in document.items() if key != "$defs"}, document["$id"]
        )
        return {**copied, "$defs": self._definitions} if self._definitions else copied

    def _copied(self, schema: Any, base: str) -> Any:  # noqa: ANN401 - a schema, or a part of one
        """A copy of *schema*, which stands in the document called *base*."""
        if isinstance(schema, list):
            return [self._copied(part, base) for part in schema]
        if not isinstance(schema, dict):
            return schema
        copied = {key: self._copied(value, base) for key, value in schema.items() if key != "$ref"}
        if "$ref" in schema:
            reference = {"$ref": _HERE + self._defined(schema["$ref"], base)}
            if not copied:
                return reference
            copied["allOf"] = [*copied.get("allOf", ()), reference]
        return copied

    def _defined(self, reference: str, base: str) -> str:
        """The name, among the definitions, of what *reference* in the document called *base* leads to."""
        document, _, pointer = reference.partition("#")
        place = f"{document or base}#{pointer}"
        name = "-".join(token for token in pointer.split("/")[1:] if token not in {"$defs", "properties"})
        if self._places.setdefault(name, place) != place:
            raise ValueError(f"{place} and {self._places[name]} would both be called {name}")
        if name not in self._definitions:
            self._definitions[name] = None  # keeps its place, and ends circles
            found = self._registry.resolver(document or base).lookup(f"#{pointer}")
            self._definitions[name] = self._copied(found.contents, document or base)
        return name
