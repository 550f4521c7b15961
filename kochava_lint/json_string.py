"""JSON text inside a JSON string: which character of the one stands where in the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from kochava_lint.expression import expression
from kochava_lint.written import Manner, Run, Written

__all__ = ["json_string", "read_json_string"]

# Two escapes that are the halves of a surrogate pair stand for one character.
_ESCAPE = expression(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")


def read_json_string(raw: str) -> tuple[str, Written]:
    """
    Read what stands between the quotes of a JSON string.

    Raises: `ValueError` where that is none.
    """
    text: str = json.loads(f'"{raw}"')
    return text, json_string(raw)


def json_string(raw: str) -> Written:
    """How the text is written of which *raw* stands between the quotes of a JSON string."""
    return Written(raw, partial(_runs, raw), Manner(read_json_string, partial(_spelled, raw)))


def _runs(raw: str) -> Iterator[Run]:
    saved = 0
    for escape in _ESCAPE.finditer(raw):
        saved += escape.end() - escape.start() - 1
        yield Run(escape.end() - saved, escape.end())


def _spelled(raw: str, text: str) -> str:
    """Write *text* in the manner of *raw*: with or without escapes beyond ASCII, and of slashes."""
    spelled = json.dumps(text, ensure_ascii=raw.isascii() and "\x7f" not in raw)[1:-1]
    return spelled.replace("/", "\\/") if _escapes_slashes(raw) else spelled


def _escapes_slashes(raw: str) -> bool:
    escaped = sum(escape[0] == "\\/" for escape in _ESCAPE.finditer(raw))
    # A slash that is not escaped stands by itself, wherever it is.
    return escaped > 0 and escaped == raw.count("/")
