"""Doctests in docstrings, as blocks of code: Markdown would take `>>>` for quotations."""

from __future__ import annotations

import re

import griffe

__all__ = ["Doctests", "fenced"]

_DOCTEST = re.compile(r"^>>> .*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)


def fenced(docstring: str) -> str:
    """The *docstring* with each of its doctests fenced."""
    return _DOCTEST.sub(lambda match: f"```pycon\n{match[0]}\n```", docstring)


class Doctests(griffe.Extension):
    """What mkdocstrings calls for each object that has a docstring."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """Fence the doctests of *obj*."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)
