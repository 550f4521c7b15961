"""
Fingerprints: what stays the same of a finding when lines move, files are written anew, and traffic is recorded again.

They are kept in baselines and shown in reports, so nothing goes into them that identifies anybody: an address could
be guessed from its hash, as there are not that many.
"""

from __future__ import annotations

from kochava_lint.expression import expression
from kochava_lint.finding import Finding
from kochava_lint.payload import MISSING
from kochava_lint.personal import is_shareable
from kochava_lint.privacy import is_shared, shown_pointer
from kochava_lint.source import Pointer

__all__ = ["fingerprint"]

_LENGTH = 16
_NUMBER = expression(r"[0-9]+")
_WORD = expression(r"(?:\w|[^\x00-\x7f])+")
_TIMES = frozenset({"usertime", "att_time", "att_duration"})
"""Keys whose values differ each time that the same is recorded."""


def fingerprint(finding: Finding) -> str:
    """
    Sixteen hex digits, made of the rule, the place in the payload, the event, and the content of that place.

    Of a value that may identify somebody, and of times, only the form counts; of an array, and of a number, that it is
    one; of a text that is no JSON, and of a part of the request, the form of the whole. Of an object, what is said of
    it counts, such as which key is missing: what else is in it may change.
    """
    import hashlib  # noqa: PLC0415 - only where something is found
    import json  # noqa: PLC0415 - as above

    payload = finding.payload
    name = payload.context("event_name")
    told = [
        finding.rule,
        shown_pointer(finding.pointer),
        payload.action,
        name if isinstance(name, str) and is_shareable(name) else _form(name),
        _content(finding),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_LENGTH]


def _content(finding: Finding) -> object:
    if finding.elsewhere is not None:
        return _form(finding.elsewhere.text)
    payload = finding.payload
    if payload.data is MISSING:
        return _form(payload.source.text) if payload.source else None
    value = payload.get(*finding.pointer)
    if isinstance(value, dict):
        return _NUMBER.sub("0", finding.message)  # the version of a device changes with its next update
    return _shown(finding.pointer, value)


def _shown(pointer: Pointer, value: object) -> object:
    key = pointer[-1] if pointer else ""
    is_told = isinstance(value, str | bool) and isinstance(key, str) and key not in _TIMES and is_shared(key, value)
    return value if is_told else _form(value)


def _form(value: object) -> object:
    """
    What *value* looks like, with every word alike: `x.x.x.x` for an address, `x-x-x-x-x` for an identifier.

    Where in one the digits and the letters are would tell it from nearly all others.
    """
    return _WORD.sub("x", value) if isinstance(value, str) else type(value).__name__
