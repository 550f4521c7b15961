"""Placeholders: values that a template, a macro or a missing variable left behind."""

from __future__ import annotations

import re
from typing import Final

from kochava_lint.expression import expression

__all__ = ["MAY_BE_PLACEHOLDER", "is_placeholder", "is_redacted"]

_BRACED = expression(
    r"""
      \{\{ [^{}"\n]+ \}\}          # Mustache, Jinja
    | [$#]\{ [^{}"\n]+ \}          # shell, JavaScript, Ruby
    | %[A-Za-z_][A-Za-z0-9_]*%     # click macros, Windows
    """,
    re.VERBOSE,
)
_PLAIN = expression(
    r"""
      \{ \s* [A-Za-z_] [\w .:|()-]* \}   # Python, Kochava's own sample: {idfa}
    | <  [A-Za-z] [^<>/"\n]* >           # documentation: <APP GUID HERE>
    | null | undefined | None | NaN      # a variable that was not there, made into text
    | \[object\ Object\] | \(null\)   # the same, in JavaScript and Objective-C
    """,
    re.VERBOSE,
)

# What logs, recorders and people put in the place of what nobody should see.
_REDACTED = expression(
    r"""
      [\[<({*]{1,3} \s* (?i:redacted|filtered|masked|scrubbed|sanitized|anonymized|removed|omitted|censored|hidden)
      [^\[\]<>(){}*"\n]* [\]>)}*]{1,3}
    | REDACTED | FILTERED | MASKED
    """,
    re.VERBOSE,
)
_CROSSED_OUT = expression(r"[xX]{6,64} | [xX]{8}(?:-[xX]{4}){3}-[xX]{12} | [•*]{3,}", re.VERBOSE)

_LONGEST_MARK = 256
_LONGEST_BEGINNING = 16

_FIRST_LETTERS = frozenset("{$#%<nuN[(*RFMxX•")

MAY_BE_PLACEHOLDER: Final = (
    r"^([{$#%<(\[*•]|[xX]{6}|[xX]{8}-|(null|undefined|None|NaN|REDACTED|FILTERED|MASKED)$|[^*]{0,16}\*{3})"
)
"""The pattern, in the dialect of `jsonschema-rs`, of all texts that may be placeholders, and of some others."""


def is_placeholder(value: str, *, free_text: bool = False) -> bool:
    """
    Whether the whole *value* is something that should have been replaced before it was sent.

    In *free_text*, which the user words, bare words, `<b>` and `{x}` may be meant so.
    """
    if value[:1] not in _FIRST_LETTERS and not _is_crossed_in_part(value):  # as nearly every value
        return False
    if _BRACED.fullmatch(value) is not None or is_redacted(value, free_text=free_text):
        return True
    return not free_text and _PLAIN.fullmatch(value) is not None


def _is_crossed_in_part(value: str) -> bool:
    """Whether asterisks stand where a value goes on that begins as it was: `203.0.113.***`."""
    return 0 <= value.find("***", 0, _LONGEST_BEGINNING + len("***")) <= _LONGEST_BEGINNING


def is_redacted(value: str, *, free_text: bool = False) -> bool:
    """
    Whether the whole *value* is a mark in the place of another that nobody should see: `[REDACTED]`, `***`.

    In *free_text*, asterisks and crosses may be meant so.
    """
    if len(value) > _LONGEST_MARK or (value[:1] not in _FIRST_LETTERS and not _is_crossed_in_part(value)):
        return False
    if free_text:
        return _REDACTED.fullmatch(value) is not None
    is_crossed_out = _CROSSED_OUT.fullmatch(value) is not None or (_is_crossed_in_part(value) and " " not in value)
    return is_crossed_out or _REDACTED.fullmatch(value) is not None
