"""
What of a payload's text must not be shown: whatever could identify a device or a person.

Payloads are personal data, and reports end up in logs that many people read. So a value is shown only where its key
is one of those whose values are the same for many, and is none that looks like an identifier; all else is asterisks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from kochava_lint.expression import expression
from kochava_lint.identifier import IDENTIFIER_KEYS
from kochava_lint.json_text import string_end
from kochava_lint.json_tree import Span
from kochava_lint.keys import ATT_KEYS, CONTEXT_KEYS, ROOT_KEYS
from kochava_lint.payload import ACTIONS, MISSING, Payload
from kochava_lint.personal import personal_spans, shown_key
from kochava_lint.placeholder import is_placeholder
from kochava_lint.source import Pointer, render

__all__ = ["Mask", "is_shared", "masked_line", "masked_part", "shown_pointer", "without_secrets"]

_MASK = "*"
_SHARED: Final = frozenset(
    {
        "action",
        "kochava_app_id",
        "app_ver",
        "app_version",
        "device_ua",
        "device_ver",
        "event_name",
        "usertime",
        "currency",
    }
    | {"att", "att_detail", "att_duration", "att_time", "device_limit_tracking", "device_hash_method"}
    | {"gdpr_applies", "ad_user_data", "ad_personalization", "sdk_version", "sdk_protocol", "user_agent"}
)
"""Keys whose values, unless they are objects or arrays, many devices share."""
_SHARED_NUMBERS: Final = frozenset({"sum", "price", "quantity", "duration", "level", "score"})
"""Keys whose values many devices share where they are numbers."""

_TOKEN = expression(r'"|[{}\[\]]|-?[0-9][0-9.eE+-]*')
_SECRET_IN_ADDRESS = expression(r"(?P<name>://|[?&](?:token|key|secret)=)(?P<value>[^\s/\"@&]+(?=@)|(?<==)[^\s\"&]+)")
_SECRET_HEADER = expression(
    r"""(?P<name>\b(?:kochava-(?:auth-token|api-key)|(?:proxy-)?authorization|x-api-key|cookie)(?:[\s"'\\:,=]|value)*)
    (?P<value>[^"'\\,}\]\r\n]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = expression(r"\w+")
_WHOLE_TOKEN = expression(
    r"""[\s{}\[\],:]+ | "[^"\\]*(?:\\.[^"\\]*)*" | true | false | null | -?[0-9][0-9.eE+-]*""", re.VERBOSE
)
_COLON = expression(r"\s*:")
# What may be shown of a text that cannot be read: nothing but words that every payload shares.
_HARMLESS: Final = frozenset(
    {*ROOT_KEYS, *CONTEXT_KEYS, *ATT_KEYS, *ACTIONS, *IDENTIFIER_KEYS, "true", "false", "null"}
    | {"NaN", "Infinity", "True", "False", "None", "undefined"}
)
_LONGEST_IDENTIFYING = 160


def shown_pointer(pointer: Pointer) -> str:
    """Write *pointer* as RFC 6901 does, with asterisks for keys that look like identifiers or addresses."""
    return render(tuple(shown_key(token) if isinstance(token, str) else token for token in pointer))


def is_shared(key: str, value: object) -> bool:
    """Whether *value* under *key* is one that many devices share, so that it tells nothing of any."""
    return key in _SHARED and not (isinstance(value, str) and next(personal_spans(value), None) is not None)


class Mask:
    """What to hide of one payload's text; `over` shows a stretch of it with that hidden."""

    def __init__(self, payload: Payload) -> None:
        source = payload.source
        self._text = source.raw if source else ""
        self._readable = payload.data is not MISSING
        self._spans = [source.outward(span) for span in _hidden_spans(source.text)] if source and self._readable else []
        self._starts = [span.start for span in self._spans]

    def over(self, window: Span) -> str:
        """The text in *window*, of the same length, with asterisks for what is hidden."""
        shown = self._text[window.start : window.end]
        if not self._readable:
            return _masked_words(shown)
        letters = list(shown)
        for span in self._spans_near(window):
            start, end = max(span.start, window.start), min(span.end, window.end)
            if start < end:
                letters[start - window.start : end - window.start] = _MASK * (end - start)
        return "".join(letters)

    def _spans_near(self, window: Span) -> Iterator[Span]:
        """The stretches to hide that may reach into *window*; they do not overlap, so only one can begin before it."""
        first = max(0, bisect_right(self._starts, window.start) - 1)
        yield from self._spans[first : bisect_right(self._starts, window.end)]
        # Whatever looks like an identifier, wherever it stands; it may be cut off by the window.
        start = max(0, window.start - _LONGEST_IDENTIFYING)
        for span in personal_spans(self._text[start : window.end + _LONGEST_IDENTIFYING]):
            yield Span(start + span.start, start + span.end)


def without_secrets(text: str) -> str:
    """The *text* with asterisks for what authenticates, in headers and addresses, which is shown to nobody."""
    for pattern in (_SECRET_HEADER, _SECRET_IN_ADDRESS):
        text = pattern.sub(lambda found: found["name"] + _MASK * len(found["value"]), text)
    return text


def masked_part(text: str) -> str:
    """The *text* of an address or header as it may be shown, of the same length: no queries, secrets and people."""
    path, mark, query = without_secrets(text).partition("?")
    letters = list(path + mark + _WORD.sub(lambda word: _MASK * len(word[0]), query))
    for start, end in personal_spans(text):
        letters[start:end] = _MASK * (end - start)
    return "".join(letters)


def masked_line(line: str) -> str:
    """
    A *line* of a file, whatever is in it, as it may be shown; it keeps its length and its end.

    Where it is made of whole JSON tokens, strings can be told from what stands between them, and keys from values.
    Of anything else, every word is hidden that not all payloads share.
    """
    if not _is_made_of_tokens(line):
        return _masked_words(line)
    letters = list(line)
    for start, end in (*_hidden_spans(line), *personal_spans(line)):
        letters[start:end] = _MASK * (end - start)
    return "".join(letters)


def _is_made_of_tokens(line: str) -> bool:
    at = int(line.startswith("\ufeff"))
    while token := _WHOLE_TOKEN.match(line, at):
        at = token.end()
    return at == len(line)


def _masked_words(text: str) -> str:
    """The *text*, whatever it is, with asterisks for every word but those that all payloads share."""
    return _WORD.sub(lambda word: word[0] if word[0] in _HARMLESS else _MASK * len(word[0]), text)


def _hidden_spans(text: str) -> Iterator[Span]:
    """The texts and numbers of sound JSON that stand under no key whose values are shared, one after the other."""
    key = ""
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token[0] in "{}[]":
            key = ""  # an element of an array, and what comes after it, is under none
        elif token[0] != '"':
            if key not in _SHARED and key not in _SHARED_NUMBERS:
                yield Span(*token.span())
        else:
            end = string_end(text, token.start()) or len(text) + 1
            inside = Span(at, end - 1)
            colon = _COLON.match(text, end)
            at = colon.end() if colon else end
            if colon:
                key = text[slice(*inside)]
                if shown_key(key) != key:
                    yield inside
            elif inside.start < inside.end and not _may_be_shown(key, text[slice(*inside)]):
                yield inside


def _may_be_shown(key: str, written: str) -> bool:
    """Whether the string that is *written* so under *key* tells nothing of a person or device."""
    if key not in _SHARED:
        return _is_plain_placeholder(written)
    if "\\u" not in written:  # what it looks like is seen later
        return True
    import json  # noqa: PLC0415 - only where something is found

    try:
        return next(personal_spans(json.loads(f'"{written}"')), None) is None
    except ValueError:
        return False


def _is_plain_placeholder(value: str) -> bool:
    """Whether *value* is a placeholder that names no more than a variable: an identifier in braces has digits."""
    return len(value) <= _LONGEST_IDENTIFYING and not any(map(str.isdigit, value)) and is_placeholder(value)
