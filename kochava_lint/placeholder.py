"""Placeholders: values that a template, a macro or a missing variable left behind."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MAY_BE_PLACEHOLDER", "is_placeholder"]

_BRACED = re.compile(
    r"""
      \{\{ [^{}"\n]+ \}\}          # Mustache, Jinja
    | [$#]\{ [^{}"\n]+ \}          # shell, JavaScript, Ruby
    | %[A-Za-z_][A-Za-z0-9_]*%     # click macros, Windows
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(
    r"""
      \{ \s* [A-Za-z_] [\w .:|()-]* \}   # Python, Kochava's own sample: {idfa}
    | <  [A-Za-z] [^<>/"\n]* >           # documentation: <APP GUID HERE>
    | null | undefined | None | NaN      # a variable that was not there, made into text
    | \[object\ Object\] | \(null\)   # the same, in JavaScript and Objective-C
    """,
    re.VERBOSE,
)

_FIRST_LETTERS = frozenset("{$#%<nuN[(")

MAY_BE_PLACEHOLDER: Final = r"^([{$#%<(\[]|(null|undefined|None|NaN)$)"
"""The pattern, in the dialect of `jsonschema-rs`, of all texts that may be placeholders, and of some others."""


def is_placeholder(value: str, *, free_text: bool = False) -> bool:
    """
    Whether the whole *value* is something that should have been replaced before it was sent.

    In *free_text*, which the user words, bare words, `<b>` and `{x}` may be meant so.
    """
    if value[:1] not in _FIRST_LETTERS:
        return False
    return _BRACED.fullmatch(value) is not None or (not free_text and _PLAIN.fullmatch(value) is not None)
