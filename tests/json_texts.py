"""JSON texts in many layouts, as tools and people write them, for laws about text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from kochava_lint.fixer import Fixed
from kochava_lint.patch import Patch
from kochava_lint.source import Edit, Source

KEYS = st.text(st.sampled_from('abc"\\:,{}é/ '), max_size=3)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.floats(-9, 9).map(lambda number: round(number, 2))
    | st.text(st.sampled_from('ab"\\:,{}[]é😀/ \n'), max_size=4)
)


class Layout(NamedTuple):
    """How a writer sets a text: with an *indent* each member stands on its own line."""

    indent: str | None = None
    newline: str = "\n"
    colon: str = ":"
    comma: str = ","
    inside: str = ""
    is_ascii: bool = True


class Written(NamedTuple):
    """A text, and the value that it writes."""

    text: str
    value: Any


def written(value: Any, layout: Layout, depth: int = 0) -> str:
    """Write *value* in a layout."""
    if not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=layout.is_ascii)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not value:
        return opening + layout.inside + closing
    parts = (
        [
            f"{json.dumps(key, ensure_ascii=layout.is_ascii)}{layout.colon}{written(member, layout, depth + 1)}"
            for key, member in value.items()
        ]
        if isinstance(value, dict)
        else [written(member, layout, depth + 1) for member in value]
    )
    if layout.indent is None:
        return opening + layout.inside + layout.comma.join(parts) + layout.inside + closing
    begin = layout.newline + layout.indent * depth
    return opening + (begin + layout.indent) + f",{begin}{layout.indent}".join(parts) + begin + closing


LAYOUTS = st.builds(
    Layout,
    indent=st.sampled_from([None, None, "", "  ", "\t"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    colon=st.sampled_from([":", ": ", " : ", "\n:\t"]),
    comma=st.sampled_from([",", ", ", " , ", "\r\n,"]),
    inside=st.sampled_from(["", " ", "\n"]),
    is_ascii=st.booleans(),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=2), max_leaves=8
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> Written:
    """An object, and a text that writes it."""
    value = draw(OBJECTS)
    around = draw(st.sampled_from(["", "", " ", "\n"]))
    return Written(around + written(value, draw(LAYOUTS)) + around, value)


def source_of(fixed: Fixed) -> Source:
    """The text of a payload that was fixed."""
    assert fixed.payload.source is not None
    return fixed.payload.source


def edited(source: Source, edits: Iterable[Edit]) -> Source:
    """The source with *edits* made."""
    patch = Patch(source.raw)
    patch.apply(map(source.raw_edit, edits))
    return source.rewritten(patch.text)
