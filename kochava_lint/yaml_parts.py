"""
A YAML document that holds many things, one after the other.

It is read by its events, so that no tag is ever executed, and what aliases stand for is bounded. The first call imports
PyYAML.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from kochava_lint.errors import InputError
from kochava_lint.source import Pointer, Source, Span, Standing
from kochava_lint.yaml_scalar import read_scalar

if TYPE_CHECKING:
    import yaml

from kochava_lint.expression import expression

__all__ = ["YamlPart", "yaml_parts"]

_BINARY: Final = ("tag:yaml.org,2002:binary", "!binary")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BLOCKS: Final = ("|", ">")
_DEEPEST: Final = 1000
_MOST_BY_ALIASES: Final = 1024 * 1024
"""How many values and characters aliases may stand for, all together."""
_MERGED: Final = "<<"
_MAY_BE_A_NUMBER: Final = expression(r"[-+.\d]|(?:true|false|yes|no|on|off)\Z", re.IGNORECASE)


class _Node(NamedTuple):
    """A value in the document: what it is, where it stands, and what is in it."""

    value: Any
    start: int
    end: int
    style: str | None = None
    members: dict[str, Any] | list[Any] | None = None
    weight: int = 1


_NOTHING: Final = _Node(None, 0, 0)


class YamlPart:
    """A part of a YAML document: its *value*, and where its texts stand. See `Document`."""

    def __init__(self, whole: Source, node: _Node, tokens: Sequence[Span]) -> None:
        self._whole = whole
        self._node = node
        self.tokens = tokens
        """Where its texts, aliases and closing brackets stand, and those of the document since the part before."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self._whole.name

    @property
    def value(self) -> Any:  # noqa: ANN401 - any value that YAML has
        """The value of the part, with texts, bytes, null, lists and dicts."""
        return self._node.value

    def text_at(self, pointer: Pointer, text: str) -> Source:
        """See `Document`."""
        node = self._at(pointer)
        scalar = read_scalar(self._whole.text[node.start : node.end], node.style, text)
        if scalar is None:
            line, column = self._whole.place(node.start)
            return Source(self.name, text.removeprefix("\ufeff"), line, column, opaque=True)
        line, column = self._whole.place(node.start + scalar.start)
        return Source(self.name, text, line, column, written=scalar.written)

    def value_at(self, pointer: Pointer) -> Source:
        """See `Document`."""
        node = self._at(pointer)
        line, column = self._whole.place(node.start)
        try:
            written = orjson.dumps(_typed(node), default=str)
        except (orjson.JSONEncodeError, RecursionError):  # nested so deep that parsers of JSON differ
            written = self._whole.text[node.start : node.end].encode("utf-8", "surrogatepass")
        return Source(self.name, written, line, column, opaque=True)

    def raw_at(self, pointer: Pointer) -> str:
        """See `Document`."""
        node = self._at(pointer)
        return self._whole.text[node.start : node.end]

    def begins_at(self, pointer: Pointer) -> Standing:
        """See `Document`."""
        return Standing(*self._whole.place(self._at(pointer).start))

    def _at(self, pointer: Pointer) -> _Node:
        node = self._node
        for key in pointer:
            members: Any = node.members or {}
            node = members[key]
        return node


def yaml_parts(whole: Source, *keys: str) -> Iterator[tuple[str, YamlPart]]:
    """
    The elements of the sequences that stand under one of *keys* in the document, each with its key.

    Under no key comes what stands between them and is none, which at last is what follows them all.

    Raises: `InputError` where it is no YAML, after what could be read.
    """
    import yaml  # noqa: PLC0415 - only where there is YAML to read

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        reader = _Reader(yaml.parse(whole.text, Loader=loader), whole.text)
        for key, node in reader.elements(frozenset(keys)):
            tokens, reader.tokens = reader.tokens, []
            yield key, YamlPart(whole, node, tokens)
        yield "", YamlPart(whole, _NOTHING, reader.tokens)
    except yaml.reader.ReaderError as error:
        line, column = whole.place(min(error.position, len(whole.text)))
        raise InputError(f"{whole.name}:{line}:{column}: not YAML from here on: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError(f"{whole.name}:{line}:{column}: not YAML from here on: {error.problem}") from error
    except UnicodeEncodeError as error:
        line, column = whole.place(error.start)
        raise InputError(f"{whole.name}:{line}:{column}: not YAML from here on: bytes that are not UTF-8") from error
    except _TooMuchError as error:
        line, column = whole.place(error.start)
        raise InputError(f"{whole.name}:{line}:{column}: not read from here on: {error}") from error


def _typed(node: _Node) -> Any:  # noqa: ANN401 - any JSON value
    """The value of *node* with the numbers and truth values that its plain scalars mean."""
    if isinstance(node.members, dict):
        return {key: _typed(member) for key, member in node.members.items()}
    if isinstance(node.members, list):
        return [_typed(member) for member in node.members]
    if node.style or not isinstance(node.value, str):
        return node.value
    return _number(node.value)


def _number(text: str) -> Any:  # noqa: ANN401 - a number or truth value, or the text itself
    """What a plain scalar means."""
    if not _MAY_BE_A_NUMBER.match(text):
        return text
    import yaml  # noqa: PLC0415 - as above

    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    return value if isinstance(value, int | float) else text


class _TooMuchError(Exception):
    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.start = start


class _Open(NamedTuple):
    """A list or mapping that is not closed yet: its values and nodes, and in a mapping the key that waits."""

    event: yaml.CollectionStartEvent
    value: Any
    members: Any
    key: list[Any]
    weight: list[int]


class _Reader:
    def __init__(self, events: Iterator[yaml.Event], text: str) -> None:
        import yaml  # noqa: PLC0415 - as above

        self._yaml = yaml
        self._events = events
        self._text = text
        self._anchors: dict[str, _Node] = {}
        self._by_aliases = 0
        self.tokens: list[Span] = []

    def elements(self, keys: frozenset[str]) -> Iterator[tuple[str, _Node]]:
        """The elements of the sequences that stand under one of *keys* in the mapping that the document is."""
        yaml = self._yaml
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
                root = next(self._events)
                if not isinstance(root, yaml.MappingStartEvent):
                    self._node(root)
                    continue
                while not isinstance(first := next(self._events), yaml.MappingEndEvent):
                    named = self._node(first).value
                    key = named if isinstance(named, str) else ""
                    value = next(self._events)
                    if key in keys and isinstance(value, yaml.SequenceStartEvent):
                        while not isinstance(element := next(self._events), yaml.SequenceEndEvent):
                            yield key, self._node(element)
                    elif key in keys and isinstance(value, yaml.AliasEvent):
                        members = self._alias(value).members
                        yield "", _NOTHING  # they stand elsewhere, and so do comments on them
                        yield from ((key, member) for member in (members if isinstance(members, list) else ()))
                    else:
                        self._node(value)

    def _node(self, event: yaml.Event) -> _Node:
        """The value that begins with *event*, read to its end."""
        yaml = self._yaml
        waiting: list[_Open] = []
        while True:
            node: _Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                node = self._scalar(event)
            elif isinstance(event, yaml.AliasEvent):
                node = self._alias(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                node = self._closed(waiting.pop(), event)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(waiting) >= _DEEPEST:
                    raise _TooMuchError(f"nested more than {_DEEPEST:,} deep", _span(event).start)
                is_list = isinstance(event, yaml.SequenceStartEvent)
                waiting.append(_Open(event, [] if is_list else {}, [] if is_list else {}, [], [1]))
            if node is not None:
                if not waiting:
                    return node
                _put(waiting[-1], node)
            event = next(self._events)

    def _scalar(self, event: yaml.ScalarEvent) -> _Node:
        value: Any = event.value
        if event.tag in _BINARY:
            try:
                value = b64decode("".join(event.value.split()), validate=True)
            except (binascii.Error, ValueError):
                value = event.value
        elif not event.style and event.implicit[0] and event.value in _NULLS:
            value = None
        span = _span(event)
        begins = span.start
        if event.style in _BLOCKS:  # behind their sign, which may have a comment in its line
            begins = self._text.find("\n", self._text.find(event.style, begins), span.end)
        self.tokens.append(Span(begins if begins >= 0 else span.end, span.end))
        node = _Node(value, *span, event.style, weight=1 + len(event.value))
        return self._remembered(event.anchor, node)

    def _alias(self, event: yaml.AliasEvent) -> _Node:
        node = self._anchors.get(event.anchor or "")
        if node is None:
            raise _TooMuchError("an alias that stands for nothing", _span(event).start)
        self._by_aliases += node.weight
        if self._by_aliases > _MOST_BY_ALIASES:
            raise _TooMuchError("its aliases stand for too much", _span(event).start)
        self.tokens.append(_span(event))
        return node

    def _closed(self, opened: _Open, event: yaml.CollectionEndEvent) -> _Node:
        start, closing = _span(opened.event).start, _span(event)
        if closing.start < closing.end:  # a bracket: what is closed by indentation has no end of its own
            self.tokens.append(closing)
        node = _Node(opened.value, start, closing.end, None, opened.members, opened.weight[0])
        return self._remembered(opened.event.anchor, node)

    def _remembered(self, anchor: str | None, node: _Node) -> _Node:
        if anchor is not None:
            self._anchors[anchor] = node
        return node


def _merge(opened: _Open, node: _Node) -> None:
    """Put what other mappings hold into one that is open, where it does not say otherwise itself."""
    for merged in [node] if isinstance(node.members, dict) else node.members or ():
        for key, member in merged.members.items() if isinstance(merged.members, dict) else ():
            opened.value.setdefault(key, member.value)
            opened.members.setdefault(key, member)


def _span(event: yaml.Event) -> Span:
    """Where in the text what an event tells of stands; every event of a text that is read has its marks."""
    start, end = event.start_mark, event.end_mark
    return Span(start.index if start else 0, end.index if end else 0)


def _put(opened: _Open, node: _Node) -> None:
    """Put a value into the list or mapping that is open; in a mapping every other one is a key."""
    opened.weight[0] += node.weight
    if isinstance(opened.value, list):
        opened.value.append(node.value)
        opened.members.append(node)
    elif not opened.key:
        opened.key.append(node)
    else:
        key = opened.key.pop().value
        if key == _MERGED and node.members:
            _merge(opened, node)
        elif isinstance(key, str):
            opened.value[key] = node.value
            opened.members[key] = node
