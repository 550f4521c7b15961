"""Placeholders: values that a template, a macro or a missing variable left behind."""

from __future__ import annotations

import re

__all__ = ["is_placeholder", "may_hold_placeholder"]

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


def may_hold_placeholder(value: object) -> bool:
    """Tell quickly whether *value* holds any text that begins as placeholders do, at any depth."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value[:1] in _FIRST_LETTERS:
                return True
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


def is_placeholder(value: str, *, free_text: bool = False) -> bool:
    """
    Whether the whole *value* is something that should have been replaced before it was sent.

    In *free_text*, which the user words, bare words, `<b>` and `{x}` may be meant so.
    """
    if value[:1] not in _FIRST_LETTERS:
        return False
    return _BRACED.fullmatch(value) is not None or (not free_text and _PLAIN.fullmatch(value) is not None)
