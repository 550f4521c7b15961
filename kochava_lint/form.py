"""
Forms of payloads: what those of one sender have in common, as a pattern of their text with gaps for what differs.

A payload of a known form is not even decoded: one expression reads its text in about the time of decoding it. A gap
takes any value of one kind (see `kochava_lint.kind`), or what was found sound where it stands before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import orjson

from kochava_lint.device_keys import OWN_ID, device_key, scope, tells_apart
from kochava_lint.identifier import DEVICE_KEYS
from kochava_lint.kind import FIRST_MOMENT, MOMENT, TELLING_APART, Kind, is_identifier, kind_of, may_be_moment
from kochava_lint.payload import Payload, Traits
from kochava_lint.source import Pointer

__all__ = ["Form", "learn_form"]

_MOST_GAPS: Final = 100
_MOST_CONTAINERS: Final = 32
_ENTRY: Final = 100
"""About how many bytes a set takes for a member, beside the member itself."""
_ACTION: Final = "action"
_FIRST: Final = str(FIRST_MOMENT).encode()
_STRING: Final = r'[^"]*'
_STRING_WITH_ESCAPES: Final = r'[^"\\]*(?:\\.[^"\\]*)*'
_PLAIN_STRING: Final = r"[ !#-\[\]-~]*"
_OTHER_SCALAR: Final = r'[^\s",:\[\]{}]+'


class _Gap(NamedTuple):
    """A scalar of the text that the form was learnt from: where it stands, and its *kind*, if any."""

    start: int
    end: int
    pointer: Pointer
    kind: Kind | None
    is_text: bool

    @property
    def field(self) -> str:
        """What is called so in `together`."""
        return _field(self.pointer)


class Form:
    """
    The form of the *text* of a *payload* in which nothing was found, with *gaps* where its values are.

    What is in gaps of no kind is remembered by the fields that rules read *together*; any other gap by itself.
    """

    def __init__(self, payload: Payload, text: str, gaps: Sequence[_Gap], together: Collection[frozenset[str]]) -> None:
        self.match = re.compile(_pattern(text, gaps).encode()).fullmatch
        self.hits = 0
        gaps = [gap for gap in gaps if _is_asked_for(gap)]
        numbers = {gap.pointer: number for number, gap in enumerate(gaps, start=1) if gap.is_text}
        self._action = payload.action
        self._app_id = numbers.get(("kochava_app_id",))
        self._identifiers = [
            (name, numbers[pointer], gaps[numbers[pointer] - 1].kind in TELLING_APART)
            for name, pointer in {**payload.device_identifiers, OWN_ID: (OWN_ID,)}.items()
            if pointer in numbers and (name in DEVICE_KEYS or name == OWN_ID)
        ]
        moments = [number for number, gap in enumerate(gaps, start=1) if gap.kind is MOMENT]
        self._moments = sorted(moments, key=lambda number: gaps[number - 1].field == "usertime")
        self._seen: list[tuple[Sequence[int], set[Any]]] = [
            ([index + 1 for index in indices], set())
            for indices in _joined([None if gap.kind else gap.field for gap in gaps], together)
        ]

    def knows(self, match: re.Match[bytes], latest: bytes) -> bool:
        """
        Whether all that is in the gaps of a text is known to be sound, where *match* is that of the form and the text.

        Moments have to stand in the order in which they pass: that of the answer to the prompt, that of the event,
        and *latest*.
        """
        group = match.group
        before = _FIRST
        for number in self._moments:
            moment = group(number)
            if moment < before:
                return False
            before = moment
        if before > latest:
            return False
        for numbers, seen in self._seen:
            if group(*numbers) not in seen:
                return False
        self.hits += 1
        return True

    def traits(self, match: re.Match[bytes]) -> Traits:
        """What is to be known of the payload with a text, where *match* is that of the form and the text."""
        group = match.group
        app = scope(None if self._app_id is None else _read(group(self._app_id)))
        keys = {}
        for name, number, surely_tells in self._identifiers:
            value = group(number).decode()
            if surely_tells or tells_apart(name, value):
                keys[name] = device_key(name, app, value)
        return Traits(self._action, keys)

    def remember(self, match: re.Match[bytes]) -> int:
        """Take note that nothing was found in what is in the gaps; returns about how many bytes that took."""
        size = 0
        for numbers, seen in self._seen:
            told: Any = match.group(*numbers)
            if told not in seen:
                seen.add(told)
                parts = (told,) if isinstance(told, bytes) else told
                size += _ENTRY + sum(len(part) + _ENTRY // 2 for part in parts)
        return size


def learn_form(payload: Payload, together: Collection[frozenset[str]]) -> Form | None:
    """
    The form of a *payload* in which nothing was found, given the fields that rules read *together*.

    Returns None where it has no text, is no object, or has more values than are worth it.
    """
    if payload.source is None or not isinstance(payload.data, dict):
        return None
    text = payload.source.text
    if not payload.root.keys().isdisjoint(payload.inner):
        return None  # which of two values counts depends on the first
    if text.count("{") + text.count("[") > _MOST_CONTAINERS:
        return None
    gaps = list(islice(_gaps(payload, payload.data, ()), _MOST_GAPS + 1))
    if any(gap.kind is None and may_be_moment(gap.field) for gap in gaps):
        # A moment that is written in an unusual way can be compared with others by rules only.
        gaps = [gap._replace(kind=None) if gap.kind is MOMENT else gap for gap in gaps]
    return Form(payload, text, gaps, together) if len(gaps) <= _MOST_GAPS else None


def _gaps(payload: Payload, value: Any, pointer: Pointer) -> Iterator[_Gap]:  # noqa: ANN401 - any JSON value
    """The scalars in *value*, which stands at *pointer*, in the order of the text."""
    if isinstance(value, dict | list):
        for token, member in value.items() if isinstance(value, dict) else enumerate(value):
            # The action is a part of the form: it decides which rules and which schema there are.
            if pointer or token != _ACTION:
                yield from _gaps(payload, member, (*pointer, token))
        return
    span = payload.span(pointer)
    if span is not None and payload.source is not None:
        written = payload.source.text[slice(*span)]
        yield _Gap(*span, pointer, kind_of(_field(pointer), written), is_text=written.startswith('"'))


def _field(pointer: Pointer) -> str:
    """What is called so in `together`: a key of the payload or of its `data`, and one of what stands there."""
    inside = pointer[1:] if pointer[0] == "data" and len(pointer) > 1 else pointer
    return "/".join(str(token) for token in inside[:2])


def _pattern(text: str, gaps: Sequence[_Gap]) -> str:
    """The expression of all texts that differ from *text* only in what is in the *gaps*."""
    parts = []
    at = 0
    # Where there is no backslash, a quotation mark ends a string, which is looked for several times as fast.
    string = _STRING_WITH_ESCAPES if "\\" in text else _STRING
    identifiers: list[int] = []
    number = 0
    for gap in gaps:
        number += _is_asked_for(gap)
        parts.append(re.escape(text[at : gap.start]))
        pattern = gap.kind.pattern if gap.kind else string if gap.is_text else _OTHER_SCALAR
        others = ""
        if gap.is_text and is_identifier(gap.field):
            # What is written with escapes, or in upper and lower case beyond ASCII, is not compared by its bytes.
            pattern = gap.kind.pattern if gap.kind else _PLAIN_STRING
            # Two that differ are alike to two others that do, and not to one that is given twice.
            others = "".join(rf'(?!(?i:\{other})")' for other in identifiers)
            identifiers.append(number)
        group = f"({pattern})" if _is_asked_for(gap) else f"(?:{pattern})"
        parts.append(f'"{others}{group}"' if gap.is_text else group)
        at = gap.end
    parts.append(re.escape(text[at:]))
    return "".join(parts)


def _read(content: bytes) -> str:
    """What a JSON string says between its quotation marks."""
    if b"\\" not in content:
        return content.decode()
    text: str = orjson.loads(b'"%b"' % content)
    return text


def _is_asked_for(gap: _Gap) -> bool:
    """Whether it matters which value is in the *gap*, and not only that it is one of its kind."""
    return gap.kind in (None, MOMENT) or is_identifier(gap.field)


def _joined(fields: Sequence[str | None], together: Collection[frozenset[str]]) -> list[list[int]]:
    """The numbers of *fields*, but of those that are None, such that those read *together* are in one list."""
    by_field: dict[str, list[int]] = {}
    for index, field in enumerate(fields):
        if field is not None:
            by_field.setdefault(field, []).append(index)
    joined = [({field}, indices) for field, indices in by_field.items()]
    for names in together:
        apart = [one for one in joined if not any(_is_read(field, names) for field in one[0])]
        read = [one for one in joined if one not in apart]
        both = (set().union(*(one[0] for one in read)), sorted(index for one in read for index in one[1]))
        joined = [*apart, both] if read else apart
    return [indices for _, indices in joined]


def _is_read(field: str, names: Collection[str]) -> bool:
    """Whether a rule that reads *names* reads *field*: what stands there, or in a text that stands there."""
    return any(f"{field}/".startswith(f"{name}/") or f"{name}/".startswith(f"{field}/") for name in names)
